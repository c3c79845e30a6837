/** Exit codes that no retry fixes: arguments, backup not found, permission, configuration (KYB-1). */
export const FINAL_EXIT_CODES: readonly number[] = [2, 4, 5, 6];

// A pod that was stopped to make room, or with its node, says nothing of the job: it does not count as a try.
const DISRUPTED = { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] };

/** podFailurePolicy of a CronJob's Jobs: they fail at once where their container leaves with one of these codes. */
export function failurePolicy(containerName: string, finalExitCodes: readonly number[]) {
  const onExitCodes = { containerName, operator: "In", values: [...finalExitCodes] };
  return { rules: [{ action: "FailJob", onExitCodes }, DISRUPTED] };
}

/**
 * podFailurePolicy of a Job that an update waits for. It has no code at which the Job fails at once: Pulumi's provider
 * takes a Job for failed by its backoff limit or deadline alone, and would wait out its whole time for any other reason
 * (docs/decisions/027).
 */
export const AWAITED_FAILURE_POLICY = { rules: [DISRUPTED] };

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
