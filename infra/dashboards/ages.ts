import { series } from "../alerts/promql";

/** Seconds since a CronJob last succeeded. */
export const ageOf = (cronjob: string, namespace: string): string =>
  `time() - max(${series("kube_cronjob_status_last_successful_time", { namespace, cronjob })})`;
