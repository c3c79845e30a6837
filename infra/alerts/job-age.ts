import type { Service } from "../catalog/types";
import { budget } from "../recovery/budget";
import { retention } from "../logs/retention";
import { longestGapMinutes } from "../catalog/schedule";
import type { AlertedJob, AlertEnvironment } from "./types";

/** Checks of the catalog that are done by a job with another name (KYB-8). */
const JOB_OF_CHECK: Readonly<Record<string, string>> = {
  "disaster-recovery-test": "drill",
  "log-rotation": retention.name,
};

/** Age limits of the newest backup, in minutes since it completed. */
export interface BackupAges {
  /** From here on, the next backup cannot be in the other region in time. */
  readonly lateMinutes: number;
  /** From here on, a disaster loses more data than the RPO. */
  readonly tooOldMinutes: number;
}

/**
 * When a backup is late and when it is too old: the RPO (STOCK-2) minus the time from the snapshot to the end of the
 * backup, and minus the replication of the next. At least one interval, because no schedule could do better.
 */
export function backupAges(service: Service, horizon: AlertEnvironment["capacityHorizon"]): BackupAges {
  const { recoveryPoint } = budget(service, horizon);
  const tooOld = recoveryPoint.objectiveMinutes - recoveryPoint.backupMinutes;
  const floor = recoveryPoint.intervalMinutes + recoveryPoint.backupMinutes;
  return {
    lateMinutes: Math.max(tooOld - recoveryPoint.replicationMinutes, floor),
    tooOldMinutes: Math.max(tooOld, floor),
  };
}

/**
 * Minutes since its last success after which a job is overdue: the catalog's limit for its check, or else its longest
 * gap, latest start and longest run.
 */
export function staleMinutes(service: Service, job: AlertedJob): number {
  const check = service.checks.find(({ id, kind }) => (JOB_OF_CHECK[kind] ?? id) === job.job);
  if (check !== undefined) return check.staleAfterHours * 60;
  return longestGapMinutes(job.schedule) + (job.startingDeadlineSeconds + job.deadlineSeconds) / 60;
}
