import { z } from "zod";
import type { ClusterEvent, ObjectName } from "./drill-cluster";

const job = z.looseObject({
  metadata: z.looseObject({ namespace: z.string(), name: z.string(), uid: z.string() }),
  status: z
    .looseObject({
      failed: z.number().default(0),
      conditions: z
        .array(z.looseObject({ type: z.string(), status: z.string(), message: z.string().default("") }))
        .default([]),
    })
    .default({ failed: 0, conditions: [] }),
});

/** How a Job has ended; undefined while it has not. */
export interface JobEnd {
  readonly succeeded: boolean;
  /** The Job controller's words on a failure. */
  readonly message: string;
}

/** A condition of a Job that holds. */
function conditionOf(object: unknown, type: string): { readonly message: string } | undefined {
  return job.parse(object).status.conditions.find((one) => one.type === type && one.status === "True");
}

/** Reads the end of a Job from what the API server says of it. */
export function endOf(object: unknown): JobEnd | undefined {
  const failed = conditionOf(object, "Failed");
  if (failed !== undefined) return { succeeded: false, message: failed.message };
  return conditionOf(object, "Complete") === undefined ? undefined : { succeeded: true, message: "" };
}

/** Tells a Job's steps from one look at it to the next. */
export class JobProgress {
  private readonly seen = new Map<string, { failed: number; ended: boolean }>();

  /** @param why says why a Job's last pod failed */
  constructor(private readonly why: (name: ObjectName) => string) {}

  /** What has happened since the last look. @param at milliseconds since the epoch */
  look(object: unknown, at: number): readonly ClusterEvent[] {
    const { metadata, status } = job.parse(object);
    const name: ObjectName = { kind: "Job", namespace: metadata.namespace, name: metadata.name };
    const before = this.seen.get(metadata.uid);
    if (before?.ended === true) return [];
    const end = endOf(object);
    this.seen.set(metadata.uid, { failed: status.failed, ended: end !== undefined });
    const events: ClusterEvent[] = [];
    if (before === undefined) events.push({ object: name, phase: "started", at });
    if (end?.succeeded === true) events.push({ object: name, phase: "done", at });
    else if (end !== undefined)
      events.push({ object: name, phase: "failed", at, message: `${end.message}: ${this.why(name)}` });
    // The last pod's failure is reported before the Job's, and no other pod follows it.
    else if (status.failed > (before?.failed ?? 0) && conditionOf(object, "FailureTarget") === undefined)
      events.push({ object: name, phase: "retried", at, message: this.why(name) });
    return events;
  }
}
