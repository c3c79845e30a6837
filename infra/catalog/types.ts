/** Retention tiers of the vault, in the order in which a backup is promoted through them. */
export type TierName = "hourly" | "daily" | "weekly" | "monthly";

/** How long a service may lose data for, and how long it may be away (STOCK-2). */
export interface Objectives {
  /** Recovery point objective in minutes: the most data, in time, that a disaster may cost. */
  readonly rpoMinutes: number;
  /** Recovery time objective in minutes: from the failure to the first good answer. */
  readonly rtoMinutes: number;
}

/** One assertion on data, run after every restore and on a schedule (KYB-5, MAC-6, JACK-5). */
export interface IntegrityQuery {
  /** Kebab-case id, unique in its service; stands in log lines and alerts. */
  readonly id: string;
  /** What a violation means, one sentence without a full stop. */
  readonly description: string;
  /** One SELECT that returns a single bigint: the number of rows that violate the assertion; 0 is good. */
  readonly sql: string;
}

/** The PostgreSQL database that a service lives on. */
export interface Database {
  /** Database name on the server, unquoted as PostgreSQL folds it. */
  readonly name: string;
  /** Role that owns the database and its objects; the application logs in as it. */
  readonly ownerRole: string;
  /** @default 5432 */
  readonly port?: number;
  /** Upper bound of server connections. */
  readonly maxConnections: number;
  /** Tables counted into each manifest, schema-qualified, at least one: what a restore is compared with. */
  readonly keyTables: readonly string[];
  /** Assertions that hold for every good copy of the data. */
  readonly integrity: readonly IntegrityQuery[];
  /** SELECT of one timestamptz: the newest row of the busiest table, or null when there is none. */
  readonly newestRowSql: string;
  /** Extensions that the schema uses. */
  readonly extensions: readonly string[];
}

/** When, where and how fast a service is backed up. */
export interface Backup {
  /** S3 bucket as the runbook names it; naming.ts adds what makes it unique per environment. */
  readonly bucket: string;
  /** First segment of every dump's key, without slashes: `postgresql`, `database`. */
  readonly prefix: string;
  /** First segment of every configuration backup's key (STOCK-4). */
  readonly configPrefix: string;
  /** Cron expression, five fields, of the dump. */
  readonly schedule: string;
  /** Cron expression of the restore verification. */
  readonly verifySchedule: string;
  /** Cron expression of the configuration backup. */
  readonly configSchedule: string;
  /** IANA time zone in which the schedules are read. */
  readonly timeZone: string;
  /** Tiers that this service keeps; `hourly` is where each dump lands first. */
  readonly tiers: readonly TierName[];
  /** Rate at which the dump pipeline reads the database, in MiB/s: stated until a drill measures it. */
  readonly dumpMibPerSecond: number;
  /** Rate at which a restore writes the database, in MiB/s: stated until a drill measures it. */
  readonly restoreMibPerSecond: number;
}
