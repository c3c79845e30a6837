import { Client } from "pg";
import type { Attempt } from "./job-run";
import { databaseSettings } from "./application-settings";
import type { PodParts } from "./pod-template";
import type { StoredObject } from "./stored-object";

const CONNECT_MS = 5000;

/** How a migration's transaction ends: a trial is rolled back. */
export type Ending = "COMMIT" | "ROLLBACK";

const STATEMENTS = [
  "CREATE TABLE IF NOT EXISTS public.lifeboat_drill_migrations(at timestamptz DEFAULT now())",
  "INSERT INTO public.lifeboat_drill_migrations DEFAULT VALUES",
];

/**
 * Stands for a Job of the application's own image, its migrations: makes a table and writes a row in one transaction, by
 * the login and the password file of the pod, which proves that the login may change the schema.
 */
export async function migrate(
  parts: PodParts,
  objects: readonly StoredObject[],
  ending: Ending,
): Promise<Attempt> {
  const end = { container: parts.container.name, deadlineExceeded: false };
  try {
    const settings = databaseSettings(parts, objects);
    if (settings === undefined)
      throw new Error("its pod has no variable PGHOST: a migration needs a database");
    const { tls, ...login } = settings;
    const client = new Client({
      ...login,
      ssl: tls ? { rejectUnauthorized: false } : false,
      connectionTimeoutMillis: CONNECT_MS,
    });
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.query(["BEGIN", ...STATEMENTS, ending].join("; "));
    } finally {
      await client.end();
    }
    return { ...end, exitCode: 0, message: "" };
  } catch (error) {
    return { ...end, exitCode: 1, message: error instanceof Error ? error.message : String(error) };
  }
}
