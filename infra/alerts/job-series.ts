import { lines, secondsOf, series, unique, whereSeen } from "./promql";

/** PromQL expressions about one CronJob. */
export interface JobSeries {
  /** Name of the CronJob. */
  readonly cronJob: string;
  /** The last success is older than this many minutes, and the job was not suspended meanwhile. */
  readonly olderThan: (minutes: number) => string;
  /** The CronJob is older than this many minutes, no run has ever succeeded, and it was not suspended meanwhile. */
  readonly neverSucceeded: (minutes: number) => string;
  /** It is suspended. */
  readonly suspended: string;
  /** The cluster has no CronJob of that name. */
  readonly deleted: string;
  /** A run failed that started after the last success; a failed Job stays until the history limit removes it. */
  readonly failed: string;
}

/** Maximum minutes without an alert after a job is resumed. */
const MOST_GRACE_MINUTES = 26 * 60;

/** Series of kube-state-metrics for a CronJob of this name. */
export function jobSeries(cronJob: string, namespace: string): JobSeries {
  const of = (metric: string): string => series(metric, { namespace, cronjob: cronJob });
  const newest = (metric: string): string => unique(["namespace", "cronjob"], of(metric));
  // A change of posture starts the schedule: until its first run can have ended, an old success is expected.
  const begun = (minutes: number): string =>
    `unless on (namespace, cronjob) max_over_time(${of("kube_cronjob_spec_suspend")}[${secondsOf(Math.min(minutes, MOST_GRACE_MINUTES))}s]) == 1`;
  const success = "kube_cronjob_status_last_successful_time";
  const owned = { namespace, owner_kind: "CronJob", owner_name: cronJob };
  return {
    cronJob,
    olderThan: (minutes) => lines(`time() - ${newest(success)} > ${secondsOf(minutes)}`, begun(minutes)),
    neverSucceeded: (minutes) =>
      lines(
        `time() - ${newest("kube_cronjob_created")} > ${secondsOf(minutes)}`,
        `unless on (namespace, cronjob) ${of(success)}`,
        begun(minutes),
      ),
    suspended: `${newest("kube_cronjob_spec_suspend")} == 1`,
    deleted: `absent(${of("kube_cronjob_info")}) ${whereSeen(namespace)}`,
    failed: lines(
      "max by (namespace) (",
      `  ${series("kube_job_status_start_time", { namespace })}`,
      `  and on (namespace, job_name) ${series("kube_job_failed", { namespace, condition: "true" })} == 1`,
      `  and on (namespace, job_name) ${series("kube_job_owner", owned)}`,
      ") > (",
      `  max by (namespace) (${of(success)})`,
      `  or max by (namespace) (${of("kube_cronjob_created")})`,
      ")",
    ),
  };
}
