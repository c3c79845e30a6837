import type * as pulumi from "@pulumi/pulumi";
import { CronJob } from "@pulumi/kubernetes/batch/v1/cronJob";
import { lintAnnotations } from "../pod/pod-template";
import type { Placed } from "../scope";
import { DISRUPTED, type JobRun } from "./run-once-job";

/** Exit codes that no retry fixes: arguments, backup not found, permission, configuration (KYB-1). */
export const FINAL_EXIT_CODES: readonly number[] = [2, 4, 5, 6];

/** How a CronJob is scheduled, and what it runs. */
export interface ScheduledRun extends JobRun {
  /** Five cron fields. */
  readonly schedule: string;
  /** IANA zone in which the schedule is read. */
  readonly timeZone: string;
  readonly suspend: boolean;
  /** Seconds a start may be late before it counts as missed. */
  readonly startingDeadlineSeconds: number;
  /** Seconds for which a Job and its pods stay after its end. @default a week */
  readonly keepSeconds?: number;
  /** Exit codes of its container that fail a Job at once. @default {@link FINAL_EXIT_CODES} */
  readonly finalExitCodes?: readonly number[];
}

/** Inputs of {@link cronJob}. */
export interface CronJobArgs extends ScheduledRun, Pick<Placed, "namespace"> {
  readonly name: string;
  /** Annotations beside those of every object with pods. @default none */
  readonly annotations?: Readonly<Record<string, string>>;
  /** What must be there before a run. */
  readonly dependsOn: readonly pulumi.Resource[];
}

/** CronJob spec: no overlap, bounded lateness, attempts that a retry may fix, a history one can look at. */
export function cronJobSpec({ template, finalExitCodes = FINAL_EXIT_CODES, ...run }: ScheduledRun) {
  // The API takes them in their order alone.
  const fatal = template.spec.containers.map(({ name: containerName }) => ({
    action: "FailJob",
    onExitCodes: {
      containerName,
      operator: "In",
      values: [...finalExitCodes].sort((one, other) => one - other),
    },
  }));
  return {
    schedule: run.schedule,
    timeZone: run.timeZone,
    suspend: run.suspend,
    concurrencyPolicy: "Forbid",
    startingDeadlineSeconds: run.startingDeadlineSeconds,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 5,
    jobTemplate: {
      metadata: { labels: template.metadata.labels },
      spec: {
        activeDeadlineSeconds: run.deadlineSeconds,
        backoffLimit: 2,
        podFailurePolicy: { rules: [...fatal, DISRUPTED] },
        ttlSecondsAfterFinished: run.keepSeconds ?? 7 * 24 * 3600,
        template,
      },
    },
  };
}

/** Declares a CronJob with the labels of its pods. */
export function cronJob(logicalName: string, args: CronJobArgs, parent: pulumi.Resource): CronJob {
  const { name, namespace, template } = args;
  const annotations = { ...lintAnnotations(), ...args.annotations };
  return new CronJob(
    logicalName,
    {
      metadata: { name, namespace, labels: template.metadata.labels, annotations },
      spec: cronJobSpec(args),
    },
    { parent, dependsOn: [...args.dependsOn] },
  );
}
