/** Which environment it is: the primary, or the standby of disaster recovery. */
export type Role = "primary" | "standby";

/** What an environment does now: ARCHITECTURE.md explains the postures. */
export type Posture = "active" | "passive" | "fenced" | "safe";
