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

/** The name for the role that the application acts as. What it creates, large objects above all, belongs to it. */
export const APPLICATION = "application";

/** Rights of the role that the application acts as: rows of every table, and no table of its own, so that it drops nothing. */
export const applicationRights: readonly string[] = ["pg_read_all_data", "pg_write_all_data"];

/**
 * Every login of a service, none of them a superuser (trap 10). Those of the jobs are members of the owner and of the
 * application's role, because only members can read large objects, and give objects to a role.
 */
export const logins: Readonly<Record<LoginName, Login>> = {
  backup: {
    // The backup after a fence terminates remaining sessions; a diagnosis reads what all of them do.
    memberOf: [OWNER, APPLICATION, "pg_read_all_data", "pg_signal_backend", "pg_monitor"],
    createDatabase: false,
    assumes: undefined,
    // A table whose owner forced row level security would be dumped in part.
    bypassesRowSecurity: true,
    connections: connections.jobLogin,
  },
  restore: {
    memberOf: [OWNER, APPLICATION, "pg_signal_backend"],
    // A restore creates a new database beside the old one.
    createDatabase: true,
    assumes: undefined,
    bypassesRowSecurity: true,
    connections: connections.jobLogin,
  },
  migrate: {
    memberOf: [OWNER],
    createDatabase: false,
    // The owner owns what a migration creates, so that a restore and the next migration can change it.
    assumes: OWNER,
    bypassesRowSecurity: false,
    connections: connections.jobLogin,
  },
  monitor: {
    // Statistics only, no rows.
    memberOf: ["pg_monitor"],
    createDatabase: false,
    assumes: undefined,
    bypassesRowSecurity: false,
    connections: connections.exporter,
  },
  app: {
    memberOf: [APPLICATION],
    createDatabase: false,
    assumes: APPLICATION,
    bypassesRowSecurity: false,
    connections: undefined,
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
