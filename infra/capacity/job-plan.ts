import { failover } from "../catalog/failover";
import { jobs, type JobName, type StepName } from "../catalog/jobs";
import type { Backup, Posture } from "../catalog/types";

/** When one job of a service runs, and its deadline. */
export interface PlannedJob {
  readonly job: JobName;
  /** Five cron fields. */
  readonly schedule: string;
  readonly suspend: boolean;
  /** Why a proof of backups is suspended while the service serves; policies show it. @default not suspended */
  readonly suspendedFor?: string;
  readonly startingDeadlineSeconds: number;
  readonly deadlineSeconds: number;
}

/** A date that never comes: the template of an on-demand job must still have a schedule. */
export const NEVER = "0 0 31 2 *";

const MIB_PER_GIB = 1024;

/** Seconds to move a database of this size at this rate. */
const seconds = (sizeGib: number, mibPerSecond: number): number => (sizeGib * MIB_PER_GIB) / mibPerSecond;

/** 1.5 times the computed time and five minutes to start, at least ten minutes, so that a slow run is not stopped. */
const deadline = (expectedSeconds: number): number => Math.max(600, Math.ceil(expectedSeconds * 1.5) + 300);

/**
 * The jobs of a service in an environment.
 *
 * @param sizeGib size of the database at the capacity horizon that the environment is sized for.
 */
export function jobPlan(backup: Backup, sizeGib: number, posture: Posture): readonly PlannedJob[] {
  const dump = seconds(sizeGib, backup.dumpMibPerSecond);
  const restore = seconds(sizeGib, backup.restoreMibPerSecond);
  return jobs.map(({ name, schedule, runsIn, proves, startWithinSeconds, moves }) => ({
    job: name,
    schedule: schedule === undefined ? NEVER : backup[schedule],
    suspend: !runsIn.includes(posture),
    ...(proves && posture === "safe" ? { suspendedFor: `posture ${posture}` } : {}),
    startingDeadlineSeconds: startWithinSeconds,
    deadlineSeconds: deadline(moves.dumps * dump + moves.restores * restore),
  }));
}

/** Deadline of a job that reads or writes a whole server physically: no slower than a dump or its restore. */
export const serverDeadlineSeconds = (backup: Backup, sizeGib: number): number =>
  deadline(2 * seconds(sizeGib, Math.min(backup.dumpMibPerSecond, backup.restoreMibPerSecond)));

/** Seconds that a check over HTTPS, or a query, may take with all its attempts. */
const QUESTION_SECONDS = 300;

/** Longest time in seconds that a server may take for a step of a posture change, all attempts together. */
export const serverStepSeconds = 1500;

/** Seconds that a purge may take with its retries, each limited by the script. */
export const purgeDeadlineSeconds = 900;

/** Seconds that a restore waits for a final backup to be replicated: twice the replication's time limit. */
export const finalBackupWaitSeconds = 2 * failover.replicationMinutes * 60;

/**
 * Deadlines of the steps of a posture change, in seconds.
 *
 * @param sizeGib size of the database at the capacity horizon that the environment is sized for.
 */
export function stepDeadlines(backup: Backup, sizeGib: number): Readonly<Record<StepName, number>> {
  return {
    "fence-check": QUESTION_SECONDS,
    restore: deadline(seconds(sizeGib, backup.restoreMibPerSecond)) + finalBackupWaitSeconds,
    gate: QUESTION_SECONDS,
    // The dump is read back.
    "migration-backup": deadline(2 * seconds(sizeGib, backup.dumpMibPerSecond)),
    smoke: QUESTION_SECONDS,
    fence: deadline(seconds(sizeGib, backup.dumpMibPerSecond)),
  };
}
