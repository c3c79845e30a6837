import type { Login, LoginName } from "./types";

/** Who connects to a database beside its application, and how often at once. */
export const connections = {
  /** What one login of the jobs may hold: the dump, its snapshot's keeper, a check, and one to spare. */
  jobLogin: 4,
  /** Logins of the jobs: backup, restore and migrate. */
  jobLogins: 3,
  /** The exporter of metrics: one for each half of it, and one that is just ending. */
  exporter: 3,
  /** People who look at a database in trouble. */
  people: 3,
} as const;

/** Connections that all jobs may hold at once. */
export const jobConnections = connections.jobLogins * connections.jobLogin;

/** The role of a login's memberships that stands for the database's owner. */
export const OWNER = "owner";

/**
 * Every login of a service, none of them a superuser (trap 10). Those of the jobs are members of the owner: large objects and
 * tables with row level security are read only so.
 */
export const logins: Readonly<Record<LoginName, Login>> = {
  backup: {
    // The backup after a fence ends the sessions that were left.
    memberOf: [OWNER, "pg_read_all_data", "pg_signal_backend"],
    createDatabase: false,
    assumesOwner: false,
    connections: connections.jobLogin,
    onlyScraped: false,
  },
  restore: {
    memberOf: [OWNER, "pg_signal_backend"],
    // A restore goes into a new database beside the old one.
    createDatabase: true,
    assumesOwner: false,
    connections: connections.jobLogin,
    onlyScraped: false,
  },
  migrate: {
    memberOf: [OWNER],
    createDatabase: false,
    // What a migration makes belongs to the owner, so that a restore and the next migration find it theirs.
    assumesOwner: true,
    connections: connections.jobLogin,
    onlyScraped: false,
  },
  monitor: {
    // Statistics, and no row.
    memberOf: ["pg_monitor"],
    createDatabase: false,
    assumesOwner: false,
    connections: connections.exporter,
    onlyScraped: true,
  },
  app: {
    memberOf: ["pg_read_all_data", "pg_write_all_data"],
    createDatabase: false,
    assumesOwner: false,
    connections: undefined,
    onlyScraped: false,
  },
};

/** Something for each login, by its name. */
export function byLogin<Value>(make: (name: LoginName) => Value): Readonly<Record<LoginName, Value>> {
  return {
    backup: make("backup"),
    restore: make("restore"),
    migrate: make("migrate"),
    monitor: make("monitor"),
    app: make("app"),
  };
}

/** Names of all logins. */
export const loginNames: readonly LoginName[] = Object.values(byLogin((name) => name));
