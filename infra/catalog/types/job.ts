/** Jobs that every service has; the name is also that of the script. */
export type JobName = "backup" | "verify" | "drill" | "restore" | "config-backup";

/** Steps of a posture change, and the jobs; the name is also that of the script. */
export type StepName = "fence-check" | "restore" | "gate" | "migration-backup" | "smoke" | "fence";

/** Whatever runs in a job's pod: jobs, steps, and what only services with a CDN have. */
export type PodName = JobName | StepName | "purge";
