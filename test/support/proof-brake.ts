import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import type { Postgres } from "../../sandbox/servers/postgres";

/** Holds every dump of a database in the middle of its data. */
export interface Brake {
  /** Waits for a dump to stand still and returns the server process that serves it. @throws after 30 seconds. */
  reached(): Promise<number>;
}

const PATIENCE_MILLISECONDS = 30_000;

/**
 * Runs `work` while dumps of `database` stop midway: pg_dump locks tables before it begins, but reads a sequence, whose
 * data comes after the tables', without a lock of before; this one is locked by a transaction that drops it.
 */
export async function withBrake<T>(
  server: Postgres,
  database: string,
  work: (brake: Brake) => Promise<T>,
): Promise<T> {
  await server.sql(database, "CREATE SEQUENCE public.brake");
  const { host, port, superuser: user, password } = server;
  const ssl = server.caFile === undefined ? false : { ca: readFileSync(server.caFile, "utf8") };
  const client = new Client({ host, port, user, password, database, ssl });
  // A server that is halted ends this session too.
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query("BEGIN; DROP SEQUENCE public.brake");
    const reached = async (): Promise<number> => {
      for (const begin = Date.now(); Date.now() - begin < PATIENCE_MILLISECONDS;) {
        const [row] = await server.sql(
          "postgres",
          `SELECT pid FROM pg_stat_activity WHERE datname = '${database}' AND wait_event_type = 'Lock'
           AND application_name LIKE 'lifeboat-%' AND query ~ 'brake'`,
        );
        if (row !== undefined) return Number(row["pid"]);
        await pause(50);
      }
      throw new Error(`no dump of ${database} came to the brake in ${PATIENCE_MILLISECONDS} ms`);
    };
    return await work({ reached });
  } finally {
    await client.end().catch(() => undefined);
    await server.sql(database, "DROP SEQUENCE public.brake");
  }
}
