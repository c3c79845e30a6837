import os from "node:os";
import path from "node:path";
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { Client } from "pg";
import { z } from "zod";
import { temporaryDirectory } from "./at-exit";
import { imageRoot } from "../images/build";
import { isExecutable } from "./find-program";
import { freePort } from "./free-port";
import { makeCluster, type ClusterPlace, type ServerAddress } from "./postgres-cluster";
import { startServer, type Server } from "./process";

/** Majors that a server can have: the machine's own, and the one of the image that {@link imageRoot} unpacks. */
export type PostgresMajor = 15 | 17;

const SERVER_USER = "postgres";

/** What may differ from one PostgreSQL server to the next. */
export interface PostgresOptions {
  /** @default 15 */
  readonly major?: PostgresMajor;
  /** Encoding and locale of its databases, as arguments of initdb. @default UTF8 and C.UTF-8 */
  readonly locale?: readonly string[];
  /** True: only TLS connections with a self-signed certificate are accepted; false: only plain ones. @default true */
  readonly ssl?: boolean;
  /** Further addresses at which clients may check its certificate, such as a node's that forwards to it. @default none */
  readonly alsoAt?: readonly string[];
  /** Language of its messages, as in `de`, which lc_messages C.UTF-8 leaves to the environment. @default English */
  readonly language?: string;
  /** Server settings beside those that make it quick and private, such as `{ max_connections: "20" }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Another network that it listens in. @default the machine's loopback, a free port */
  readonly network?: PostgresNetwork;
}

/** A network of its own that a server listens in, and that this process reaches. */
export interface PostgresNetwork extends ServerAddress {
  readonly port: number;
  /** Words that run a command in that network, asked at each start. */
  launcher(): readonly string[];
}

/** One row, by column name. */
export type Row = Record<string, unknown>;

const results = z.object({ rows: z.array(z.record(z.string(), z.unknown())) });

/** A real PostgreSQL server in a temporary directory. Durability is off: it is for tests. */
export interface Postgres {
  /** 127.0.0.1, or its address in a network of its own. */
  readonly host: string;
  /** Its TCP port. */
  readonly port: number;
  /** Name of the superuser role: postgres. */
  readonly superuser: string;
  /** The superuser's password, made at start. */
  readonly password: string;
  /** The data directory. */
  readonly dataDir: string;
  /** PEM file with the certificate to trust; undefined when `ssl` is false. */
  readonly caFile: string | undefined;
  /** Directory of psql, pg_dump and the like, of the machine's own version. */
  readonly binDir: string;
  /** A program of the server's own version, as a command. */
  program(name: string): readonly string[];
  /** File with the server's log. */
  readonly logFile: string;
  /** PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE and PGSSLMODE of the superuser, for client programs. */
  env(database: string): Record<string, string>;
  /** Runs one or several statements as superuser; returns the rows of the last one. */
  sql(database: string, text: string): Promise<Row[]>;
  /** Ends the server, its sessions first, and removes its data. */
  stop(): Promise<void>;
  /** Ends the server, keeps its data: a database that is down. `start()` brings it back on the same port. */
  halt(): Promise<void>;
  /** Ends the server at once, its processes killed, and keeps its data. `start()` brings it back. */
  crash(): Promise<void>;
  /** Starts a server that was halted or has crashed. */
  start(): Promise<void>;
}

/** Directory of PostgreSQL 15's server programs as Debian installs them; undefined when they are missing. */
export function findPostgres(): string | undefined {
  const directory = binOf(15);
  return isExecutable(path.join(directory, "initdb")) ? directory : undefined;
}

const binOf = (major: PostgresMajor): string => `/usr/lib/postgresql/${String(major)}/bin`;

// The image's root with this machine's users and temporary directories in it; all mounts end with the process.
const ENTER = `set -e
root=$1 user=$2
shift 2
mount --bind "$root" "$root"
for place in /proc /dev ${JSON.stringify(os.tmpdir())}; do mkdir -p "$root$place"; mount --rbind "$place" "$root$place"; done
for file in /etc/passwd /etc/group; do mount --bind "$file" "$root$file"; done
exec /usr/sbin/chroot "$root" /usr/bin/setpriv --reuid "$user" --regid "$user" --init-groups -- "$@"`;

/**
 * A program of the server image as a command that becomes the server's user there. @param program absolute path
 * @throws when the image is not unpacked.
 */
