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
 * Runs `work` while dumps of `database` stop midway, at the contents of a large object: they come after the tables' rows, and
 * what a backup reads before its dump locks everything else.
 */
export async function withBrake<T>(
  server: Postgres,
  database: string,
  work: (brake: Brake) => Promise<T>,
): Promise<T> {
  const [made] = await server.sql(database, "SELECT lo_from_bytea(0, 'brake')::bigint AS id");
  const id = Number(made?.["id"]);
  await server.sql(database, `GRANT SELECT ON LARGE OBJECT ${id} TO PUBLIC`);
  const { host, port, superuser: user, password } = server;
  const ssl = server.caFile === undefined ? false : { ca: readFileSync(server.caFile, "utf8") };
  const client = new Client({ host, port, user, password, database, ssl });
  // A server that is halted ends this session too.
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query("BEGIN; LOCK TABLE pg_catalog.pg_largeobject IN ACCESS EXCLUSIVE MODE");
    const reached = async (): Promise<number> => {
      for (const begin = Date.now(); Date.now() - begin < PATIENCE_MILLISECONDS;) {
        const [row] = await server.sql(
          database,
          `SELECT pid FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted
           AND relation = 'pg_catalog.pg_largeobject'::regclass AND application_name LIKE 'lifeboat-%'`,
        );
        if (row !== undefined) return Number(row["pid"]);
        await pause(50);
      }
      throw new Error(`no dump of ${database} came to the brake in ${PATIENCE_MILLISECONDS} ms`);
    };
    return await work({ reached });
  } finally {
    await client.end().catch(() => undefined);
    await server.sql(database, `SELECT lo_unlink(${id})`);
  }
}
