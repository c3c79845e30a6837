import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import type { Postgres } from "../../../sandbox/servers/postgres";

const JOBS = path.resolve(__dirname, "../../../infra/jobs");
const run = promisify(execFile);
const fact = z.object({ kind: z.string(), name: z.string(), facts: z.record(z.string(), z.unknown()) });

/** What the jobs know of one thing in a database. */
export type DatabaseFact = z.infer<typeof fact>;

const QUERY = ["-f", path.join(JOBS, "facts.sql")];

/**
 * The facts of a database, by the jobs' own query and as their session has it.
 * @param change a statement that is made first, and taken back with the session
 * @param login another login. @default the superuser
 */
export async function readFacts(
  server: Postgres,
  database: string,
  { change, login = {} }: { change?: string; login?: NodeJS.ProcessEnv } = {},
): Promise<DatabaseFact[]> {
  const PGOPTIONS = "-c default_transaction_read_only=on -c search_path=pg_catalog";
  const env = { ...server.env(database), ...login, PGOPTIONS };
  const first = change === undefined ? [] : ["-c", "BEGIN READ WRITE", "-c", change];
  const words = ["-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", ...first, ...QUERY];
  const { stdout } = await run(path.join(server.binDir, "psql"), words, { env, maxBuffer: 1 << 26 });
  return stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => fact.parse(JSON.parse(line)));
}

/** What else a comparison knows. */
export interface Comparison {
  /** What the restore said it could not keep. @default nothing */
  readonly unkept?: readonly unknown[];
  /** Whether both servers have the same major. @default "true" */
  readonly sameMajor?: "true" | "false";
  /** The point of a restore that is judged. @default "restored" */
  readonly when?: "restored" | "given";
}

/** Differences as the jobs print them, verdict first. @param folder takes the input's files */
export async function compareFacts(
  folder: string,
  expected: readonly DatabaseFact[],
  found: readonly DatabaseFact[],
  { unkept = [], sameMajor = "true", when = "restored" }: Comparison = {},
): Promise<string[]> {
  const files = Object.entries({ expected, found, unkept }).flatMap(([name, lines]) => {
    const file = path.join(folder, name);
    writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    return ["--slurpfile", name, file];
  });
  const table = ["--slurpfile", "judgements", path.join(JOBS, "judgements.json")];
  const words = ["--arg", "sameMajor", sameMajor, "--arg", "when", when];
  const program = ["-f", path.join(JOBS, "facts.jq")];
  const { stdout } = await run("jq", ["-rn", ...files, ...table, ...words, ...program]);
  return stdout.split("\n").filter((line) => line !== "");
}
