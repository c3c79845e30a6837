import { Client } from "pg";
import { expect } from "vitest";
import { startWorld, type Ended, type World } from "./world";

const CONTENT = `SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) AS hash FROM (
  SELECT 'users', users::text FROM users UNION ALL SELECT 'tasks', tasks::text FROM tasks
  UNION ALL SELECT 'odd', o::text FROM "odd Name" o UNION ALL SELECT 'busiest', b::text FROM busiest b
  UNION ALL SELECT 'lo', md5(string_agg(data, '' ORDER BY pageno)) FROM pg_largeobject
  UNION ALL SELECT 'sequence', last_value::text FROM tasks_id_seq
  UNION ALL SELECT 'extension', string_agg(extname, ',' ORDER BY extname) FROM pg_extension
  UNION ALL SELECT 'constraint', string_agg(pg_get_constraintdef(oid), ',' ORDER BY conname) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace) t`;

/** Hash of everything that the schema of the world's database holds. */
export async function contentOf(world: World, database: string): Promise<unknown> {
  return (await world.postgres.sql(database, CONTENT))[0]?.["hash"];
}

/** Names of all databases, sorted. */
export async function databases(world: World): Promise<string[]> {
  const rows = await world.postgres.sql("postgres", "SELECT datname FROM pg_database ORDER BY 1");
  return rows.map(({ datname }) => String(datname));
}

export async function drop(world: World, ...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await world.postgres.sql("postgres", `ALTER DATABASE ${name} IS_TEMPLATE false`);
    await world.postgres.sql("postgres", `DROP DATABASE ${name}`);
  }
}

/** A session of the serving database that stays open. @param login a role and its password @default the superuser's */
export async function openSession(
  world: World,
  login: Readonly<Record<string, string>> = {},
): Promise<Client> {
  const { host, port, superuser, password } = world.postgres;
  const ssl = { rejectUnauthorized: false };
  const client = new Client({ host, port, user: superuser, password, database: "shop", ssl, ...login });
  await client.connect();
  return client;
}

/** Runs a backup that must succeed, in a second of its own: two ids of one second have no order. Returns its id. */
export async function backup(world: World, env: Readonly<Record<string, string>> = {}): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 1100));
  const ended = await world.run("backup", env);
  expect(ended.code, ended.stderr).toBe(0);
  return ended.stdout.trim();
}

/** A world with two backups, the second with a user more. */
export interface BackedUpWorld {
  readonly world: World;
  /** Hash of the content that the first backup holds. */
  readonly original: unknown;
  /** Id of the older backup. */
  readonly first: string;
  /** Id of the newest backup. */
  readonly second: string;
}

/** Starts a world and backs it up twice. */
export async function startBackedUpWorld(): Promise<BackedUpWorld> {
  const world = await startWorld();
  const original = await contentOf(world, "shop");
  const first = await backup(world);
  await world.postgres.sql("shop", "INSERT INTO users (name) VALUES ('later')");
  return { world, original, first, second: await backup(world) };
}

/** No secret logged, nothing left in scratch. */
export function expectClean(world: World, ended: Ended): void {
  expect(ended.stdout + ended.stderr).not.toContain(world.password.slice(6));
  expect(ended.stderr).not.toMatch(/AGE-SECRET|AKIA/);
  expect(world.scratch()).toEqual([]);
}

/** Fails with this code and message, drops what it made and leaves the serving database as it is. */
export async function expectRefused(
  world: World,
  job: string,
  env: Readonly<Record<string, string>>,
  code: number,
  message: RegExp,
): Promise<Ended> {
  const before = await databases(world);
  const serving = await contentOf(world, "shop");
  const ended = await world.run(job, env);
  expect(ended.stderr).toMatch(message);
  expect(ended.code).toBe(code);
  expectClean(world, ended);
  expect(await databases(world)).toEqual(before);
  expect(await contentOf(world, "shop")).toBe(serving);
  return ended;
}

/** Restores into `other`, which must succeed with this backup, and drops it. */
export async function expectRestores(
  world: World,
  env: Readonly<Record<string, string>>,
  id: string,
): Promise<Ended> {
  const ended = await world.run("restore", { RESTORE_TARGET: "other", ...env });
  expect(ended.code, ended.stderr).toBe(0);
  expect(ended.stderr).toContain(`"message":"backup ${id} was restored as database other"`);
  expectClean(world, ended);
  await drop(world, "other");
  return ended;
}

/** Runs with an object changed, or hidden, then puts the old content back. */
export async function withObject(
  world: World,
  key: string,
  body: Buffer | undefined,
  run: () => Promise<unknown>,
): Promise<void> {
  const good = await world.bucket.get(key);
  await (body === undefined ? world.bucket.remove(key) : world.bucket.put(key, body));
  try {
    await run();
  } finally {
    await world.bucket.put(key, good);
  }
}

/** Key of a backup's object. @param tier @default hourly */
export function objectKey(id: string, tier = "hourly"): string {
  return `postgresql/${tier}/${id}.dump.zst.age`;
}
