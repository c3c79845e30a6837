/** Logins of a service's database server beside its administrator; the role is `<database>_<login>`. */
export type LoginName = "backup" | "restore" | "migrate" | "monitor" | "app";

/** What a login is, and what it may do. */
export interface Login {
  /** Roles that it is a member of; `owner` is the database's own. */
  readonly memberOf: readonly string[];
  /** Whether it may create databases. */
  readonly createDatabase: boolean;
  /** Whether its sessions act as the owner, so that what they make belongs to it. */
  readonly assumesOwner: boolean;
  /** Connections that it may hold; undefined where the application's pools say it. */
  readonly connections: number | undefined;
  /** Whether it is needed only where the cluster has the Prometheus Operator. */
  readonly onlyScraped: boolean;
}
