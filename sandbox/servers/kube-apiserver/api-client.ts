import https from "node:https";
import { z } from "zod";

/** One request to the API. */
export interface ApiRequest {
  /** @default GET */
  readonly method?: string;
  /** Sent as JSON. @default no body */
  readonly body?: unknown;
  /** Bearer token. @default the administrator's */
  readonly token?: string;
  /** Content type of the body. @default application/json */
  readonly contentType?: string;
}

/** What the API answered, whatever its status. */
export interface ApiResponse {
  /** HTTP status code. */
  readonly status: number;
  /** The body's JSON value; its text when it is not JSON. */
  readonly body: unknown;
}

const apiObject = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});
const resourceList = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
});
const tokenRequest = z.object({ status: z.object({ token: z.string() }) });

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A small client of the Kubernetes API on 127.0.0.1. */
export class ApiClient {
  private readonly agent: https.Agent;

  /**
   * @param url of the API server
   * @param caCert PEM that it is trusted by
   * @param adminToken token of a member of system:masters
   */
  constructor(
    private readonly url: string,
    caCert: string,
    private readonly adminToken: string,
  ) {
    this.agent = new https.Agent({ ca: caCert, keepAlive: false });
  }

  /** Sends one request. @throws only when there is no answer. */
  request(path: string, { method = "GET", body, token, contentType }: ApiRequest = {}): Promise<ApiResponse> {
    return new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${token ?? this.adminToken}`,
        ...(body === undefined ? {} : { "content-type": contentType ?? "application/json" }),
      };
      const request = https.request(
        `${this.url}${path}`,
        { method, headers, agent: this.agent },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.once("error", reject);
          response.once("end", () => {
            resolve({
              status: response.statusCode ?? 0,
              body: parseBody(Buffer.concat(chunks).toString("utf8")),
            });
          });
        },
      );
      request.setTimeout(30_000, () =>
        request.destroy(new Error(`${method} ${path}: no answer within 30 s`)),
      );
      request.once("error", reject);
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** The body of a successful answer. @throws naming request, status and the API's message for any other. */
  async must(path: string, request: ApiRequest = {}): Promise<unknown> {
    const { status, body } = await this.request(path, request);
    if (status >= 200 && status < 300) return body;
    throw new Error(`${request.method ?? "GET"} ${path}: ${status} ${JSON.stringify(body)}`);
  }

  /**
   * Applies a manifest as `kubectl apply --server-side --force-conflicts` does.
   * @param namespace for an object that names none. @default default
   * @returns the object as the API keeps it.
   */
  async apply(manifest: unknown, namespace = "default"): Promise<unknown> {
    const { apiVersion, kind, metadata } = apiObject.parse(manifest);
    const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const { resources } = resourceList.parse(await this.must(group));
    const resource = resources.find((entry) => entry.kind === kind && !entry.name.includes("/"));
    if (resource === undefined)
      throw new Error(`${apiVersion} ${kind}: the API server does not know this kind`);
    const scope = resource.namespaced ? `/namespaces/${metadata.namespace ?? namespace}` : "";
    const path = `${group}${scope}/${resource.name}/${metadata.name}?fieldManager=sandbox&force=true`;
    // JSON is YAML.
    return this.must(path, { method: "PATCH", body: manifest, contentType: "application/apply-patch+yaml" });
  }

  /**
   * A token of a service account, as `kubectl create token` makes it.
   * @param expirationSeconds at least 600, as the API demands. @default 3600
   */
  async serviceAccountToken(namespace: string, name: string, expirationSeconds = 3600): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
    const body = {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: { expirationSeconds },
    };
    return tokenRequest.parse(await this.must(path, { method: "POST", body })).status.token;
  }
}
