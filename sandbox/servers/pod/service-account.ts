/** What a pod gets of its service account, and where its API server is. */
export interface ServiceAccountFiles {
  /** Bearer token. */
  readonly token: string;
  /** PEM of the certificate authority of the API server. */
  readonly caCert: string;
  /** Host of the API server: KUBERNETES_SERVICE_HOST. */
  readonly host: string;
  /** Port of the API server: KUBERNETES_SERVICE_PORT. */
  readonly port: number;
}

/** Variables that kubelet gives every pod for the service `kubernetes`, as far as clients read them. */
export function apiEnvironment(files: ServiceAccountFiles | undefined): Record<string, string> {
  if (files === undefined) return {};
  const port = String(files.port);
  return {
    KUBERNETES_SERVICE_HOST: files.host,
    KUBERNETES_SERVICE_PORT: port,
    KUBERNETES_SERVICE_PORT_HTTPS: port,
  };
}
