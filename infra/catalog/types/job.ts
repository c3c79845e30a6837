/** Jobs of every service; the script has the same name. */
export type JobName = "backup" | "verify" | "drill" | "restore" | "config-backup";

/** Steps of a posture change, and the jobs; the script has the same name. */
export type StepName = "fence-check" | "restore" | "gate" | "migration-backup" | "smoke" | "fence";

/** Everything that runs in a job's pod: jobs, steps, and the purge of services with a CDN. */
export type PodName = JobName | StepName | "purge";
