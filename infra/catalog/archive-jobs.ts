import type { Job } from "./jobs";
import type { Archive } from "./types";

/** A job of a server that archives. */
interface Row {
  /** Also that of its CronJob, after the service's. */
  readonly name: string;
  /** Key of its schedule, in UTC. */
  readonly schedule: keyof Archive & `${string}Schedule`;
  /** Script that it runs, without its ending. */
  readonly script: "archive-backup" | "archive-verify" | "archive-drill";
  /** pgBackRest's word for the kind of backup; absent where it takes none. */
  readonly type?: "full" | "diff" | "incr";
  /** True where it restores the server onto a volume of its own. @default false */
  readonly restores?: boolean;
  /** Exit codes after which another attempt must not follow, beside those of every job. @default none */
  readonly finalExitCodes?: readonly number[];
  /** Names and severities of its alerts. */
  readonly alerts: NonNullable<Job["alerts"]>;
}

/** Of a physical backup, by the last repository that failed. */
const BACKUP_CODES = "3 database, 4 a repository knows no such database, 6 a repository has another one";

const rows = [
  {
    name: "archive-full",
    schedule: "fullSchedule",
    script: "archive-backup",
    type: "full",
    alerts: {
      name: "FullBackup",
      noun: "full physical backup",
      severity: "P1",
      failed: "P2",
      area: "data",
      exitCodes: BACKUP_CODES,
    },
  },
  {
    name: "archive-differential",
    schedule: "differentialSchedule",
    script: "archive-backup",
    type: "diff",
    alerts: {
      name: "DifferentialBackup",
      noun: "differential physical backup",
      severity: "P2",
      failed: "P2",
      area: "data",
      exitCodes: BACKUP_CODES,
    },
  },
  {
    name: "archive-incremental",
    schedule: "incrementalSchedule",
    script: "archive-backup",
    type: "incr",
    alerts: {
      name: "IncrementalBackup",
      noun: "incremental physical backup",
      severity: "P2",
      failed: "P3",
      area: "data",
      exitCodes: BACKUP_CODES,
    },
  },
  {
    name: "archive-verify",
    schedule: "verifySchedule",
    script: "archive-verify",
    // A second look takes as long, and finds the same.
    finalExitCodes: [1],
    alerts: {
      name: "ArchiveVerification",
      noun: "verification of the repositories",
      severity: "P2",
      failed: "P1",
      area: "data",
      exitCodes: "1 a repository is not sound, or could not be read",
    },
  },
  {
    name: "archive-drill",
    schedule: "drillSchedule",
    script: "archive-drill",
    restores: true,
    // Each attempt has a volume of its own, and a damaged copy is damaged the next time.
    finalExitCodes: [1, 3],
    alerts: {
      name: "ArchiveDrill",
      noun: "restore of a physical backup",
      severity: "P2",
      failed: "P1",
      area: "data",
      exitCodes:
        "1 pgBackRest could not restore, 3 the copy is damaged or a WAL segment is missing, 4 no backup or WAL reaches the time, 6 the repository refuses",
    },
  },
] as const satisfies readonly Row[];

/** Name of a job of a server that archives. */
export type ArchiveJobName = (typeof rows)[number]["name"];

/** One job of a server that archives. */
export interface ArchiveJob extends Row {
  readonly name: ArchiveJobName;
}

/** The jobs of every server that archives. A row here is a CronJob, its alerts, and their steps in the runbook. */
export const archiveJobs: readonly ArchiveJob[] = rows;
