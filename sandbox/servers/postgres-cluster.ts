import path from "node:path";
import { execFile } from "node:child_process";
import { appendFile, chown, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { makeCertificate } from "./certificate";
import { lifeline } from "./process";

const run = promisify(execFile);

function accountId(flag: "-u" | "-g", user: string): Promise<number> {
  return run("/usr/bin/id", [flag, user]).then(({ stdout }) => Number(stdout.trim()));
}

/** Where a database cluster lives and who owns it. */
export interface ClusterPlace {
  /** Directory for the certificate, the socket and the log. */
  readonly directory: string;
  /** Data directory inside it. */
  readonly dataDir: string;
  /** initdb with its encoding and locale, as a command. */
  readonly initdb: readonly string[];
  /** User that the command must be run as; undefined means as it is. */
  readonly initdbUser: string | undefined;
  /** The superuser's password. */
  readonly password: string;
  /** User that owns the files; undefined means the user of this process. */
  readonly user: string | undefined;
}

/** Where a server listens, and who may come. */
export interface ServerAddress {
  /** Its one address. */
  readonly host: string;
  /** Further addresses at which clients may check its certificate. @default none */
  readonly alsoAt?: readonly string[];
  /** Range of addresses that may log in, such as `127.0.0.1/32`. */
  readonly clients: string;
}

async function give(files: readonly string[], user: string | undefined): Promise<void> {
  if (user === undefined) return;
  const [uid, gid] = await Promise.all([accountId("-u", user), accountId("-g", user)]);
  await Promise.all(files.map((file) => chown(file, uid, gid)));
}

async function initialise(
  place: ClusterPlace,
  ssl: boolean,
  { host, alsoAt = [], clients }: ServerAddress,
): Promise<void> {
  const passwordFile = path.join(place.directory, "password");
  await writeFile(passwordFile, `${place.password}\n`, { mode: 0o600 });
  const certificate = ssl ? await makeCertificate(place.directory, [host, ...alsoAt]) : undefined;
  const files = certificate === undefined ? [] : [certificate.keyFile, certificate.certFile];
  await give([place.directory, passwordFile, ...files], place.user);
  const passwords = ["-U", "postgres", "-A", "scram-sha-256", "--pwfile", passwordFile];
  const initdb = [...place.initdb, "-D", place.dataDir, ...passwords, "--no-sync"];
  const [program = "", ...args] = lifeline(initdb, place.initdbUser);
  await run(program, args);
  await writeFile(
    path.join(place.dataDir, "pg_hba.conf"),
    `local all all scram-sha-256\n${ssl ? "hostssl" : "hostnossl"} all all ${clients} scram-sha-256\n`,
  );
}

/** What the cluster's configuration files say. */
export interface ClusterOptions {
  /** True: only TLS; false: only plain connections. */
  readonly ssl: boolean;
  readonly address: ServerAddress;
  /** TCP port there. */
  readonly port: number;
  /** Further lines of postgresql.conf; they win. */
  readonly settings: Readonly<Record<string, string>>;
}

async function configure(
  place: ClusterPlace,
  { ssl, address, port, settings: own }: ClusterOptions,
): Promise<void> {
  const settings: Record<string, string> = {
    listen_addresses: address.host,
    port: String(port),
    unix_socket_directories: place.directory,
    fsync: "off",
    synchronous_commit: "off",
    full_page_writes: "off",
    max_wal_size: "4GB",
    // Files in the data directory instead of /dev/shm: nothing outlives a killed server.
    dynamic_shared_memory_type: "mmap",
    timezone: "UTC",
    ...(ssl
      ? {
          ssl: "on",
          ssl_key_file: path.join(place.directory, "server.key"),
          ssl_cert_file: path.join(place.directory, "server.crt"),
        }
      : {}),
    ...own,
  };
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`,
  );
  await appendFile(path.join(place.dataDir, "postgresql.conf"), lines.join(""));
}

/**
 * Makes a database cluster with initdb, its certificate and its configuration.
 * @throws with initdb's or openssl's own message.
 */
export async function makeCluster(place: ClusterPlace, options: ClusterOptions): Promise<void> {
  await initialise(place, options.ssl, options.address);
  await configure(place, options);
}
