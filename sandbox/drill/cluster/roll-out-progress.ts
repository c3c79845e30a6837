import { z } from "zod";
import type { ClusterEvent } from "./drill-cluster";

const deployment = z.looseObject({
  metadata: z.looseObject({
    namespace: z.string(),
    name: z.string(),
    uid: z.string(),
    generation: z.number(),
  }),
  spec: z.looseObject({ replicas: z.number().default(1) }),
  status: z
    .looseObject({
      observedGeneration: z.number().default(0),
      updatedReplicas: z.number().default(0),
      availableReplicas: z.number().default(0),
    })
    .default({ observedGeneration: 0, updatedReplicas: 0, availableReplicas: 0 }),
});

/** Tells the way of Deployments to their wanted replicas from one look to the next. */
export class RollOutProgress {
  private readonly under = new Set<string>();

  /** What has happened since the last look. @param at milliseconds since the epoch */
  look(object: unknown, at: number): readonly ClusterEvent[] {
    const { metadata, spec, status } = deployment.parse(object);
    const { namespace, name, uid, generation } = metadata;
    const isDone =
      status.observedGeneration >= generation &&
      status.updatedReplicas >= spec.replicas &&
      status.availableReplicas >= spec.replicas;
    const isWanted = spec.replicas > 0;
    const event = (phase: "started" | "done"): readonly ClusterEvent[] => [
      { object: { kind: "Deployment", namespace, name }, phase, at },
    ];
    if (isWanted && !isDone && !this.under.has(uid)) {
      this.under.add(uid);
      return event("started");
    }
    if (!this.under.has(uid) || (isWanted && !isDone)) return [];
    this.under.delete(uid);
    return isWanted ? event("done") : [];
  }
}
