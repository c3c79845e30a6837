import type { Horizon, Posture, Role, Service, SizeName, Workload } from "../catalog/types";

type Planned = Pick<Service, "capacity">;

/** Replicas of a workload in a serving environment: the larger of catalog and capacity plan (STOCK-5, STOCK-8). */
export function plannedReplicas(
  { capacity }: Planned,
  { name, replicas }: Pick<Workload, "name" | "replicas">,
  role: Role,
  horizon: Horizon,
): number {
  return Math.max(replicas[role], capacity.replicas[name]?.[horizon] ?? 0);
}

/** Maximum replicas of a workload in an environment: its autoscaler's maximum, or the planned number. */
export function mostReplicas(
  service: Planned,
  workload: Pick<Workload, "name" | "replicas" | "autoscaling">,
  role: Role,
  horizon: Horizon,
): number {
  return Math.max(plannedReplicas(service, workload, role, horizon), workload.autoscaling?.maxReplicas ?? 0);
}

/** Maximum replicas of a workload in posture `safe` (JACK-7). */
const SAFE_REPLICAS = 2;

/** Bounds within which an autoscaler sets the replicas. */
export interface ReplicaBounds {
  readonly min: number;
  readonly max: number;
}

/** How many pods of a workload run. */
export interface Scale {
  /** Initial replicas; 0 if the workload must not run. */
  readonly replicas: number;
  /** Present if an autoscaler sets the number, which nothing else may then set. */
  readonly bounds?: ReplicaBounds;
}

/** Replicas of a workload in a posture. */
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
 * Posture `safe` pins the autoscaler to its number: a removed autoscaler would be deleted only after everything else has
 * changed, and would reset the number before that.
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
  // An autoscaler ignores a Deployment with 0 replicas.
  if (workload.autoscaling === undefined || replicas === 0) return { replicas };
  if (posture === "safe") return { replicas, bounds: { min: replicas, max: replicas } };
  const min = Math.max(workload.autoscaling.minReplicas, planned);
  return { replicas, bounds: { min, max: mostReplicas(service, workload, role, horizon) } };
}

/**
 * Size of an environment's workloads: reduced in posture `safe` (JACK-7), otherwise from config (MAC-1).
 * @param chosen size of the service in config
 */
export function sizeIn(posture: Posture, chosen: SizeName = "normal"): SizeName {
  return posture === "safe" ? "safe" : chosen;
}
