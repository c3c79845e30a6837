import type { DatabaseSettings } from "../catalog/types";
import { SERVER_PORT, places } from "./places";

/** What a server's settings follow from. */
export interface ServerConfArgs {
  /** Maximum connections. */
  readonly maxConnections: number;
  /** Memory limit of its container, MiB. */
  readonly memoryMib: number;
  /** Disk for its data, GiB: bounds what WAL may take before a checkpoint. */
  readonly storageGib: number;
  /** Seconds after which a WAL segment that is not full is archived. */
  readonly archiveTimeoutSeconds: number;
  readonly settings: DatabaseSettings;
}

/** A quarter of the memory, as PostgreSQL's documentation advises for a server of its own. */
const SHARED_SHARE = 0.25;
/** What the kernel's page cache is expected to hold beside it. */
const CACHED_SHARE = 0.7;
/** WAL between two checkpoints, at most this share of the disk. */
const WAL_SHARE = 0.05;
const MOST_WAL_GIB = 16;

const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/**
 * postgresql.conf of a server that archives: checksums are initdb's, logins are by SCRAM over TLS, and replay settings are there
 * in any case, because a server that was restored needs them before anybody can change a file.
 */
export function serverConf(args: ServerConfArgs): string {
  const settings: Readonly<Record<string, string | number>> = {
    listen_addresses: "*",
    port: SERVER_PORT,
    unix_socket_directories: places.socket,
    hba_file: `${places.configuration}/pg_hba.conf`,
    ident_file: `${places.configuration}/pg_ident.conf`,
    max_connections: args.maxConnections,
    superuser_reserved_connections: 3,
    // A fence waits for whom it let in before.
    authentication_timeout: "10s",
    password_encryption: "scram-sha-256",
    ssl: "on",
    ssl_cert_file: `${places.certificate}/tls.crt`,
    ssl_key_file: `${places.certificate}/tls.key`,
    ssl_ca_file: `${places.certificate}/ca.crt`,
    ssl_min_protocol_version: "TLSv1.2",
    shared_preload_libraries: "pg_stat_statements",
    shared_buffers: `${Math.floor(args.memoryMib * SHARED_SHARE)}MB`,
    effective_cache_size: `${Math.floor(args.memoryMib * CACHED_SHARE)}MB`,
    huge_pages: "off",
    wal_level: "replica",
    wal_compression: "lz4",
    max_wal_size: `${Math.max(1, Math.min(MOST_WAL_GIB, Math.floor(args.storageGib * WAL_SHARE)))}GB`,
    checkpoint_timeout: "15min",
    archive_mode: "on",
    archive_command: `${places.scripts}/pgbackrest-push.sh %p`,
    archive_timeout: args.archiveTimeoutSeconds,
    restore_command: `${places.scripts}/pgbackrest-get.sh %f %p`,
    recovery_target_timeline: "latest",
    hot_standby: "on",
    log_destination: "stderr",
    logging_collector: "off",
    log_line_prefix: "%m [%p] %q%u@%d %a ",
    log_timezone: "UTC",
    timezone: "UTC",
    log_checkpoints: "on",
    log_lock_waits: "on",
    log_min_duration_statement: args.settings.slowStatementMilliseconds,
    log_parameter_max_length: 0,
    log_parameter_max_length_on_error: 0,
    idle_session_timeout: `${args.settings.idleSessionMinutes}min`,
  };
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name} = ${typeof value === "number" ? value : quoted(value)}`,
  );
  return `${lines.join("\n")}\n`;
}

/**
 * pg_hba.conf: the container's own user is the superuser by the socket alone; the steps of a failover come with the
 * certificate of backups, and everybody else comes by TLS with a password.
 */
export function hostRules(): string {
  return [
    `local all postgres peer map=${IDENT_MAP}`,
    `hostssl postgres ${OPERATOR} all cert map=${IDENT_MAP}`,
    `hostssl all ${OPERATOR} all reject`,
    "hostssl all postgres all reject",
    "hostssl all all all scram-sha-256",
    "host all all all reject",
    "",
  ].join("\n");
}

const IDENT_MAP = "server";

/** Role of the steps of a failover. */
const OPERATOR = "lifeboat_operator";

/**
 * pg_ident.conf: the image's user is the superuser of the socket.
 * @param client common name of the certificate of backups and steps
 */
export const identMap = (client: string): string =>
  [`${IDENT_MAP} lifeboat postgres`, `${IDENT_MAP} ${client} ${OPERATOR}`, ""].join("\n");
