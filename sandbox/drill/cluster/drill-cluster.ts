import type { PostgresNetwork } from "../../servers/postgres";
import type { KubernetesApi } from "./kubernetes-api";

/** The cluster of one side of a drill. */
export interface DrillCluster {
  /** What messages call it. */
  readonly name: string;
  /** File whose current context is this cluster. */
  readonly kubeconfig: string;
  /** Name of that context. */
  readonly context: string;
  /** Address at which its pods find the servers of the drill. */
  readonly address: string;
  /** True for a cluster of the user's, which is to be left as it was found. */
  readonly isGiven: boolean;
  /** Network that the side's database server listens in. */
  readonly databaseNetwork: PostgresNetwork;
  /** Its API, until it is lost. */
  readonly api: KubernetesApi;
  /** Makes an object, or changes it to this. */
  apply(object: object): Promise<void>;
  /** Lets its pods reach a port of this machine's loopback at `address`, also after a restart. */
  expose(port: number): Promise<void>;
  /** Ends the processes of a container at once. @param id as a pod's status has it: `containerd://…` */
  killContainer(namespace: string, pod: string, id: string): Promise<void>;
  /** Ends everything of the cluster at once, as far as it can be ended; this says what was not. */
  lose(): Promise<string | undefined>;
  /** Brings it back with all that it kept on disk. */
  regain(): Promise<void>;
  /** Removes what the drill made. */
  close(): Promise<void>;
}

/**
 * A step of a cluster's work: a Job's run, or a Deployment's way to its wanted replicas. A Job is `retried` when a pod of
 * it failed and another one is tried.
 */
export interface ClusterEvent {
  readonly object: ObjectName;
  readonly phase: "started" | "retried" | "done" | "failed";
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Why it failed, or a pod of it that another one follows. */
  readonly message?: string;
}

/** Hears of events. */
export type EventListener = (event: ClusterEvent) => void;

/** What tells one object from all others. */
export interface ObjectName {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** `Job kyb-platform/restore-1`: the object for messages. */
export function titleOf({ kind, namespace, name }: ObjectName): string {
  return `${kind} ${namespace}/${name}`;
}
