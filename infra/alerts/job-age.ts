import type { Service } from "../catalog/types";
import { budget } from "../recovery/budget";
import { retention } from "../logs/retention";
import { longestGapMinutes } from "../catalog/schedule";
import type { AlertedJob, AlertEnvironment } from "./types";

/** Checks of the catalog that a job of another name does (KYB-8). */
const JOB_OF_CHECK: Readonly<Record<string, string>> = {
  "disaster-recovery-test": "drill",
  "log-rotation": retention.name,
};

/** Ages of the newest backup, in minutes since it was complete. */
export interface BackupAges {
  /** From here on the next backup can no longer be in the other region in time. */
  readonly lateMinutes: number;
  /** From here on a disaster costs more data than the service promises. */
  readonly tooOldMinutes: number;
}

/**
 * When a backup is late and when too old: the promise (STOCK-2) less what passes between the snapshot and the end of
 * the backup, and less the replication of the next. Never below one interval, where no schedule could keep the promise.
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
 * Minutes since its last success after which a job is overdue: what the catalog says of the check that it does, else its
 * longest gap, its latest start and its longest run.
 */
export function staleMinutes(service: Service, job: AlertedJob): number {
  const check = service.checks.find(({ id, kind }) => (JOB_OF_CHECK[kind] ?? id) === job.job);
  if (check !== undefined) return check.staleAfterHours * 60;
  return longestGapMinutes(job.schedule) + (job.startingDeadlineSeconds + job.deadlineSeconds) / 60;
}
