import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import type { Service } from "../../infra/catalog/types";
import type { Postgres } from "../../sandbox/servers/postgres";

/** What a client wrote that the server said is committed. */
export interface Written {
  /** The numbers of its rows. */
  readonly numbers: readonly number[];
  /** Longest time between two acknowledged writes, in milliseconds. */
  readonly longestGapMilliseconds: number;
}

/** A client that writes a row again and again and reconnects whenever its session ends, as an application does. */
export interface Writer {
  /** Ends it; safe to call twice. */
  stop(): Promise<Written>;
}

const FIRST_NUMBER = 1_000_000;
const WRITER_PASSWORD = randomBytes(12).toString("hex");
let next = FIRST_NUMBER;

/** Starts a client of a service's database, as its application: with the owner role. */
export async function startWriter(server: Postgres, service: Service): Promise<Writer> {
  const { name: database, ownerRole: user } = service.database;
  const numbers: number[] = [];
  let [running, last, gap] = [true, Date.now(), 0];
  const ca = server.caFile === undefined ? undefined : readFileSync(server.caFile, "utf8");
  const session = async (): Promise<void> => {
    const client = new Client({
      host: server.host,
      port: server.port,
      user,
      password: WRITER_PASSWORD,
      database,
      ssl: ca === undefined ? false : { ca },
    });
    client.on("error", () => undefined);
    try {
      await client.connect();
      while (running) {
        const number = (next += 1);
        await client.query(`INSERT INTO public."Spiel-Einsätze €" VALUES ($1, 'load', NULL)`, [number]);
        numbers.push(number);
        gap = Math.max(gap, Date.now() - last);
        last = Date.now();
        await pause(10);
      }
    } catch {
      // The session was ended, or the database is being renamed: try again.
      await pause(50);
    } finally {
      await client.end().catch(() => undefined);
    }
  };
  await server.sql("postgres", `ALTER ROLE ${user} PASSWORD '${WRITER_PASSWORD}'`);
  const ended = (async () => {
    while (running) await session();
  })();
  return {
    stop: async () => {
      running = false;
      await ended;
      return { numbers, longestGapMilliseconds: Math.max(gap, Date.now() - last) };
    },
  };
}

/** Numbers of the rows that writers left in a database. */
export async function writtenIn(server: Postgres, database: string): Promise<number[]> {
  const rows = await server.sql(
    database,
    `SELECT "Order" FROM public."Spiel-Einsätze €" WHERE "Table" = 'load' ORDER BY 1`,
  );
  return rows.map((row) => Number(row["Order"]));
}
