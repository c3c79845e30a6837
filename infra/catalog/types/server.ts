/** Continuous archiving of a server's WAL, and its physical backups, to one repository in each region. */
export interface Archive {
  /** Seconds after which a WAL segment that is not full is archived; 1 to 60. */
  readonly timeoutSeconds: number;
  /** Cron of full backups, UTC. */
  readonly fullSchedule: string;
  /** Cron of differential backups, of what changed since the last full one, UTC. */
  readonly differentialSchedule: string;
  /** Cron of incremental backups, of what changed since the last backup, UTC. */
  readonly incrementalSchedule: string;
  /** Cron of the check of every file of the repositories, UTC. */
  readonly verifySchedule: string;
  /** Cron of the restore onto a volume of its own, UTC. */
  readonly drillSchedule: string;
  /**
   * Cron of dumps where a standby replays the archive, in the time zone of the backups; at least once a day. They are the second
   * engine then, and take the place of `backup.schedule`.
   */
  readonly dumpSchedule: string;
  /** Days that a point in time stays within reach: full backups and the WAL since them are kept this long. */
  readonly keepDays: number;
}

/** A server that the stack declares in the service's namespace. */
export interface ClusterServer {
  readonly kind: "cluster";
  readonly archive: Archive;
  /**
   * `warm` if the other environment's server replays the archive all the time, so that a failover loses no more than what
   * waited for it. @default the other environment restores dumps, and the archive only serves this one
   */
  readonly standby?: "warm";
}

/** What a provider states of recovery to a point in time; not proved by anything here. */
export interface StatedRecovery {
  /** Worst data loss in minutes. */
  readonly rpoMinutes: number;
  /** Days that a point in time stays within reach. */
  readonly windowDays: number;
  /** Where the provider says so: page and date. */
  readonly source: string;
}

/** A server that somebody else runs. */
export interface ExternalServer {
  readonly kind: "external";
  /** Undefined if nothing is stated: only the dumps count. */
  readonly stated?: StatedRecovery;
}

/** Who runs a database server, and what brings its data back. */
export type DatabaseServer = ClusterServer | ExternalServer;
