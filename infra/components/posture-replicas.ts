import type { SizeName, Workload } from "../catalog/types";
import type { Posture } from "../config";
import type { Role } from "../naming";

/** Most replicas of a workload in posture `safe` (JACK-7). */
const SAFE_REPLICAS = 2;

/** Replicas of a workload in an environment that does what its posture says; 0 where it must not run. */
export function replicasIn(
  workload: Pick<Workload, "replicas" | "writer">,
  role: Role,
  posture: Posture,
): number {
  const declared = workload.replicas[role];
  switch (posture) {
    case "active":
      return declared;
    case "safe":
      return Math.min(SAFE_REPLICAS, declared);
    case "fenced":
      return workload.writer ? 0 : declared;
    case "passive":
      return 0;
  }
}

/** Size that the workloads of an environment have: reduced in posture `safe`. */
export function sizeIn(posture: Posture): SizeName {
  return posture === "safe" ? "safe" : "normal";
}
