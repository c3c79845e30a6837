/** Logins of a service's database server other than its administrator; the role is `<database>_<login>`. */
export type LoginName = "backup" | "restore" | "migrate" | "monitor" | "app";

/** Rights of a login. */
export interface Login {
  /** Roles that it is a member of; `owner` is the database's own. */
  readonly memberOf: readonly string[];
  /** Whether it may create databases. */
  readonly createDatabase: boolean;
  /** Whether its sessions act as the owner, which then owns what they create. */
  readonly assumesOwner: boolean;
  /** Connection limit; undefined if it follows from the application's pools. */
  readonly connections: number | undefined;
  /** Whether it is needed only if the cluster has the Prometheus Operator. */
  readonly onlyScraped: boolean;
}
