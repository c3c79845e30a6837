/** Exit codes that no retry mends: arguments, backup not found, permission, configuration (KYB-1). */
export const FINAL_EXIT_CODES: readonly number[] = [2, 4, 5, 6];

/** A Job's podFailurePolicy: it fails at once where its container leaves with one of these codes. */
export function failurePolicy(containerName: string, finalExitCodes: readonly number[]) {
  return {
    rules: [
      {
        action: "FailJob",
        onExitCodes: { containerName, operator: "In", values: [...finalExitCodes] },
      },
      // A pod that was stopped to make room, or with its node, says nothing of the job: it is no try of the two.
      { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
    ],
  };
}

/** How a CronJob is scheduled. */
export interface CronArgs {
  /** Five cron fields. */
  readonly schedule: string;
  /** IANA zone in which the schedule is read. */
  readonly timeZone: string;
  readonly suspend: boolean;
  /** Seconds a start may be late before it counts as missed. */
  readonly startingDeadlineSeconds: number;
}

/** CronJob spec around a Job's: no overlap, bounded lateness, a history one can look at. */
export function scheduled<Spec extends object>(
  cron: CronArgs,
  job: { readonly labels: Readonly<Record<string, string>>; readonly spec: Spec },
) {
  return {
    schedule: cron.schedule,
    timeZone: cron.timeZone,
    suspend: cron.suspend,
    concurrencyPolicy: "Forbid",
    startingDeadlineSeconds: cron.startingDeadlineSeconds,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 5,
    jobTemplate: {
      metadata: { labels: { ...job.labels } },
      spec: { ...job.spec, ttlSecondsAfterFinished: 7 * 24 * 3600 },
    },
  };
}
