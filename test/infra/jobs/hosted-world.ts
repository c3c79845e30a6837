import { readFileSync } from "node:fs";
import { Client } from "pg";
import { z } from "zod";
import { startWorld, type World } from "./world";

const results = z.object({ rows: z.array(z.record(z.string(), z.unknown())) });

/** A world whose server belongs to somebody else: its first superuser is the host's. */
export interface HostedWorld extends World {
  /** Statements in a session of one of the server's roles; the rows of the last. @param database @default app */
  as(user: string, password: string, text: string, database?: string): Promise<Record<string, unknown>[]>;
  /** Statements of the host's superuser. @param database @default app */
  asHost(text: string, database?: string): Promise<Record<string, unknown>[]>;
  /** The world's odd password as a literal. */
  readonly literal: string;
}

/** Starts a world and gives its server's first superuser the host's name. @param host that name */
export async function startHostedWorld(host: string): Promise<HostedWorld> {
  const world = await startWorld();
  const { host: address, port, password: superPassword, caFile = "" } = world.postgres;
  const as: HostedWorld["as"] = async (user, password, text, database = "app") => {
    const ssl = { ca: readFileSync(caFile, "utf8") };
    const client = new Client({ host: address, port, user, password, database, ssl });
    await client.connect();
    try {
      const result: unknown = await client.query(text);
      return results.parse(Array.isArray(result) ? result.at(-1) : result).rows;
    } finally {
      await client.end();
    }
  };
  const asHost: HostedWorld["asHost"] = (text, database) => as(host, superPassword, text, database);
  await world.postgres.sql("postgres", "CREATE ROLE installer SUPERUSER LOGIN PASSWORD 'once'");
  await as("installer", "once", `ALTER ROLE postgres RENAME TO ${host}`, "template1");
  await asHost("DROP ROLE installer", "postgres");
  return { ...world, as, asHost, literal: `E'${world.password.replaceAll("\\", "\\\\")}'` };
}
