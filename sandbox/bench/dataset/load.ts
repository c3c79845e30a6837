import path from "node:path";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { text } from "node:stream/consumers";
import type { Service } from "../../../infra/catalog/types";
import { atExit } from "../../servers/at-exit";
import { lifeline } from "../../servers/process";
import type { Postgres } from "../../servers/postgres";
import { chunks, datasetSize, tableRows, type TableRows } from "./rows";

const GIB = 1024 ** 3;
const statements = (file: string): string => readFileSync(path.join(__dirname, file), "utf8");

async function copy(postgres: Postgres, database: string, { target, lines }: TableRows): Promise<void> {
  const psql = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", `COPY public.${target} FROM STDIN`];
  const [program = "", ...args] = lifeline([path.join(postgres.binDir, psql[0] ?? ""), ...psql.slice(1)]);
  const child = spawn(program, args, { stdio: ["pipe", "ignore", "pipe"], env: postgres.env(database) });
  const release = atExit(() => child.kill("SIGKILL"));
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  try {
    const [stderr, code] = await Promise.all([
      text(child.stderr),
      closed,
      // A server that refuses closes the pipe: what it said is the better error.
      pipeline(Readable.from(chunks(lines)), child.stdin).catch(() => undefined),
    ]);
    if (code !== 0) throw new Error(`COPY ${target}: psql ended with exit code ${code ?? "none"}: ${stderr}`);
  } finally {
    release();
  }
}

/**
 * Makes the service's database, owned by its owner role, with rows like those of a stock analysis system: text,
 * numbers, times and jsonb, the same on every run but for times, which count back from now.
 * @param gib least size of the database, indexes included
 * @returns its size in bytes
 * @throws when a statement fails or the database came out too small.
 */
export async function loadDataset(postgres: Postgres, service: Service, gib: number): Promise<number> {
  const { name, ownerRole } = service.database;
  await postgres.sql("postgres", `CREATE DATABASE ${name} OWNER ${ownerRole}`);
  await postgres.sql(name, `SET ROLE ${ownerRole}; ${statements("tables.sql")}`);
  for (const rows of tableRows(datasetSize(gib), Date.now())) await copy(postgres, name, rows);
  await postgres.sql(
    name,
    `SET ROLE ${ownerRole}; SET maintenance_work_mem = '512MB'; ${statements("indexes.sql")}`,
  );
  // Hint bits, visibility and statistics now: else the first dump would pay for them.
  await postgres.sql(name, "VACUUM (FREEZE, ANALYZE)");
  const [row] = await postgres.sql(name, "SELECT pg_database_size(current_database())::text AS bytes");
  const bytes = Number(row?.["bytes"]);
  if (!(bytes >= gib * GIB))
    throw new Error(`database ${name} has ${bytes} bytes, wanted at least ${gib} GiB`);
  return bytes;
}
