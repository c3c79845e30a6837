import type { Horizon, Service, Workload } from "../../catalog/types";
import type { Role } from "../../naming";

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
