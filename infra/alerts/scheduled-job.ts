import type { Job } from "../catalog/jobs";
import type { JobSeries } from "./job-series";
import type { Alert, AlertEnvironment } from "./types";

/** Names and severities of a job's alerts. */
export type JobWords = NonNullable<Job["alerts"]>;

/** What is expected of a scheduled job. */
interface Expectation {
  readonly posture: AlertEnvironment["posture"];
  /** Minutes since its last success after which it is overdue. */
  readonly limitMinutes: number;
  /** The consequence of that. @default "it is overdue" */
  readonly promise?: string;
}

/** What the exit codes of most jobs mean. */
const EXIT_CODES = "3 database, 4 no backup, 5 permission, 6 configuration";

/** A run failed, and none has succeeded since. */
export function failedAlert(of: JobSeries, words: JobWords): Alert {
  return {
    name: `${words.name}Failed`,
    severity: words.failed,
    area: words.area,
    expr: of.failed,
    forMinutes: 1,
    summary: `The last ${words.noun} failed`,
    description: `A run of CronJob ${of.cronJob} failed and none has succeeded since. Read its log: the line with level error says what to do. The exit code shows the kind: ${words.exitCodes ?? EXIT_CODES}.`,
  };
}

/** Overdue, never succeeded, suspended, deleted and failed: all from the cluster's own metrics. */
export function scheduledAlerts(
  of: JobSeries,
  words: JobWords,
  { posture, limitMinutes, promise = "it is overdue" }: Expectation,
): readonly Alert[] {
  const { severity, area, noun } = words;
  return [
    {
      name: `${words.name}TooOld`,
      severity,
      area,
      expr: of.olderThan(limitMinutes),
      forMinutes: 1,
      summary: `The last successful ${noun} is too old`,
      description: `CronJob ${of.cronJob} last succeeded {{ $value | humanizeDuration }} ago: ${promise}. Read the log of its last Job, fix the cause, and start it by hand.`,
    },
    {
      name: `${words.name}NeverSucceeded`,
      severity,
      area,
      expr: of.neverSucceeded(limitMinutes),
      forMinutes: 1,
      summary: `No ${noun} has ever succeeded`,
      description: `CronJob ${of.cronJob} is {{ $value | humanizeDuration }} old and no run has succeeded. Check whether it has started any Jobs, and read the log of the last one.`,
    },
    {
      name: `${words.name}Suspended`,
      severity,
      area,
      expr: of.suspended,
      forMinutes: 10,
      summary: `The ${noun} is suspended although posture ${posture} requires it`,
      description: `Somebody suspended CronJob ${of.cronJob} by hand. Find out why; pulumi up --refresh resumes it.`,
    },
    {
      name: `${words.name}Missing`,
      severity,
      area,
      expr: of.deleted,
      forMinutes: 10,
      summary: `The CronJob of the ${noun} is missing`,
      description: `The cluster has no CronJob ${of.cronJob}. pulumi preview --refresh shows what else is missing; pulumi up --refresh recreates it.`,
    },
    failedAlert(of, words),
  ];
}
