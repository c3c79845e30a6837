import type { Login, LoginName } from "./types";

/** Connections to a database other than its application's. */
export const connections = {
  /** Connections of one job login: the dump, the session that holds its snapshot, a check, and a spare one. */
  jobLogin: 4,
  /** Logins of the jobs: backup, restore and migrate. */
  jobLogins: 3,
  /** The metrics exporter: two, and one that is just closing. */
  exporter: 3,
  /** People who investigate. */
  people: 3,
} as const;

/** Connections that all jobs may use at once. */
export const jobConnections = connections.jobLogins * connections.jobLogin;

/** The name for the database's owner in a login's memberships. */
export const OWNER = "owner";

/**
 * Every login of a service, none of them a superuser (trap 10). Those of the jobs are members of the owner, because only
 * members can read large objects and tables with row level security.
 */
export const logins: Readonly<Record<LoginName, Login>> = {
  backup: {
    // The backup after a fence terminates remaining sessions.
    memberOf: [OWNER, "pg_read_all_data", "pg_signal_backend"],
    createDatabase: false,
    assumesOwner: false,
    connections: connections.jobLogin,
    onlyScraped: false,
  },
  restore: {
    memberOf: [OWNER, "pg_signal_backend"],
    // A restore creates a new database beside the old one.
    createDatabase: true,
    assumesOwner: false,
    connections: connections.jobLogin,
    onlyScraped: false,
  },
  migrate: {
    memberOf: [OWNER],
    createDatabase: false,
    // The owner owns what a migration creates, so that a restore and the next migration can change it.
    assumesOwner: true,
    connections: connections.jobLogin,
    onlyScraped: false,
  },
  monitor: {
    // Statistics only, no rows.
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

/** A value for each login, by name. */
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
