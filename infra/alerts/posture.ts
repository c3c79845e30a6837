import type { Posture } from "../config/settings";

/** Whether an environment of this posture answers its users. */
export function isServing(posture: Posture): boolean {
  return posture === "active" || posture === "safe";
}
