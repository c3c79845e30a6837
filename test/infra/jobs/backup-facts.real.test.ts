import path from "node:path";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { eventually } from "../../support/processes";
import { addFacts, factsIn } from "./facts-kit";
import { backup, databases, drop, expectRefused, expectRestores, openSession } from "./restore-kit";
import { events } from "./run-job";
import { startWorld, type World } from "./world";

const JOBS = path.resolve(__dirname, "../../../infra/jobs");

describeReal("what a backup is judged by", JOB_REQUIREMENTS, () => {
  let world: World;
  const sql = (text: string, database = "shop") => world.postgres.sql(database, text);
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  /** Until somebody waits for a lock on a table. */
  const waitsFor = (table: string) =>
    eventually(async () => {
      const waiting = await sql(
        `SELECT 1 FROM pg_locks WHERE NOT granted AND relation = '${table}'::regclass`,
      );
      return waiting.length === 1;
    });

  it.each([
    ["emptied and filled", "TRUNCATE wins; INSERT INTO wins SELECT g FROM generate_series(1, 6000) g"],
    ["rewritten", "ALTER TABLE wins ADD COLUMN ref uuid DEFAULT gen_random_uuid()"],
  ])("holds every row of a table that is %s while the backup begins", async (_, change) => {
    await sql(
      "CREATE TABLE wins (n int); INSERT INTO wins SELECT generate_series(1, 6000); ALTER TABLE wins OWNER TO shop",
    );
    const other = await openSession(world);
    try {
      await other.query(`BEGIN; ${change}`);
      const running = world.start("backup");
      await waitsFor("wins");
      await other.query("COMMIT");
      const ended = await running.ended;
      expect(ended.code, ended.stderr).toBe(0);
      const rows = (await factsIn(world, ended.stdout.trim())).find(
        ({ kind, name }) => kind === "rows" && name === "public.wins",
      );
      expect(rows).toMatchObject({ facts: { rows: 6000 } });
      const restored = await world.run("restore", { RESTORE_TARGET: "other" });
      expect(restored.code, restored.stderr).toBe(0);
      expect(await sql("SELECT count(*)::int AS n FROM wins", "other")).toEqual([{ n: 6000 }]);
      await drop(world, "other");
    } finally {
      await other.end();
      await sql("DROP TABLE wins");
    }
  });

  it("takes another snapshot where a table was made while the others were locked", async () => {
    await sql(
      "CREATE TABLE early (); CREATE TABLE slow (); ALTER TABLE slow OWNER TO shop; ALTER TABLE early OWNER TO shop",
    );
    const other = await openSession(world);
    try {
      await other.query("BEGIN; LOCK TABLE slow");
      const running = world.start("backup");
      await waitsFor("slow");
      await sql("CREATE TABLE late AS SELECT 1 AS n; ALTER TABLE late OWNER TO shop");
      await other.query("COMMIT");
      const ended = await running.ended;
      expect(ended.code, ended.stderr).toBe(0);
      const names = (await factsIn(world, ended.stdout.trim()))
        .filter(({ kind }) => kind === "rows")
        .map(({ name }) => name);
      expect(names).toContain("public.late");
    } finally {
      await other.end();
      await sql("DROP TABLE IF EXISTS early, slow, late");
    }
  });

  it("names the cause where a table stays locked, and makes no backup", async () => {
    const other = await openSession(world);
    const before = await world.bucket.manifests();
    try {
      await other.query("BEGIN; LOCK TABLE tasks");
      const ended = await world.run("backup", { LIFEBOAT_LOCK_TIMEOUT: "1s" });
      expect(ended.code, ended.stderr).toBe(3);
      expect(events(ended, "snapshot_failed")[0]?.["message"]).toMatch(/lock timeout.*end that session/);
      expect(await world.bucket.manifests()).toEqual(before);
    } finally {
      await other.end();
    }
  });

  it("keeps rows that were wrong before, and says so; a restore that adds some is refused", async () => {
    await sql(
      "ALTER TABLE tasks DROP CONSTRAINT tasks_user_id_fkey; UPDATE tasks SET user_id = 100000 WHERE id = 1",
    );
    const ended = await world.run("backup");
    expect(ended.code, ended.stderr).toBe(0);
    expect(events(ended, "integrity_violated")).toMatchObject([{ query: "tasks-without-user", rows: 1 }]);
    const restored = await expectRestores(world, {}, ended.stdout.trim());
    expect(events(restored, "integrity_violated")).toHaveLength(1);
    const id = ended.stdout.trim();
    const facts = (await factsIn(world, id)).map((one) =>
      one.kind === "integrity" ? { ...one, facts: { rows: 0 } } : one,
    );
    await addFacts(world, id, facts);
    const message = /check_failed.*tasks-without-user \(tasks of nobody\): 1 rows, the backup says 0/;
    await expectRefused(world, "restore", {}, 1, message);
    await sql("UPDATE tasks SET user_id = 1 WHERE id = 1");
  });

  it.each([
    "statement_timeout",
    "idle_in_transaction_session_timeout",
    "idle_session_timeout",
    "lock_timeout",
  ])("has its own %s, whatever the database and the login have", async (name) => {
    await sql(
      `ALTER ROLE shop_backup IN DATABASE shop SET ${name} = '${name.startsWith("idle") ? "100ms" : "1ms"}'`,
    );
    try {
      await backup(world);
    } finally {
      await sql(`ALTER ROLE shop_backup IN DATABASE shop RESET ${name}`);
    }
  });

  it("refuses a value that does not fit its memory by the table's name", async () => {
    await sql(`CREATE TABLE wide (body bytea); ALTER TABLE wide OWNER TO shop;
      INSERT INTO wide SELECT decode(repeat(md5(random()::text), 9 * 1024 * 1024), 'hex')`);
    try {
      const ended = await world.run("backup");
      expect(ended.code, ended.stderr).toBe(6);
      expect(events(ended, "dump_failed")[0]?.["message"]).toMatch(/table "wide"|public\.wide/);
    } finally {
      await sql("DROP TABLE wide");
    }
  });

  it("refuses a table of contents that no restore could hold", async () => {
    const directory = temporaryDirectory("jobs");
    cpSync(JOBS, directory.path, { recursive: true });
    const lib = path.join(directory.path, "lib.sh");
    const text = readFileSync(lib, "utf8");
    writeFileSync(lib, text.replace(/^readonly toc_limit_bytes=.*$/m, "readonly toc_limit_bytes=4096"));
    const before = await world.bucket.manifests();
    const ended = await world.start("backup", {}, directory.path).ended;
    directory.remove();
    expect(ended.code, ended.stderr).toBe(1);
    expect(events(ended, "compress_failed")[0]?.["message"]).toMatch(/within the first 4096 bytes/);
    expect(await world.bucket.manifests()).toEqual(before);
  });

  it("says what a restore leaves out, and what pg_dump warns of", async () => {
    await sql(`CREATE FUNCTION noticed() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
      CREATE EVENT TRIGGER noticed ON ddl_command_end EXECUTE FUNCTION noticed(); CREATE PUBLICATION everything FOR ALL TABLES;
      CREATE FUNCTION sealed(int, text) RETURNS bool LANGUAGE sql LEAKPROOF AS 'SELECT true'; CREATE FUNCTION plain() RETURNS int LANGUAGE sql AS 'SELECT 1';
      CREATE CAST (bytea AS text) WITHOUT FUNCTION;
      INSERT INTO pg_shseclabel SELECT oid, 'pg_database'::regclass, 'anon', 'it''s masked' FROM pg_database WHERE datname = 'shop';
      CREATE TABLE taken_in AS SELECT 1 AS n; ALTER TABLE taken_in OWNER TO shop; ALTER EXTENSION pgcrypto ADD TABLE taken_in`);
    try {
      const ended = await world.run("backup");
      expect(ended.code, ended.stderr).toBe(0);
      const messages = events(ended, "not_restored").map(({ message }) => message);
      expect(messages.join()).toMatch(/event trigger noticed/);
      expect(messages.join()).toMatch(/publication everything/);
      expect(messages.join()).toContain(
        "FUNCTION public sealed(integer, text): only a superuser may make it (LEAKPROOF)",
      );
      expect(messages.join()).toContain("RESTORE_ACCEPT='CAST - CAST (bytea AS text)'");
      expect(messages.join()).toMatch(
        /table (public\.)?taken_in of extension pgcrypto: its rows are in no dump/,
      );
      expect(messages).toContain(
        "security label of the database by anon: no dump has it; after a restore: SECURITY LABEL FOR anon ON DATABASE shop IS 'it''s masked'",
      );
      expect(messages).toHaveLength(6);
    } finally {
      await sql(
        "DELETE FROM pg_shseclabel; DROP EVENT TRIGGER noticed; DROP FUNCTION noticed, sealed, plain; DROP PUBLICATION everything; DROP CAST (bytea AS text); ALTER EXTENSION pgcrypto DROP TABLE taken_in; DROP TABLE taken_in",
      );
    }
  });

  it("backs up tables whose owner forced row level security, and large objects of the application", async () => {
    await sql(`ALTER TABLE users ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY`);
    const app = await openSession(world, { user: "shop_app", password: world.password });
    try {
      await app.query("SELECT lo_from_bytea(4242, 'x')");
      const id = await backup(world);
      const restored = await world.run("restore", { RESTORE_TARGET: "other" });
      expect(restored.code, restored.stderr).toBe(0);
      expect(await sql("SELECT count(*)::int AS n FROM users", "other")).toEqual([{ n: 500 }]);
      expect(await factsIn(world, id)).toContainEqual({
        kind: "large objects",
        name: "shop_application",
        facts: { count: 1, grants: null, oids: "{[4242,4243)}" },
      });
    } finally {
      await app.end();
      await sql(
        "ALTER TABLE users DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY; SELECT lo_unlink(4242)",
      );
      await drop(world, "other");
    }
  });

  it("leaves no database behind", async () => {
    expect(await databases(world)).toEqual(["postgres", "shop", "template0", "template1"]);
  });
});
