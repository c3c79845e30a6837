import { ARCHIVE_PORT, SERVER_PORT, places } from "./places";

/** A repository: a bucket, and how it is reached. */
export interface Repository {
  readonly bucket: string;
  readonly region: string;
  /** S3 endpoint as a URL in place of the region's own. */
  readonly endpoint: string | undefined;
}

/** What pgBackRest's configuration follows from. */
export interface ArchiveConfArgs {
  /** Name of the database's archive and backups in every repository: both environments use the same. */
  readonly stanza: string;
  /** This environment's own repository first, then the other region's. */
  readonly repositories: readonly [Repository, Repository];
  /** Days that a point in time stays within reach. */
  readonly keepDays: number;
  /** Common name of the certificate of those that may ask for a backup. */
  readonly client: string;
}

/** Compression and transfers at once: a backup shares the server's processors. */
const PROCESSES = 2;

/** Seconds that the server waits for a segment to be archived before the next attempt. */
const PUSH_SECONDS = 30;

/** Seconds that a backup waits for the WAL that it needs. */
const BACKUP_WAL_SECONDS = 300;

/** Where a repository's bucket is reached. */
function location({ bucket, region, endpoint }: Repository): Readonly<Record<string, string>> {
  const url = endpoint === undefined ? undefined : new URL(endpoint);
  return {
    type: "s3",
    path: "/",
    "s3-bucket": bucket,
    "s3-region": region,
    "s3-endpoint": url?.hostname ?? `s3.${region}.amazonaws.com`,
    // The account's own token, as EKS mounts it: there is no key to keep.
    "s3-key-type": "web-id",
    ...(url === undefined
      ? {}
      : { "s3-uri-style": "path", "storage-port": url.port === "" ? "443" : url.port }),
  };
}

function repositoryOptions(repository: Repository, keepDays: number): Readonly<Record<string, string>> {
  const options = {
    ...location(repository),
    "cipher-type": "aes-256-cbc",
    bundle: "y",
    block: "y",
    "retention-full-type": "time",
    "retention-full": String(keepDays),
  };
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [`repo1-${name}`, value]));
}

/** Those of every program. Nothing is dropped where a repository is down: no archive-push-queue-max. */
const common = {
  "process-max": String(PROCESSES),
  "compress-type": "zst",
  "compress-level": "1",
  "log-level-console": "info",
  "log-level-file": "off",
  "start-fast": "y",
  // One request is retried for three times as long, and some commands read six files.
  "io-timeout": "15",
} as const;

function section(name: string, options: Readonly<Record<string, string>>): string {
  const lines = Object.entries(options).map(([option, value]) => `${option}=${value}`);
  return [`[${name}]`, ...lines, ""].join("\n");
}

/** Where the server's own files and socket are. */
const local = {
  "pg1-path": places.data,
  "pg1-socket-path": places.socket,
  "pg1-port": String(SERVER_PORT),
  "pg1-user": "postgres",
};

/** A file for each repository, `repository-1.conf` being the region's own. */
function files(
  { repositories, keepDays, stanza }: ArchiveConfArgs,
  global: (number: number) => Readonly<Record<string, string>>,
  server: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    repositories.map((repository, index) => [
      `repository-${index + 1}.conf`,
      [
        section("global", {
          ...common,
          ...repositoryOptions(repository, keepDays),
          "lock-path": `/tmp/pgbackrest/${index + 1}`,
          ...global(index + 1),
        }),
        section(stanza, server),
      ].join("\n"),
    ]),
  );
}

/**
 * pgBackRest's configuration beside the server, a file for each repository. In one file with both, it would read of each before
 * it writes to any, and wait for one that is down for eighteen times its io-timeout.
 */
export function serverArchiveConf(args: ArchiveConfArgs): Readonly<Record<string, string>> {
  return files(
    args,
    (number) => ({
      "archive-async": "y",
      "archive-timeout": String(PUSH_SECONDS),
      "spool-path": `${places.spool}/${number}`,
      "tls-server-address": "*",
      "tls-server-port": String(ARCHIVE_PORT),
      "tls-server-cert-file": `${places.certificate}/tls.crt`,
      "tls-server-key-file": `${places.certificate}/tls.key`,
      "tls-server-ca-file": `${places.certificate}/ca.crt`,
      "tls-server-auth": `${args.client}=${args.stanza}`,
    }),
    local,
  );
}

/** pgBackRest's configuration of a job, which reaches the server by TLS. @param host name of the server's Service */
export function jobArchiveConf(args: ArchiveConfArgs, host: string): Readonly<Record<string, string>> {
  return files(args, () => ({ "archive-timeout": String(BACKUP_WAL_SECONDS) }), {
    ...local,
    "pg1-host-config": `${places.configuration}/repository-1.conf`,
    "pg1-host": host,
    "pg1-host-type": "tls",
    "pg1-host-port": String(ARCHIVE_PORT),
    "pg1-host-cert-file": `${places.certificate}/tls.crt`,
    "pg1-host-key-file": `${places.certificate}/tls.key`,
    "pg1-host-ca-file": `${places.certificate}/ca.crt`,
  });
}