function inServerImage(program: string) {
  const root = imageRoot("postgresql");
  if (root === undefined) throw new Error("PostgreSQL 17 is not unpacked; run: sudo npm run images");
  const enter = ["--mount", "--propagation", "private", "/bin/sh", "-c", ENTER, "enter", root, SERVER_USER];
  return ["/usr/bin/unshare", ...enter, program] as const;
}

/** A server program of a major as a command, and the user to run it as. */
function programs(major: PostgresMajor, user: string | undefined) {
  if (major === 15) return { user, at: (name: string) => [path.join(binOf(major), name)] as const };
  return { user: undefined, at: (name: string) => inServerImage(path.join(binOf(major), name)) };
}

/**
 * Starts PostgreSQL on a free port of 127.0.0.1, with scram-sha-256 passwords; takes about two seconds. As root it
 * runs as the user `postgres`, else as the current user; PostgreSQL 17 needs root.
 * @throws when it is missing or does not start.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
  const { major = 15 } = options;
  const binDir = findPostgres();
  if (binDir === undefined) throw new Error("PostgreSQL 15 not found; run .ci/setup-debian.sh");
  const user = process.getuid?.() === 0 ? SERVER_USER : undefined;
  const program = programs(major, user);
  const ssl = options.ssl ?? true;
  const temporary = temporaryDirectory("postgres");
  const directory = temporary.path;
  const place: ClusterPlace = {
    directory,
    dataDir: path.join(directory, "data"),
    initdb: [...program.at("initdb"), ...(options.locale ?? ["-E", "UTF8", "--locale=C.UTF-8"])],
    initdbUser: program.user,
    password: randomBytes(18).toString("base64url"),
    user,
  };
  const caFile = ssl ? path.join(directory, "server.crt") : undefined;
  const { network } = options;
  const { host, clients }: ServerAddress = network ?? { host: "127.0.0.1", clients: "127.0.0.1/32" };
  const port = network?.port ?? (await freePort());
  const logFile = path.join(directory, "server.log");
  const sql = async (database: string, text: string): Promise<Row[]> => {
    const client = new Client({
      host,
      port,
      user: SERVER_USER,
      password: place.password,
      database,
      ssl: caFile === undefined ? false : { ca: readFileSync(caFile, "utf8") },
    });
    // Without a listener the end of a halted server would be an uncaught error of this process.
    client.on("error", () => undefined);
    await client.connect();
    try {
      // Several statements give a list of results, which pg's types do not say.
      const result: unknown = await client.query(text);
      return results.parse(Array.isArray(result) ? result.at(-1) : result).rows;
    } finally {
      await client.end();
    }
  };
  const launch = (): Promise<Server> =>
    startServer({
      name: "postgres",
      command: [...program.at("postgres"), "-D", place.dataDir],
      env: {
        PATH: "/usr/bin:/bin",
        LANG: "C.UTF-8",
        ...(options.language === undefined ? {} : { LANGUAGE: options.language }),
      },
      cwd: directory,
      logFile,
      ready: async () => (await sql("postgres", "SELECT 1")).length === 1,
      ...(program.user === undefined ? {} : { user: program.user }),
      ...(network === undefined ? {} : { launcher: network.launcher() }),
      // "Fast" shutdown: sessions are ended, not waited for.
      stopSignal: "SIGINT",
    });
  let server: Server;
  try {
    await makeCluster(place, {
      ssl,
      address: { host, clients, alsoAt: options.alsoAt ?? [] },
      port,
      settings: options.settings ?? {},
    });
    server = await launch();
  } catch (error) {
    temporary.remove();
    throw error;
  }
  const { password, dataDir } = place;
  return {
    host,
    port,
    superuser: SERVER_USER,
    password,
    dataDir,
    caFile,
    binDir,
    logFile,
    sql,
    program: program.at,
    env: (database) => ({
      PGHOST: host,
      PGPORT: String(port),
      PGUSER: SERVER_USER,
      PGPASSWORD: password,
      PGDATABASE: database,
      PGSSLMODE: ssl ? "require" : "disable",
    }),
    halt: () => server.stop(),
    crash: () => {
      server.kill();
      return server.stop();
    },
    start: async () => {
      server = await launch();
    },
    stop: async () => {
      await server.stop();
      temporary.remove();
    },
  };
}
