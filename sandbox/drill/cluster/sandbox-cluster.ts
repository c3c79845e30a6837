import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Cluster } from "../../cluster/cluster";
import { type ExposedPort, exposePort } from "../../cluster/expose";
import { prepareForStacks } from "../../cluster/prepare";
import { restartCluster, startCluster } from "../../cluster/start";
import type { DrillCluster } from "./drill-cluster";
import { KubernetesApi } from "./kubernetes-api";

const POSTGRES_PORT = 5432;

/**
 * A cluster made for the drill, which can be killed and started again.
 * @param name 1 to 20 of a-z, 0-9 and "-"
 * @param namespaces of others that the stack finds there
 * @param tell takes a line of progress
 */
export async function openSandboxCluster(
  name: string,
  namespaces: readonly string[],
  tell: (line: string) => void,
): Promise<DrillCluster> {
  let cluster: Cluster = await startCluster({ name, mortal: true, tell });
  const ports: number[] = [];
  const exposed: ExposedPort[] = [];
  const conceal = async (): Promise<void> => {
    await Promise.all(exposed.splice(0).map((port) => port.close()));
  };
  let api: KubernetesApi;
  try {
    await prepareForStacks(cluster, namespaces, tell, ["jobs", "logs", "application"]);
    api = await KubernetesApi.open(cluster.kubeconfig);
  } catch (error) {
    cluster.remove();
    throw error;
  }
  const { node } = cluster.addresses;
  return {
    name,
    kubeconfig: cluster.kubeconfig,
    context: cluster.context,
    address: node,
    isGiven: false,
    databaseNetwork: {
      host: node,
      clients: "10.0.0.0/8",
      port: POSTGRES_PORT,
      launcher: () => cluster.inNetwork(),
    },
    get api() {
      return api;
    },
    apply: async (object) => {
      await cluster.kubectl(["apply", "--server-side", "--filename=-"], JSON.stringify(object));
    },
    expose: async (port) => {
      exposed.push(await exposePort(cluster, port));
      ports.push(port);
    },
    killContainer: async (_namespace, _pod, id) => {
      const task = ["--namespace=k8s.io", "tasks", "kill", "--signal=SIGKILL", id.replace(/^.*\/\//, "")];
      const [program = "", ...args] = cluster.inside("ctr", ...task);
      await promisify(execFile)(program, args);
    },
    lose: async () => {
      cluster.kill();
      await Promise.all([conceal(), api.close()]);
      return undefined;
    },
    regain: async () => {
      // A guard that asks before its way out is there would take the other side for silent.
      const onNetwork = async (back: Cluster): Promise<void> => {
        for (const port of ports) exposed.push(await exposePort(back, port));
      };
      cluster = await restartCluster(cluster, { mortal: true, tell, onNetwork });
      api = await KubernetesApi.open(cluster.kubeconfig);
    },
    close: async () => {
      await Promise.all([conceal(), api.close()]);
      cluster.remove();
    },
  };
}
