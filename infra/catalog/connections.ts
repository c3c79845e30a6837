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
