import { join } from "node:path";
import type { Backend } from "../providers/backend";
import { installDefinitions } from "../servers/kube-apiserver/definition";
import { type Definition, customResources } from "../tools/definition";
import { startKubeApiserver, type KubeApiserver } from "../servers/kube-apiserver/server";
import { kubernetesBackend } from "./kubernetes-backend";

/** How a cluster is to be. */
export interface LiveClusterOptions {
  /** Folder that keeps what the cluster holds, for the next one. @default nothing is kept */
  readonly folder?: string;
  /** Custom resources that are installed. @default those that the stacks declare */
  readonly definitions?: readonly Definition[];
  /** Namespaces that belong to others than the stacks and are there before them. @default none */
  readonly namespaces?: readonly string[];
}

/** A Kubernetes API that stands behind the provider. It holds and judges objects; no controller acts on them. */
export interface LiveCluster {
  readonly api: KubeApiserver;
  readonly backend: Backend;
  /** Ends the servers. */
  close(): Promise<void>;
}

/** Starts etcd and kube-apiserver and installs what stacks find in a cluster. @throws when a server is missing. */
export async function openLiveCluster({
  folder,
  definitions = customResources,
  namespaces = [],
}: LiveClusterOptions = {}): Promise<LiveCluster> {
  const api = await startKubeApiserver(folder === undefined ? {} : { dataFolder: join(folder, "etcd") });
  try {
    await installDefinitions(api.client, definitions);
    for (const name of namespaces)
      await api.client.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
    return { api, backend: kubernetesBackend(api.client), close: () => api.stop() };
  } catch (error) {
    await api.stop();
    throw error;
  }
}
