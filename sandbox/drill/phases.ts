import type { Service } from "../../infra/catalog/types";
import type { ClusterEvent } from "./cluster/drill-cluster";
import type { Phase } from "./drill-result";

/** Steps that are Jobs, by the part of the Job's name that tells them. */
const JOB_PHASES: Readonly<Record<string, Phase>> = {
  "fence-check": "fenceCheck",
  restore: "restore",
  "gate-check": "gate",
  "gate-backup": "gate",
  "gate-migrate": "migrate",
  smoke: "smoke",
};

/** The step that an object of the cluster belongs to; undefined where it is none. */
function phaseOf({ object }: ClusterEvent, service: Service): Phase | undefined {
  if (object.kind === "Deployment") return "start";
  if (object.kind !== "Job") return undefined;
  const step = new RegExp(
    `^${service.id}-posture-(${Object.keys(JOB_PHASES).join("|")})(-job|-[0-9a-f]{10})?-[^-]+$`,
  ).exec(object.name)?.[1];
  return step === undefined ? undefined : JOB_PHASES[step];
}

/** Seconds of each step of a service on its way up, from its first beginning to its last end. */
export function phaseSeconds(
  events: readonly ClusterEvent[],
  service: Service,
  namespace: string,
  fromMs: number,
): Readonly<Partial<Record<Phase, number>>> {
  const spans = new Map<Phase, { from: number; to: number }>();
  // An autoscaler adds replicas after the last step too.
  const until = lastStepAt(events, service, namespace, fromMs) ?? Infinity;
  for (const event of events) {
    if (event.object.namespace !== namespace || event.at < fromMs || event.at > until) continue;
    const phase = phaseOf(event, service);
    if (phase === undefined) continue;
    const span = spans.get(phase);
    spans.set(phase, { from: span?.from ?? event.at, to: event.at });
  }
  return Object.fromEntries([...spans].map(([phase, { from, to }]) => [phase, (to - from) / 1000]));
}

/** When the last Job among the steps of a service ended; undefined when none did. */
export function lastStepAt(
  events: readonly ClusterEvent[],
  service: Service,
  namespace: string,
  fromMs: number,
): number | undefined {
  return events.findLast(
    (event) =>
      event.object.kind === "Job" &&
      event.object.namespace === namespace &&
      event.phase === "done" &&
      event.at >= fromMs &&
      phaseOf(event, service) !== undefined,
  )?.at;
}
