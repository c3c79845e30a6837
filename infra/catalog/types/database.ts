import type { DatabaseServer } from "./server";

/** One assertion on data, run after every restore and on a schedule (KYB-5, MAC-6, JACK-5). */
export interface IntegrityQuery {
  /** Kebab-case id, unique in its service; is in log lines and alerts. */
  readonly id: string;
  /** What a violation means, one sentence without a full stop. */
  readonly description: string;
  /** One SELECT that returns a single bigint: the number of rows that violate the assertion; 0 is good. */
  readonly sql: string;
}

/** A server setting of the database or its application role (MAC-5, TASK-8). */
export interface DatabaseSettings {
  /** Minutes after which an idle session is terminated (MAC-5: 60). */
  readonly idleSessionMinutes: number;
  /** Milliseconds after which a statement is logged (MAC-5, TASK-8: 1000). */
  readonly slowStatementMilliseconds: number;
}

/** The PostgreSQL database that a service lives on. */
export interface Database {
  /** Database name on the server, unquoted as PostgreSQL folds it. */
  readonly name: string;
  /** Role that owns the database and its objects; it cannot log in: the application has its own login. */
  readonly ownerRole: string;
  /** TCP port of the server. @default 5432 */
  readonly port?: number;
  /** Who runs the server: `supabase` grants no superuser and owns some schemas itself. @default "self" */
  readonly managedBy?: "self" | "supabase";
  /** Who runs the server, and what brings its data back. @default external, with nothing stated */
  readonly server?: DatabaseServer;
  /** Schemas that a backup must contain, `public` first. */
  readonly schemas: readonly string[];
  /** Maximum connections of the server. */
  readonly maxConnections: number;
  /** Connections reserved for jobs, exporter and people, before the pools are counted (MAC-5). */
  readonly reservedConnections: number;
  /** Tables whose rows each manifest counts, schema-qualified, at least one; a restore is compared with them. */
  readonly keyTables: readonly string[];
  /** Assertions on every intact copy of the data. */
  readonly integrity: readonly IntegrityQuery[];
  /** SELECT of one timestamptz: the newest row of the busiest table, or null if there is none. */
  readonly newestRowSql: string;
  /** Maximum age of the newest row of a fresh backup, in minutes; null if writes may pause for long. */
  readonly newestRowMaxAgeMinutes: number | null;
  /** Extensions that the schema uses; `pg_stat_statements` is on every server and not listed (TASK-8). */
  readonly extensions: readonly string[];
  /** Settings that the runbooks require. */
  readonly settings: DatabaseSettings;
  /** Command of the application's image that applies pending migrations (STOCK-3, TASK-3). */
  readonly migrateCommand: readonly string[];
  /**
   * Command of the same image that runs the pending migrations in one transaction, rolls it back and fails if one of them
   * failed (TASK-3); or why the tool has none, and what replaces it.
   */
  readonly migrationTrial: { readonly command: readonly string[] } | { readonly untriedBecause: string };
}

/** Logins of a service's database server other than its administrator; the role is `<database>_<login>`. */
export type LoginName = "backup" | "restore" | "migrate" | "monitor" | "app";

/** Rights of a login. */
export interface Login {
  /** Roles that it is a member of; `owner` is the database's own, `application` the one that the application acts as. */
  readonly memberOf: readonly string[];
  /** Whether it may create databases. */
  readonly createDatabase: boolean;
  /** Role that its sessions act as, which then owns what they create; undefined if they act as themselves. */
  readonly assumes: "owner" | "application" | undefined;
  /** Whether row level security does not hide rows from it, where the server's administrator may allow that. */
  readonly bypassesRowSecurity: boolean;
  /** Connection limit; undefined if it follows from the application's pools. */
  readonly connections: number | undefined;
}
