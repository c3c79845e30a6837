import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, type ClientConfig, DatabaseError } from "pg";
import { z } from "zod";
import type { ProviderConfig } from "../../providers/model";

const CONNECT_MS = 5000;
const STATEMENT_MS = 60_000;

/** No such database. */
const MISSING = "3D000";
/** Time in which a restore that takes the name of the database, as tasks-app's takes `postgres`, has taken it. */
const RENAMED_MS = 5000;
const RETRY_MS = 250;

const config = z.object({
  host: z.string().default("localhost"),
  port: z.coerce.number().default(5432),
  username: z.string().default("postgres"),
  password: z.string().default(""),
  database: z.string().default("postgres"),
  sslmode: z.string().default("require"),
  sslrootcert: z.string().optional(),
});

/** Where a provider instance works. */
export interface DatabaseServer {
  /** Host and port. */
  readonly address: string;
  /** The login that the provider uses. */
  readonly username: string;
  readonly client: Client;
}

const LOGIN_CODES: ReadonlySet<string> = new Set(["28P01", "28000"]);

/**
 * Logs in to the server that a provider instance names, runs the work in one transaction and leaves.
 * @param subject what the work is about, for messages
 * @throws with thing, cause and remedy; no message holds a password.
 */
export async function inTransaction<T>(
  provider: ProviderConfig,
  subject: string,
  work: (server: DatabaseServer) => Promise<T>,
): Promise<T> {
  const { success, data, error: faults } = config.safeParse(provider);
  if (!success)
    throw new Error(
      `${subject}: the provider cannot be used as it is configured:\n${z.prettifyError(faults)}`,
    );
  const { host, port, username, password, database, ...tls } = data;
  const address = `${host}:${String(port)}`;
  const options: ClientConfig = {
    host,
    port,
    database,
    user: username,
    password,
    ssl: clientTls(tls),
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
  };
  const client = await connected(options).catch((error: unknown) => {
    throw unreachable(error, address, username, subject);
  });
  try {
    await client.query("BEGIN");
    // Two providers may change the same rows of the catalog: the roles that both are members of.
    await client.query("SELECT pg_advisory_xact_lock(hashtext('lifeboat roles'))");
    const result = await work({ address, username, client });
    await client.query("COMMIT");
    return result;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Folder of the program, in which the engine starts the genuine provider. */
const PROGRAM = resolve(__dirname, "../../../infra");

/** TLS as libpq's sslmode has it. */
function clientTls({ sslmode, sslrootcert }: Pick<z.output<typeof config>, "sslmode" | "sslrootcert">) {
  if (sslmode === "disable") return false;
  if (!sslmode.startsWith("verify")) return { rejectUnauthorized: false };
  return sslrootcert === undefined ? true : { ca: readFileSync(resolve(PROGRAM, sslrootcert), "utf8") };
}

/** Logs in; to a database whose name is gone, again until it is back. */
async function connected(options: ClientConfig): Promise<Client> {
  const deadline = performance.now() + RENAMED_MS;
  for (;;) {
    const client = new Client(options);
    // If the server goes down, the query that fails reports it.
    client.on("error", () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      const mayBeRenamed = error instanceof DatabaseError && error.code === MISSING;
      if (!mayBeRenamed || performance.now() > deadline) throw error;
      await sleep(RETRY_MS);
    }
  }
}

function unreachable(error: unknown, address: string, username: string, subject: string): Error {
  const said = error instanceof Error ? error.message || error.name : String(error);
  if (error instanceof DatabaseError && LOGIN_CODES.has(error.code ?? "")) {
    return new Error(
      `${subject}: the server ${address} refuses the login ${username} (${said}). Correct the provider's username and ` +
        "password (lifeboat:databaseAdminUser, lifeboat:databaseSecrets.<service>.admin), then run pulumi up again.",
    );
  }
  return new Error(
    `${subject}: the database server ${address} does not answer (${said}). Start it, or correct ` +
      "lifeboat:databaseHosts and lifeboat:databasePorts, then run pulumi up again: what is done stays done.",
  );
}
