import { type AlertCase, atSameTime, NAMESPACE } from "./alert-case";

/** A job that runs by a schedule: name of its alerts, and the last and first step at which it is fresh and overdue. */
export interface Scheduled {
  /** Name of its CronJob. */
  readonly cronJob: string;
  /** Label of its namespace. @default that of the service */
  readonly namespace?: string;
  readonly name: string;
  readonly stepMinutes: number;
  /** Minutes at which it is not overdue yet. */
  readonly freshMinutes: number;
  /** Minutes at which it has been overdue for a minute. */
  readonly overdueMinutes: number;
}

/** A CronJob. */
type Place = Pick<Scheduled, "cronJob" | "namespace">;

const HOUR = 60;

const scheduled: readonly Scheduled[] = [
  // 100 GiB are dumped in 10.5 minutes, which leaves 49.5 of the hour.
  { cronJob: "stock-analysis-backup", name: "Backup", stepMinutes: 1, freshMinutes: 49, overdueMinutes: 51 },
  {
    cronJob: "stock-analysis-verify",
    name: "Verification",
    stepMinutes: HOUR,
    freshMinutes: 25 * HOUR,
    overdueMinutes: 27 * HOUR,
  },
  // The catalog's 768 hours: 31 days and one.
  {
    cronJob: "stock-analysis-drill",
    name: "RestoreDrill",
    stepMinutes: HOUR,
    freshMinutes: 768 * HOUR,
    overdueMinutes: 770 * HOUR,
  },
  {
    cronJob: "stock-analysis-config-backup",
    name: "ConfigBackup",
    stepMinutes: HOUR,
    freshMinutes: 25 * HOUR,
    overdueMinutes: 27 * HOUR,
  },
];

const cron = (metric: string, { cronJob, namespace = NAMESPACE }: Place): string =>
  `kube_cronjob_${metric}{${namespace},cronjob="${cronJob}"}`;

/** A Job of a CronJob that began after 10 minutes and failed. */
const failedRun = ({ cronJob, namespace = NAMESPACE }: Place) => ({
  [`kube_job_status_start_time{${namespace},job_name="run"}`]: 600,
  [`kube_job_failed{${namespace},job_name="run",condition="true"}`]: 1,
  [`kube_job_owner{${namespace},job_name="run",owner_kind="CronJob",owner_name="${cronJob}"}`]: 1,
});

function failed(job: Place, name: string): AlertCase {
  return atSameTime(
    `${name}Failed`,
    20,
    { ...failedRun(job), [cron("status_last_successful_time", job)]: 300 },
    // The run after it succeeded.
    { ...failedRun(job), [cron("status_last_successful_time", job)]: 900 },
  );
}

/** Cases of all five alerts of a job that runs by a schedule. */
export function schedule(job: Scheduled): readonly AlertCase[] {
  const { name, stepMinutes, freshMinutes, overdueMinutes } = job;
  const seen = { [`kube_namespace_created{${job.namespace ?? NAMESPACE}}`]: 1_700_000_000 };
  const lastSuccess = cron("status_last_successful_time", job);
  // The schedule has been on for five steps only when the job becomes overdue: the posture has just changed.
  const steps = overdueMinutes / stepMinutes;
  const justBegun = { [cron("spec_suspend", job)]: `1x${steps - 5} 0x4` };
  const running = { [cron("spec_suspend", job)]: 0 };
  return [
    {
      alert: `${name}TooOld`,
      stepMinutes,
      fires: { series: { ...running, [lastSuccess]: 0 }, atMinutes: overdueMinutes },
      silent: { series: { ...running, [lastSuccess]: 0 }, atMinutes: freshMinutes },
      silentToo: { series: { ...justBegun, [lastSuccess]: 0 }, atMinutes: overdueMinutes },
    },
    {
      ...atSameTime(
        `${name}NeverSucceeded`,
        overdueMinutes,
        { ...running, [cron("created", job)]: 0 },
        { ...running, [cron("created", job)]: 0, [lastSuccess]: 60 },
        { stepMinutes },
      ),
      silentToo: { series: { ...justBegun, [cron("created", job)]: 0 }, atMinutes: overdueMinutes },
    },
    atSameTime(
      `${name}Suspended`,
      12,
      { [cron("spec_suspend", job)]: 1 },
      { [cron("spec_suspend", job)]: "1x8 0x6" },
    ),
    atSameTime(`${name}Missing`, 12, seen, { ...seen, [cron("info", job)]: 1 }),
    failed(job, name),
  ];
}

const backup = cron("status_last_successful_time", { cronJob: "stock-analysis-backup" });

/** Cases of jobs: overdue, never run, suspended, deleted, failed. */
export const jobCases: readonly AlertCase[] = [
  ...scheduled.flatMap(schedule),
  {
    alert: "BackupLate",
    fires: { series: { [backup]: 0 }, atMinutes: 36 },
    silent: { series: { [backup]: 0 }, atMinutes: 34 },
  },
  failed({ cronJob: "stock-analysis-restore" }, "Restore"),
  failed({ cronJob: "stock-analysis-config-restore" }, "ConfigRestore"),
];
