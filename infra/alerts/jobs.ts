import { failover } from "../catalog/failover";
import { isJob, jobNamed } from "../catalog/jobs";
import type { Service } from "../catalog/types";
import { cronJobName } from "../naming";
import { backupAges, staleMinutes } from "./job-age";
import { jobSeries, type JobSeries } from "./job-series";
import { failedAlert, scheduledAlerts, type JobWords } from "./scheduled-job";
import type { Alert, AlertArea, AlertedJob, AlertEnvironment } from "./types";

/** Names and severities of a job's alerts; undefined if it has none. A job that is not in the catalog's table is a check (KYB-8). */
function wordsOf(job: string): JobWords | undefined {
  const name = job.replace(/(^|-)(.)/g, (_, _hyphen, letter: string) => letter.toUpperCase());
  const check = { name, noun: `check ${job}`, severity: "P3", failed: "P3", area: "infrastructure" } as const;
  return isJob(job) ? jobNamed(job).alerts : check;
}

/** Jobs that are started by hand: never overdue, and suspended in every posture. */
const runsOnDemand = (job: string): boolean => isJob(job) && jobNamed(job).schedule === undefined;

/** The texts for a scheduled job of a service, and how old its last success may be. */
function scheduledJobAlerts(
  service: Service,
  environment: AlertEnvironment,
  job: AlertedJob,
  of: JobSeries,
  words: JobWords,
): readonly Alert[] {
  const { posture } = environment;
  if (job.job !== "backup")
    return scheduledAlerts(of, words, { posture, limitMinutes: staleMinutes(service, job) });
  const { tooOldMinutes, keepsPromise } = backupAges(service, environment);
  return scheduledAlerts(of, words, {
    posture,
    limitMinutes: tooOldMinutes,
    promise: keepsPromise
      ? `a disaster now loses more data than the RPO of ${service.objectives.rpoMinutes} minutes`
      : "the dump, which remains if every other engine fails, is overdue",
  });
}

/** The next backup cannot be in the other region within the RPO (STOCK-2). */
function lateAlert(service: Service, environment: AlertEnvironment, of: JobSeries): Alert {
  const { lateMinutes, tooOldMinutes } = backupAges(service, environment);
  return {
    name: "BackupLate",
    severity: "P2",
    area: "data",
    expr: of.olderThan(lateMinutes),
    forMinutes: 1,
    summary: "The next backup will miss the RPO in the other region",
    description: `CronJob ${of.cronJob} last succeeded {{ $value | humanizeDuration }} ago. The RPO is missed at ${Math.floor(tooOldMinutes)} minutes, of which replication needs up to ${failover.replicationMinutes}. Check whether a run is in progress.`,
  };
}

/**
 * Alerts of a service's jobs (TASK-1, KYB-8). A job that the posture suspends has none: a passive standby must page
 * nobody for backups that it does not make.
 */
export function jobAlerts(service: Service, environment: AlertEnvironment): AlertArea {
  const alerts = environment.jobs.flatMap((job) => {
    const of = jobSeries(cronJobName(service.id, job.job), environment.namespace);
    const words = wordsOf(job.job);
    if (words === undefined) return [];
    if (runsOnDemand(job.job)) return [failedAlert(of, words)];
    if (job.suspend) return [];
    const promises = job.job === "backup" && backupAges(service, environment).keepsPromise;
    const late = promises ? [lateAlert(service, environment, of)] : [];
    return [...late, ...scheduledJobAlerts(service, environment, job, of, words)];
  });
  return { name: "jobs", alerts };
}
