import type { Workload } from "./types";

/** Priority of a kind of pods in a full cluster. */
interface Priority {
  /** The higher one goes first, at most 1,000,000,000; pods without a class have 0. */
  readonly value: number;
  /** Whether it evicts pods with a lower value, or waits at the head of the queue. */
  readonly preempts: boolean;
  /** Description in the cluster. */
  readonly description: string;
}

/** From the first to the last to be scheduled. */
export const priorityNames = ["recovery", "serving", "backup", "background", "periodic"] as const;

/** Kinds of pods, by priority. */
export type PriorityName = (typeof priorityNames)[number];

/**
 * Priorities in a full cluster, for example after the loss of a zone or of the other environment.
 *
 * None is below 0: the cluster's autoscaler adds no nodes for low values (its cut-off is -10), and a drill that is never
 * scheduled proves nothing.
 */
export const priorities: Readonly<Record<PriorityName, Priority>> = {
  recovery: {
    value: 100_000,
    preempts: true,
    description:
      "Restores, activation, fencing and the gate before a roll-out, which everything else waits for.",
  },
  serving: {
    value: 80_000,
    preempts: true,
    description: "Workloads that serve callers, their dependencies, and the database's exporter.",
  },
  backup: {
    value: 60_000,
    preempts: true,
    description: "Backups and other hourly objectives: a worker may stop for some minutes for them.",
  },
  background: {
    value: 40_000,
    preempts: false,
    description: "Workers: their queue can wait, callers cannot.",
  },
  periodic: {
    value: 20_000,
    preempts: false,
    description: "Verifications and drills: a later run proves the same.",
  },
};

/** Priority of a workload by its kind: only for a worker does no caller wait. */
export const workloadPriority: Readonly<Record<Workload["component"], PriorityName>> = {
  proxy: "serving",
  api: "serving",
  frontend: "serving",
  cache: "serving",
  worker: "background",
};
