import { execFileSync, spawn } from "node:child_process";
import { writeFileSync, rmSync } from "node:fs";
import { once } from "node:events";
import { afterAll, beforeAll, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { eventually } from "../../support/processes";
import { addFacts, factsIn, unkept, type Fact } from "./facts-kit";
import { backup, contentOf, drop, expectRefused } from "./restore-kit";
import { events } from "./run-job";
import { startWorld, type World } from "./world";

describeReal("restore.sh and what the server has", JOB_REQUIREMENTS, () => {
  let world: World;
  let id: string;
  let source: Fact[];
  let original: unknown;
  const extensionFiles: string[] = [];

  beforeAll(async () => {
    world = await startWorld();
    await world.postgres.sql("template1", "DROP EXTENSION pg_stat_statements");
    await drop(world, "shop");
    await world.postgres.sql(
      "postgres",
      `CREATE DATABASE shop OWNER shop TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'de-DE' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'`,
    );
    await world.postgres.sql(
      "shop",
      `CREATE SCHEMA extensions AUTHORIZATION shop; SET ROLE shop; CREATE EXTENSION pgcrypto SCHEMA extensions; CREATE EXTENSION hstore SCHEMA extensions VERSION '1.4';
       CREATE TABLE users (id serial PRIMARY KEY, name text NOT NULL); CREATE TABLE tasks (id bigserial PRIMARY KEY, user_id int, created_at timestamptz DEFAULT now(), tags extensions.hstore);
       CREATE TABLE "odd Name" (a int); CREATE MATERIALIZED VIEW busiest AS SELECT 1 AS a;
       INSERT INTO users (name) VALUES ('Zebra'), ('apfel'), ('Äpfel'), ('zoo'); INSERT INTO tasks (user_id, tags) VALUES (1, 'a=>b')`,
    );
    original = await contentOf(world, "shop");
    id = await backup(world);
    source = await factsIn(world, id);
  });
  afterAll(async () => {
    for (const file of extensionFiles) rmSync(file, { force: true });
    await world.stop();
  });

  /** The facts with the database's changed. */
  const withDatabase = (change: Record<string, unknown>): Fact[] =>
    source.map((one) => (one.kind === "database" ? { ...one, facts: { ...one.facts, ...change } } : one));

  const withExtension = (name: string, change: Record<string, unknown>): Fact[] =>
    source.map((one) =>
      one.kind === "extension" && one.name === name ? { ...one, facts: { ...one.facts, ...change } } : one,
    );

  it("makes the database with the backup's encoding, provider and locale, and extensions in their schema and version", async () => {
    await world.postgres.sql("postgres", "ALTER DATABASE shop RENAME TO lost");
    const ended = await world.run("restore", { RESTORE_SWITCH: "true" });
    expect(ended.code, ended.stderr).toBe(0);
    const locale = (name: string) =>
      world.postgres.sql(
        "postgres",
        `SELECT encoding, datlocprovider, daticulocale, datcollate, datctype FROM pg_database WHERE datname = '${name}'`,
      );
    expect(await locale("shop")).toEqual(await locale("lost"));
    const order = "SELECT string_agg(name, ',' ORDER BY name) AS names FROM users";
    expect(await world.postgres.sql("shop", order)).toEqual(await world.postgres.sql("lost", order));
    const extensions =
      "SELECT extname, extversion, extnamespace::regnamespace::text AS schema FROM pg_extension ORDER BY 1";
    expect(await world.postgres.sql("shop", extensions)).toEqual(
      await world.postgres.sql("lost", extensions),
    );
    expect(await contentOf(world, "shop")).toBe(original);
    await drop(world, "lost");
  });

  it.each([
    [
      "a locale that the server does not have",
      { provider: "c", locale: null, collate: "de_DE.UTF-8", ctype: "de_DE.UTF-8" },
      /invalid LC_COLLATE locale name|invalid locale name/,
    ],
    [
      "a provider of newer servers",
      { provider: "b", locale: "C.UTF-8" },
      /provider is builtin, which servers before 17 do not have/,
    ],
    ["ICU rules", { icuRules: "&a < b" }, /ICU rules, which servers before 16 do not have/],
    [
      "an encoding that does not fit",
      { provider: "c", locale: null, encoding: "LATIN1", collate: "C.UTF-8", ctype: "C.UTF-8" },
      /encoding \\"LATIN1\\" does not match locale/,
    ],
  ])("refuses %s with 6 before anything is made", async (_, change, message) => {
    await addFacts(world, id, withDatabase(change));
    const ended = await expectRefused(world, "restore", {}, 6, message);
    expect(ended.stderr).toContain("nothing was made");
    expect(ended.stderr).not.toContain("was dropped");
    await addFacts(world, id, source);
  });

  it("restores LATIN1 and SQL_ASCII as they were", async () => {
    for (const encoding of ["LATIN1", "SQL_ASCII"]) {
      await addFacts(
        world,
        id,
        withDatabase({ provider: "c", locale: null, encoding, collate: "C", ctype: "C" }),
      );
      const ended = await world.run("restore", { RESTORE_TARGET: "other" });
      expect(ended.code, ended.stderr).toBe(0);
      expect(await world.postgres.sql("other", "SELECT getdatabaseencoding() AS e")).toEqual([
        { e: encoding },
      ]);
      await drop(world, "other");
    }
    await addFacts(world, id, source);
  });

  it("waits while somebody is in the template", async () => {
    for (const name of ["template1", "shop"])
      await world.postgres.sql(name, "CREATE EXTENSION pg_stat_statements SCHEMA public");
    await addFacts(
      world,
      await backup(world),
      withDatabase({ provider: "c", locale: null, collate: "C.UTF-8", ctype: "C.UTF-8" }),
    );
    const client = spawn("/usr/bin/psql", ["-X", "-q", "-c", "SELECT pg_sleep(60)"], {
      env: world.postgres.env("template1"),
      stdio: "ignore",
    });
    const gone = once(client, "exit");
    const inside = `SELECT pid FROM pg_stat_activity WHERE datname = 'template1' AND query LIKE '%pg_sleep%'`;
    await eventually(async () => (await world.postgres.sql("postgres", inside)).length === 1);
    const running = world.start("restore", { RESTORE_TARGET: "other" });
    await eventually(() => running.log().includes("backup_chosen"), 60_000);
    await new Promise((resolve) => setTimeout(resolve, 6000));
    await world.postgres.sql("postgres", `SELECT pg_terminate_backend(pid) FROM (${inside}) s`);
    await gone;
    const ended = await running.ended;
    expect(ended.code, ended.stderr).toBe(0);
    expect(events(ended, "restored")).toHaveLength(1);
    await drop(world, "other");
    await world.postgres.sql("shop", "DROP EXTENSION pg_stat_statements");
  });

  it("keeps the database in its tablespace, and goes without those that the server does not have", async () => {
    await addFacts(world, id, source);
    const spaces = ["home", "fast"];
    const folders = spaces.map(() => execFileSync("/usr/bin/mktemp", ["-d"], { encoding: "utf8" }).trim());
    for (const [index, folder] of folders.entries()) {
      execFileSync("/bin/chown", ["postgres", folder]);
      await world.postgres.sql("postgres", `CREATE TABLESPACE ${String(spaces[index])} LOCATION '${folder}'`);
    }
    await world.postgres.sql("postgres", "GRANT CREATE ON TABLESPACE home, fast TO shop_restore, shop");
    await world.postgres.sql("postgres", "ALTER DATABASE shop SET TABLESPACE home");
    await world.postgres.sql(
      "shop",
      "CREATE TABLE on_fast (a int) TABLESPACE fast; ALTER TABLE on_fast OWNER TO shop",
    );
    await backup(world);
    const kept = await world.run("restore", { RESTORE_TARGET: "other" });
    expect(kept.code, kept.stderr).toBe(0);
    const place =
      "SELECT spcname AS name FROM pg_tablespace t JOIN pg_database d ON dattablespace = t.oid WHERE datname = 'other'";
    expect(await world.postgres.sql("postgres", place)).toEqual([{ name: "home" }]);
    await drop(world, "other");
    await world.postgres.sql("shop", "DROP TABLE on_fast");
    await world.postgres.sql("postgres", "ALTER DATABASE shop SET TABLESPACE pg_default");
    for (const space of spaces) await world.postgres.sql("postgres", `DROP TABLESPACE ${space}`);
    for (const folder of folders) rmSync(folder, { recursive: true });
    const ended = await world.run("restore", { RESTORE_TARGET: "other" });
    expect(ended.code, ended.stderr).toBe(0);
    const missing = spaces.map((tablespaces) => ({ level: "warn", tablespaces }));
    expect(events(ended, "tablespaces_missing")).toMatchObject(missing);
    await drop(world, "other");
  });

  /** An extension of our own on this server. */
  function extension(name: string, control: string, scripts: Readonly<Record<string, string>>): void {
    const folder = execFileSync("/usr/bin/pg_config", ["--sharedir"], { encoding: "utf8" }).trim();
    for (const [file, text] of Object.entries({ [`${name}.control`]: control, ...scripts })) {
      const place = `${folder}/extension/${file}`;
      writeFileSync(place, text, { mode: 0o644 });
      extensionFiles.push(place);
    }
  }

  it("refuses extensions that the server lacks, has only older, or has in another schema of template1", async () => {
    await addFacts(world, id, withExtension("hstore", { version: "99.1" }));
    await expectRefused(
      world,
      "restore",
      { RESTORE_BACKUP: id },
      6,
      /extension hstore 99\.1, this server has 1\.8.*nothing was made/,
    );
    const accepted = await world.run("restore", {
      RESTORE_TARGET: "other",
      RESTORE_ACCEPT: "EXTENSION - hstore",
    });
    expect(accepted.code, accepted.stderr).toBe(0);
    await drop(world, "other");
    await addFacts(world, id, source);

    extension("lifeboat_gone", "default_version = '1.0'\nsuperuser = false\n", {
      // Rows of the last two are in no dump, or not all of them.
      "lifeboat_gone--1.0.sql": `CREATE TABLE @extschema@.gone_config (a int PRIMARY KEY);
SELECT pg_catalog.pg_extension_config_dump('gone_config', '');
CREATE TABLE @extschema@.gone_cache (a serial);
CREATE TABLE @extschema@.gone_own (a int);
SELECT pg_catalog.pg_extension_config_dump('gone_own', 'WHERE a > 10');
`,
    });
    extension("lifeboat_super", "default_version = '1.0'\nsuperuser = true\nrelocatable = true\n", {
      "lifeboat_super--1.0.sql":
        "CREATE TABLE super_config (a int PRIMARY KEY);\nSELECT pg_catalog.pg_extension_config_dump('super_config', '');\n",
    });
    await world.postgres.sql(
      "shop",
      "SET ROLE shop; CREATE EXTENSION lifeboat_gone SCHEMA public; INSERT INTO gone_config VALUES (42); INSERT INTO gone_cache DEFAULT VALUES; INSERT INTO gone_own VALUES (1), (11)",
    );
    await backup(world);
    const ended = await world.run("restore", { RESTORE_TARGET: "other" });
    expect(ended.code, ended.stderr).toBe(0);
    expect(await world.postgres.sql("other", "SELECT a FROM gone_config")).toEqual([{ a: 42 }]);
    expect(await world.postgres.sql("other", "SELECT a FROM gone_own")).toEqual([{ a: 11 }]);
    await drop(world, "other");
    for (const file of extensionFiles.filter((one) => one.includes("lifeboat_gone"))) rmSync(file);
    await expectRefused(
      world,
      "restore",
      {},
      6,
      /extension lifeboat_gone 1\.0, which is not installed on this server.*nothing was made/,
    );

    await world.postgres.sql(
      "shop",
      "DROP EXTENSION lifeboat_gone; CREATE EXTENSION lifeboat_super SCHEMA extensions; INSERT INTO extensions.super_config VALUES (7); GRANT SELECT ON extensions.super_config TO shop",
    );
    await backup(world);
    await expectRefused(
      world,
      "restore",
      {},
      6,
      /extension lifeboat_super, which role shop_restore may not create here/,
    );
    await world.postgres.sql(
      "postgres",
      "ALTER DATABASE template1 IS_TEMPLATE false; ALTER DATABASE template1 RENAME TO was_template1",
    );
    await world.postgres.sql(
      "postgres",
      "CREATE DATABASE template1 TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de-DE' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' IS_TEMPLATE true",
    );
    await world.postgres.sql("template1", "CREATE EXTENSION lifeboat_super SCHEMA public");
    await expectRefused(
      world,
      "restore",
      {},
      6,
      /extension lifeboat_super in schema extensions, template1 has it in public; as superuser in template1: ALTER EXTENSION lifeboat_super SET SCHEMA extensions/,
    );
    await world.postgres.sql(
      "template1",
      "CREATE SCHEMA extensions; GRANT ALL ON SCHEMA extensions TO shop; ALTER EXTENSION lifeboat_super SET SCHEMA extensions",
    );
    await expectRefused(
      world,
      "restore",
      {},
      6,
      /lifeboat_super, whose configuration tables extensions\.super_config role shop may not fill/,
    );
    await world.postgres.sql("template1", "GRANT INSERT, SELECT ON extensions.super_config TO shop");
    const whole = await world.run("restore", { RESTORE_TARGET: "other" });
    expect(whole.code, whole.stderr).toBe(0);
    expect(await world.postgres.sql("other", "SELECT a FROM extensions.super_config")).toEqual([{ a: 7 }]);
    expect(unkept(whole.stderr).filter(({ kind }) => kind === "extension")).toEqual([]);
    await drop(world, "other");
  });

  it("refuses a dictionary whose files the server lacks, of which the backup says so", async () => {
    const folder = execFileSync("/usr/bin/pg_config", ["--sharedir"], { encoding: "utf8" }).trim();
    const file = `${folder}/tsearch_data/lifeboat.stop`;
    writeFileSync(file, "the\n", { mode: 0o644 });
    extensionFiles.push(file);
    await world.postgres.sql(
      "shop",
      `SET ROLE shop; CREATE TEXT SEARCH DICTIONARY own (TEMPLATE = simple, StopWords = lifeboat);
       CREATE TEXT SEARCH DICTIONARY stock (TEMPLATE = simple, StopWords = english)`,
    );
    const ended = await world.run("backup");
    expect(ended.code, ended.stderr).toBe(0);
    const announced = events(ended, "not_restored").map(({ message }) => message);
    expect(announced.filter((one) => String(one).startsWith("TEXT SEARCH"))).toEqual([
      expect.stringMatching(
        /^TEXT SEARCH DICTIONARY public own: .* keep lifeboat\.stop of the folder tsearch_data$/,
      ),
    ]);
    rmSync(file);
    await expectRefused(
      world,
      "restore",
      {},
      6,
      /could not open stop-word file .*lifeboat\.stop.*RESTORE_ACCEPT='TEXT SEARCH DICTIONARY public own'/,
    );
    await world.postgres.sql("shop", "DROP TEXT SEARCH DICTIONARY own, stock");
  });
});
