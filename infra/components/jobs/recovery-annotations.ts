import type { Horizon, Service } from "../../catalog/types";
import { budget } from "../../recovery/budget";

/** Tenths of a minute, rounded up: what is stated is never less than what is computed. */
const stated = (minutes: number): string => String(Math.ceil(minutes * 10) / 10);

/**
 * What a backup's CronJob tells of the promise that it serves, in minutes (STOCK-2): policies hold its schedule to it, and
 * whoever looks at the job sees it.
 * @throws ProblemError where the schedule is malformed, which the catalog's check tells first
 */
export function recoveryAnnotations(service: Service, horizon: Horizon): Readonly<Record<string, string>> {
  const { recoveryPoint, recoveryTime } = budget(service, horizon);
  return {
    "lifeboat/rpo-minutes": String(recoveryPoint.objectiveMinutes),
    "lifeboat/rto-minutes": String(recoveryTime.objectiveMinutes),
    "lifeboat/recovery-minutes": stated(recoveryTime.worstMinutes),
    "lifeboat/backup-minutes": stated(recoveryPoint.backupMinutes),
  };
}
