/** Who an environment is: the one that serves, or the one that waits. */
export type Role = "primary" | "standby";

/** What an environment does now; design's table of postures. */
export type Posture = "active" | "passive" | "fenced" | "safe";
