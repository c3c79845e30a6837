import type { Horizon, Posture, Role, Service, SizeName, Workload } from "../catalog/types";

type Planned = Pick<Service, "capacity">;

/** Replicas of a workload in an environment that serves: the catalog's, or the capacity plan's where that is more (STOCK-5, STOCK-8). */
export function plannedReplicas(
  { capacity }: Planned,
  { name, replicas }: Pick<Workload, "name" | "replicas">,
  role: Role,
  horizon: Horizon,
): number {
  return Math.max(replicas[role], capacity.replicas[name]?.[horizon] ?? 0);
}

/** Most replicas of a workload in an environment: what its autoscaler may reach, or what is planned. */
export function mostReplicas(
  service: Planned,
  workload: Pick<Workload, "name" | "replicas" | "autoscaling">,
  role: Role,
  horizon: Horizon,
): number {
  return Math.max(plannedReplicas(service, workload, role, horizon), workload.autoscaling?.maxReplicas ?? 0);
}

/** Most replicas of a workload in posture `safe` (JACK-7). */
const SAFE_REPLICAS = 2;

/** Bounds within which an autoscaler sets the replicas. */
export interface ReplicaBounds {
  readonly min: number;
  readonly max: number;
}

/** How many pods of a workload run. */
export interface Scale {
  /** Replicas to begin with; 0 where the workload must not run. */
  readonly replicas: number;
  /** Present where an autoscaler sets the number, which then is nobody else's to state. */
  readonly bounds?: ReplicaBounds;
}

/** Replicas of a workload in an environment that does what its posture says. */
function replicasIn(workload: Pick<Workload, "writer">, planned: number, posture: Posture): number {
  switch (posture) {
    case "active":
      return planned;
    case "safe":
      return Math.min(SAFE_REPLICAS, planned);
    case "fenced":
      return workload.writer ? 0 : planned;
    case "passive":
      return 0;
  }
}

/**
 * How many pods of a workload run in an environment, at a size of the capacity plan (STOCK-5, STOCK-7, STOCK-8).
 *
 * Posture `safe` pins the autoscaler to its number: one that was left out would go only after everything else is
 * changed, and undo the number before that.
 */
export function scaleIn(
  service: Pick<Service, "capacity">,
  workload: Pick<Workload, "name" | "replicas" | "writer" | "autoscaling">,
  role: Role,
  posture: Posture,
  horizon: Horizon,
): Scale {
  const planned = plannedReplicas(service, workload, role, horizon);
  const replicas = replicasIn(workload, planned, posture);
  // An autoscaler leaves a Deployment of 0 replicas alone.
  if (workload.autoscaling === undefined || replicas === 0) return { replicas };
  if (posture === "safe") return { replicas, bounds: { min: replicas, max: replicas } };
  const min = Math.max(workload.autoscaling.minReplicas, planned);
  return { replicas, bounds: { min, max: mostReplicas(service, workload, role, horizon) } };
}

/**
 * Size that the workloads of an environment have: reduced in posture `safe` (JACK-7), else as config chose (MAC-1).
 * @param chosen size of the service in config
 */
export function sizeIn(posture: Posture, chosen: SizeName = "normal"): SizeName {
  return posture === "safe" ? "safe" : chosen;
}
