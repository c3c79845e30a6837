import type { ObjectName } from "./stored-object";

/**
 * A step of the cluster's work: a job's run, or a Deployment's way to its wanted replicas. A job is `retried` when a pod of
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

/** Does the work and tells when it began and how it ended. */
export async function observed<T>(
  object: ObjectName,
  listener: EventListener | undefined,
  work: () => Promise<T>,
): Promise<T> {
  listener?.({ object, phase: "started", at: Date.now() });
  try {
    const result = await work();
    listener?.({ object, phase: "done", at: Date.now() });
    return result;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    listener?.({ object, phase: "failed", at: Date.now(), message });
    throw error;
  }
}
