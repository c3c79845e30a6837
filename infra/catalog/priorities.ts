import type { Workload } from "./types";

/** How a kind of pods stands when a cluster is full. */
interface Priority {
  /** The greater goes first, at most 1,000,000,000; pods of others that say nothing have 0. */
  readonly value: number;
  /** Whether pods of a lesser value are stopped to make room for it, or it waits at the head of the queue. */
  readonly preempts: boolean;
  /** What it is for, as the cluster shows it. */
  readonly description: string;
}

/** From the one that goes first to the one that waits longest. */
export const priorityNames = ["recovery", "serving", "backup", "background", "periodic"] as const;

/** Kind of pods by how they stand. */
export type PriorityName = (typeof priorityNames)[number];

/**
 * Who goes first in a full cluster, as after the loss of a zone or of the other environment.
 *
 * None is below 0: the cluster's autoscaler makes no room for what is (its cut is -10), and a rehearsal that never finds
 * room proves nothing.
 */
export const priorities: Readonly<Record<PriorityName, Priority>> = {
  recovery: {
    value: 100_000,
    preempts: true,
    description:
      "Restores, activation, fencing and the gate before a roll-out: what everything else waits for.",
  },
  serving: {
    value: 80_000,
    preempts: true,
    description: "What answers callers, with what it needs to, and what tells of the database.",
  },
  backup: {
    value: 60_000,
    preempts: true,
    description: "Backups and what keeps a promise by the hour: worth a worker for some minutes.",
  },
  background: {
    value: 40_000,
    preempts: false,
    description: "Workers: their queue waits while callers do not.",
  },
  periodic: {
    value: 20_000,
    preempts: false,
    description: "Verifications and drills: a later run proves as much.",
  },
};

/** Priority of a workload, by what it is: only the worker has nobody who waits for its answer. */
export const workloadPriority: Readonly<Record<Workload["component"], PriorityName>> = {
  proxy: "serving",
  api: "serving",
  frontend: "serving",
  cache: "serving",
  worker: "background",
};
