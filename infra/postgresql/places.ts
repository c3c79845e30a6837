/** Port that the server listens on in its pod. */
export const SERVER_PORT = 5432;

/** Port of pgBackRest's TLS server, which backups talk to. */
export const ARCHIVE_PORT = 8432;

/** Name of the server's objects in its namespace. */
export const SERVER_NAME = "postgresql";

/** Name of the PersistentVolumeClaim of its data. */
export const CLAIM_NAME = `${SERVER_NAME}-data`;

/** Host of the server's Service, for pods of any namespace of the cluster. */
export const serverHost = (namespace: string): string => `${SERVER_NAME}.${namespace}.svc`;

/** Where a pod has what the server's programs read and write. */
export const places = {
  /** PostgreSQL's own programs in the image. */
  programs: "/usr/lib/postgresql/17/bin",
  /** The data volume: the data directory, what a restore makes, and the spool of the archive. */
  volume: "/var/lib/postgresql",
  data: "/var/lib/postgresql/data",
  spool: "/var/lib/postgresql/spool",
  socket: "/run/postgresql",
  scripts: "/opt/lifeboat",
  configuration: "/etc/lifeboat",
  /** The server's certificate, and the authority that signed those of its clients. */
  certificate: "/var/run/secrets/lifeboat/certificate",
  /** Passphrases of the repositories, as a file that pgBackRest reads. */
  repositories: "/var/run/secrets/lifeboat/repositories",
  /** The administrator's password. */
  admin: "/var/run/secrets/lifeboat/admin",
} as const;
