import type { Service } from "../catalog/types";
import { budget, dumpKeepsRpo } from "../recovery/budget";
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
  /** From here on, a disaster loses more data than the RPO; without the promise, the backup is overdue. */
  readonly tooOldMinutes: number;
  /** Whether backups keep the RPO; else another engine does, such as the archive, and backups are the second one. */
  readonly keepsPromise: boolean;
}

/**
 * When a backup is late and when it is too old: the RPO (STOCK-2) minus the time from the snapshot to the end of the
 * backup, and minus the replication of the next. At least one interval, because no schedule could do better.
 */
export function backupAges(
  service: Service,
  { capacityHorizon, jobs }: Pick<AlertEnvironment, "capacityHorizon" | "jobs">,
): BackupAges {
  const own = budget(service, capacityHorizon);
  const { interval, backup, replication } = own.dump.loss.terms;
  const floor = interval + backup;
  const keepsPromise = dumpKeepsRpo(own);
  if (!keepsPromise) {
    const job = jobs.find((one) => one.job === "backup");
    const overdue = job === undefined ? floor : staleMinutes(service, job);
    return { lateMinutes: overdue, tooOldMinutes: overdue, keepsPromise };
  }
  const tooOld = service.objectives.rpoMinutes - backup;
  return {
    lateMinutes: Math.max(tooOld - replication, floor),
    tooOldMinutes: Math.max(tooOld, floor),
    keepsPromise,
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
