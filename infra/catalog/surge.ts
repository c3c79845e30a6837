import type { Rollout } from "./types";

/** Additional pods of a roll-out; Kubernetes rounds a percentage up. */
export function surge({ maxSurge }: Pick<Rollout, "maxSurge">, replicas: number): number {
  return typeof maxSurge === "number" ? maxSurge : Math.ceil((replicas * parseFloat(maxSurge)) / 100);
}
