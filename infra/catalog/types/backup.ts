import type { TierName } from "../../../lib/tiers";

export type { TierName };

/** When, where and how fast a service is backed up. */
export interface Backup {
  /** S3 bucket by the runbook's name; `infra/naming` makes it unique per environment. */
  readonly bucket: string;
  /** First segment of every dump's key, without slashes: `postgresql`, `database`. */
  readonly prefix: string;
  /** First segment of every configuration backup's key (STOCK-4). */
  readonly configPrefix: string;
  /** Cron expression, five fields, of the dump. */
  readonly schedule: string;
  /** Cron expression of the restore verification. */
  readonly verifySchedule: string;
  /**
   * Cron expression of the full drill (KYB-8): fires in every month, so day of month 1 to 28, and no day of week
   * (trap 2); at another day and hour than the other services.
   */
  readonly drillSchedule: string;
  /** Cron expression of the configuration backup. */
  readonly configSchedule: string;
  /** IANA time zone in which the schedules are read. */
  readonly timeZone: string;
  /** Tiers that this service keeps; each dump enters `hourly` first. */
  readonly tiers: readonly TierName[];
  /** Rate at which the dump pipeline reads the database, in MiB/s: stated until a drill measures it. */
  readonly dumpMibPerSecond: number;
  /** Rate at which a restore writes the database, in MiB/s: stated until a drill measures it. */
  readonly restoreMibPerSecond: number;
}

/** The vault of records that the law requires (TASK-5): own bucket, own key, own retention. */
export interface LegalVault {
  /** S3 bucket, from which `infra/naming` makes the physical name. */
  readonly bucket: string;
  /** First segment of every key, without slashes (TASK-5: `gdpr-deletions`). */
  readonly prefix: string;
  /** Days for which nobody can delete an object. */
  readonly retentionDays: number;
  /** Object lock mode; `COMPLIANCE` binds the account's root too. */
  readonly lockMode: "COMPLIANCE" | "GOVERNANCE";
  /** Days between an erasure's request and its execution (TASK-5: 30). */
  readonly graceDays: number;
  /** Tables that hold a person's rows, in the order of deletion: children first (TASK-5). */
  readonly erasure: readonly ErasureStep[];
}

/** One table of an erasure: rows chosen by the person's e-mail address, given as `$1`. */
export interface ErasureStep {
  /** Schema-qualified table. */
  readonly table: string;
  /** WHERE clause with `$1`. */
  readonly where: string;
  /** Whether the rows are exported to the legal vault before deletion. */
  readonly archived: boolean;
}
