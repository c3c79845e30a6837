import { failover } from "../catalog/failover";
import type { Area, Service, SeverityName } from "../catalog/types";
import { backupAges, staleMinutes } from "./job-age";
import { jobSeries, type JobSeries } from "./job-series";
import type { Alert, AlertArea, AlertedJob, AlertEnvironment } from "./types";

/** How a job's alerts are called, and how bad they are. */
interface JobWords {
  /** Beginning of the alerts' names. */
  readonly name: string;
  /** What it does, as a noun. */
  readonly noun: string;
  /** When it is overdue, was suspended or deleted. */
  readonly severity: SeverityName;
  /** When a run fails. */
  readonly failed: SeverityName;
  readonly area: Area;
}

/** Jobs that recovery depends on; a job of another name is a check (KYB-8). */
const WORDS: Readonly<Record<string, JobWords>> = {
  backup: { name: "Backup", noun: "backup", severity: "P1", failed: "P2", area: "data" },
  verify: { name: "Verification", noun: "restore verification", severity: "P2", failed: "P1", area: "data" },
  drill: { name: "RestoreDrill", noun: "restore drill", severity: "P2", failed: "P1", area: "data" },
  "config-backup": {
    name: "ConfigBackup",
    noun: "configuration backup",
    severity: "P2",
    failed: "P3",
    area: "infrastructure",
  },
  restore: { name: "Restore", noun: "restore", severity: "P1", failed: "P1", area: "database" },
};

/** Jobs that somebody starts: never overdue, and suspended in every posture. */
const ON_DEMAND: readonly string[] = ["restore"];

function wordsOf(job: string): JobWords {
  const name = job.replace(/(^|-)(.)/g, (_, _hyphen, letter: string) => letter.toUpperCase());
  return WORDS[job] ?? { name, noun: `check ${job}`, severity: "P3", failed: "P3", area: "infrastructure" };
}

function failedAlert(of: JobSeries, words: JobWords): Alert {
  return {
    name: `${words.name}Failed`,
    severity: words.failed,
    area: words.area,
    expr: of.failed,
    forMinutes: 1,
    summary: `The last ${words.noun} failed`,
    description: `A run of CronJob ${of.cronJob} failed and none has succeeded since. Read its log: the line of level error says what to do, the exit code which kind it is (3 database, 4 no backup, 5 permission, 6 configuration).`,
  };
}

/** Overdue, never succeeded, suspended, deleted and failed: all from the cluster's own metrics. */
function scheduledAlerts(
  service: Service,
  environment: AlertEnvironment,
  job: AlertedJob,
  of: JobSeries,
): readonly Alert[] {
  const words = wordsOf(job.job);
  const { severity, area, noun } = words;
  const isBackup = job.job === "backup";
  const limitMinutes = isBackup
    ? backupAges(service, environment.capacityHorizon).tooOldMinutes
    : staleMinutes(service, job);
  const promise = isBackup
    ? `a disaster now costs more than the ${service.objectives.rpoMinutes} minutes of data that are promised`
    : "it is overdue";
  return [
    {
      name: `${words.name}TooOld`,
      severity,
      area,
      expr: of.olderThan(limitMinutes),
      forMinutes: 1,
      summary: `The last successful ${noun} is too old`,
      description: `CronJob ${of.cronJob} last succeeded {{ $value | humanizeDuration }} ago: ${promise}. Read the log of its last Job, mend it, and start it with kubectl create job --from=cronjob/${of.cronJob}.`,
    },
    {
      name: `${words.name}NeverSucceeded`,
      severity,
      area,
      expr: of.neverSucceeded(limitMinutes),
      forMinutes: 1,
      summary: `No ${noun} has ever succeeded`,
      description: `CronJob ${of.cronJob} is {{ $value | humanizeDuration }} old and no run has succeeded. See whether it has Jobs at all, and read the log of the last.`,
    },
    {
      name: `${words.name}Suspended`,
      severity,
      area,
      expr: of.suspended,
      forMinutes: 10,
      summary: `The ${noun} is suspended, and the posture ${environment.posture} asks for it`,
      description: `Somebody suspended CronJob ${of.cronJob} by hand. Find out why; pulumi up takes it back.`,
    },
    {
      name: `${words.name}Missing`,
      severity,
      area,
      expr: of.deleted,
      forMinutes: 10,
      summary: `The CronJob of the ${noun} is gone`,
      description: `The cluster has no CronJob ${of.cronJob}. pulumi refresh shows what else is missing; pulumi up makes it again.`,
    },
    failedAlert(of, words),
  ];
}

/** The next backup can no longer be in the other region before the promise is broken (STOCK-2). */
function lateAlert(service: Service, environment: AlertEnvironment, of: JobSeries): Alert {
  const { lateMinutes, tooOldMinutes } = backupAges(service, environment.capacityHorizon);
  return {
    name: "BackupLate",
    severity: "P2",
    area: "data",
    expr: of.olderThan(lateMinutes),
    forMinutes: 1,
    summary: "The next backup will be too late for the other region",
    description: `CronJob ${of.cronJob} last succeeded {{ $value | humanizeDuration }} ago. The objective breaks at ${Math.floor(tooOldMinutes)} minutes, and replication needs up to ${failover.replicationMinutes} of them. See whether a run is under way.`,
  };
}

/**
 * Alerts of a service's jobs (TASK-1, KYB-8). A job that the posture suspends has none: a standby that waits must page
 * nobody for the backups that it does not make.
 */
export function jobAlerts(service: Service, environment: AlertEnvironment): AlertArea {
  const alerts = environment.jobs.flatMap((job) => {
    const of = jobSeries(service.id, environment.namespace, job.job);
    if (ON_DEMAND.includes(job.job)) return [failedAlert(of, wordsOf(job.job))];
    if (job.suspend) return [];
    const late = job.job === "backup" ? [lateAlert(service, environment, of)] : [];
    return [...late, ...scheduledAlerts(service, environment, job, of)];
  });
  return { name: "jobs", alerts };
}
