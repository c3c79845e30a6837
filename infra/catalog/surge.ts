import type { Rollout } from "./types";

/** Pods that a roll-out may have beyond the replicas; Kubernetes rounds a percentage up. */
export function surge({ maxSurge }: Pick<Rollout, "maxSurge">, replicas: number): number {
  return typeof maxSurge === "number" ? maxSurge : Math.ceil((replicas * parseFloat(maxSurge)) / 100);
}
