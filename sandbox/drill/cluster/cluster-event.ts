import type { ObjectName } from "./object-name";

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
