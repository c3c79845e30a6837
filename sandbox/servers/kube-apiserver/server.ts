import path from "node:path";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { temporaryDirectory } from "../at-exit";
import { makeCertificate } from "../certificate";
import { freePort } from "../free-port";
import { startServer, type Server } from "../process";
import { ApiClient, type ApiRequest, type ApiResponse } from "./api-client";
import { builtPrograms } from "../../tools/program";
import { installed } from "../local-server";

/** A running etcd. */
export interface Etcd extends Server {
  /** Its client URL, plain HTTP on 127.0.0.1. */
  readonly url: string;
}

/**
 * Starts one etcd.
 * @param directory takes its log
 * @param data folder with its data, made when it is not there
 * @throws when etcd is missing or does not answer within 30 seconds.
 */
export async function startEtcd(directory: string, data: string): Promise<Etcd> {
  const program = installed("etcd");
  const [url, peerUrl] = [`http://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await freePort()}`];
  // prettier-ignore
  const args = ["--name=sandbox", `--data-dir=${data}`,
    `--listen-client-urls=${url}`, `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peerUrl}`, `--initial-advertise-peer-urls=${peerUrl}`, `--initial-cluster=sandbox=${peerUrl}`];
  const server = await startServer({
    name: "etcd",
    command: [program, ...args],
    logFile: path.join(directory, "etcd.log"),
    ready: async () => (await fetch(`${url}/health`)).ok,
  });
  return { ...server, url };
}

/** A real Kubernetes API with RBAC. It keeps and judges objects; nothing acts on them: no controllers, no kubelet. */
export interface KubeApiserver {
  /** `https://127.0.0.1:<port>`. */
  readonly url: string;
  /** Its TCP port. */
  readonly port: number;
  /** PEM of the certificate to trust. */
  readonly caCert: string;
  /** Bearer token of a member of system:masters, made at start. */
  readonly adminToken: string;
  /** Client with the administrator's token. */
  readonly client: ApiClient;
  /** One request; the same as `client.request`. */
  request(path: string, init?: ApiRequest): Promise<ApiResponse>;
  /** Ends API server and etcd and removes their data. */
  stop(): Promise<void>;
}

interface Files {
  readonly directory: string;
  readonly etcdUrl: string;
  readonly port: number;
}

async function writeArguments({ directory, etcdUrl, port }: Files, adminToken: string): Promise<string[]> {
  const [tokens, signingKey] = [
    path.join(directory, "tokens.csv"),
    path.join(directory, "service-account.key"),
  ];
  await writeFile(tokens, `${adminToken},administrator,administrator,system:masters\n`, { mode: 0o600 });
  await promisify(execFile)("/usr/bin/openssl", ["genrsa", "-out", signingKey, "2048"]);
  const { keyFile, certFile } = await makeCertificate(directory);
  return [
    `--etcd-servers=${etcdUrl}`,
    "--bind-address=127.0.0.1",
    "--advertise-address=127.0.0.1",
    // Without it the address of a service that nothing serves is kept up to date for nothing.
    "--endpoint-reconciler-type=none",
    `--secure-port=${port}`,
    `--tls-cert-file=${certFile}`,
    `--tls-private-key-file=${keyFile}`,
    `--cert-dir=${directory}`,
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${signingKey}`,
    `--service-account-signing-key-file=${signingKey}`,
    `--token-auth-file=${tokens}`,
    "--authorization-mode=RBAC",
    "--service-cluster-ip-range=10.96.0.0/16",
    // It would wait for service accounts' controllers before it lets a pod be created.
    "--disable-admission-plugins=ServiceAccount",
  ];
}

/**
 * Starts etcd and kube-apiserver on free ports of 127.0.0.1; builds the API server first when it is not there.
 * @throws when Go or etcd is missing, or a server does not answer in time.
 */
export async function startKubeApiserver(): Promise<KubeApiserver> {
  const [program = ""] = await builtPrograms("kube-apiserver");
  const temporary = temporaryDirectory("kubernetes");
  const directory = temporary.path;
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const stopOne of stops.splice(0).reverse()) await stopOne();
    temporary.remove();
  };
  try {
    const etcd = await startEtcd(directory, path.join(directory, "etcd"));
    stops.push(() => etcd.stop());
    const port = await freePort();
    const url = `https://127.0.0.1:${port}`;
    const adminToken = randomBytes(24).toString("base64url");
    const args = await writeArguments({ directory, etcdUrl: etcd.url, port }, adminToken);
    const caCert = await readFile(path.join(directory, "server.crt"), "utf8");
    const client = new ApiClient(url, caCert, adminToken);
    const server = await startServer({
      name: "kube-apiserver",
      command: [program, ...args],
      logFile: path.join(directory, "kube-apiserver.log"),
      readyTimeoutMs: 60_000,
      ready: async () => (await client.request("/readyz")).status === 200,
    });
    stops.push(() => server.stop());
    return {
      url,
      port,
      caCert,
      adminToken,
      client,
      request: (target, init) => client.request(target, init),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
