import { writeFileSync } from "node:fs";
import { get } from "node:https";
import { join } from "node:path";
import type { GenuineProviders } from "../engine/home";
import { temporaryDirectory } from "../servers/at-exit";
import { freePort } from "../servers/free-port";
import { installDefinitions } from "../servers/kube-apiserver/definition";
import { startKubeApiserver, type KubeApiserver } from "../servers/kube-apiserver/server";
import { startServer, type Server } from "../servers/process";
import { type Definition, customResources } from "../tools/definition";
import { builtPrograms } from "../tools/program";

/** How a cluster is to be. */
export interface LiveClusterOptions {
  /** Custom resources that are installed. @default those that the stacks declare */
  readonly definitions?: readonly Definition[];
  /** Namespaces that belong to others than the stacks and are there before them. @default none */
  readonly namespaces?: readonly string[];
}

/**
 * A Kubernetes API and its controllers, without a node: Jobs and Deployments get pods that nobody runs, quotas count and
 * deletions end.
 */
export interface LiveCluster {
  readonly api: KubeApiserver;
  /** The genuine provider, as it talks to this cluster. */
  readonly genuine: GenuineProviders;
  /** Ends the servers. */
  close(): Promise<void>;
}

/** A kubeconfig of the administrator; JSON is YAML. */
const kubeconfig = ({ url, caCert, adminToken }: KubeApiserver): string =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: "sandbox",
        cluster: { server: url, "certificate-authority-data": Buffer.from(caCert).toString("base64") },
      },
    ],
    users: [{ name: "administrator", user: { token: adminToken } }],
    contexts: [{ name: "sandbox", context: { cluster: "sandbox", user: "administrator" } }],
    "current-context": "sandbox",
  });

/**
 * Starts etcd, kube-apiserver and kube-controller-manager and installs what stacks find in a cluster.
 * @throws when a server is missing, or the provider and no way to build it
 */
export async function openLiveCluster({
  definitions = customResources,
  namespaces = [],
}: LiveClusterOptions = {}): Promise<LiveCluster> {
  const [binary = "", manager = ""] = await builtPrograms(
    "pulumi-resource-kubernetes",
    "kube-controller-manager",
  );
  const temporary = temporaryDirectory("cluster");
  const config = join(temporary.path, "kubeconfig.json");
  const stops: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await stop();
    temporary.remove();
  };
  try {
    const api = await startKubeApiserver();
    stops.push(() => api.stop());
    writeFileSync(config, kubeconfig(api), { mode: 0o600 });
    const controllers = await startControllers(manager, config, temporary.path);
    stops.push(() => controllers.stop());
    await installDefinitions(api.client, definitions);
    for (const name of namespaces)
      await api.client.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
    return { api, genuine: { kubernetes: { binary, kubeconfig: config } }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Asks a server for its health; its certificate is self-signed, so it is not verified. */
const isHealthy = (port: number): Promise<boolean> =>
  new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path: "/healthz", rejectUnauthorized: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    }).on("error", reject);
  });

async function startControllers(program: string, config: string, directory: string): Promise<Server> {
  const port = await freePort();
  const command: [string, ...string[]] = [
    program,
    `--kubeconfig=${config}`,
    "--leader-elect=false",
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    `--cert-dir=${directory}`,
  ];
  return startServer({
    name: "kube-controller-manager",
    command,
    logFile: join(directory, "kube-controller-manager.log"),
    readyTimeoutMs: 60_000,
    ready: () => isHealthy(port),
  });
}
