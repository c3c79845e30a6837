import { afterAll, beforeAll, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { addFacts, factsIn, factsOf, unkept, type Fact } from "./facts-kit";
import { backup, contentOf, databases, drop, expectRefused } from "./restore-kit";
import { events } from "./run-job";
import { startWorld, type World } from "./world";

const SETTINGS = `
  CREATE SCHEMA "my, schema"; ALTER SCHEMA "my, schema" OWNER TO shop;
  ALTER DATABASE shop SET search_path = "$user", "my, schema", public, pg_temp;
  ALTER DATABASE shop SET "app.current_user" = 'x''y\\z';
  ALTER DATABASE shop SET "App.Setting" = '';
  ALTER DATABASE shop SET temp_tablespaces = '';
  ALTER DATABASE shop SET "DateStyle" = 'German, DMY';
  ALTER DATABASE shop SET log_min_duration_statement = '500ms';
  ALTER DATABASE shop SET statement_timeout = '9s';
  ALTER DATABASE shop SET lock_timeout = '9s';
  ALTER DATABASE shop SET idle_in_transaction_session_timeout = '1ms';
  ALTER DATABASE shop SET default_transaction_read_only = on;
  ALTER DATABASE shop SET default_transaction_isolation = 'serializable';
  ALTER DATABASE shop SET array_nulls = off;
  ALTER DATABASE shop SET standard_conforming_strings = off;
  ALTER DATABASE shop SET row_security = off;
  ALTER DATABASE shop SET client_min_messages = 'error';
  ALTER ROLE shop_app IN DATABASE shop SET search_path = "my, schema", public;
  ALTER ROLE shop_app IN DATABASE shop SET work_mem = '9MB';
  ALTER ROLE shop_migrate IN DATABASE shop SET work_mem = '8MB';
  GRANT shop_app TO shop_restore; GRANT SET ON PARAMETER app."current_user" TO shop_restore;
  COMMENT ON DATABASE shop IS 'belongs to the shop''s team';
  ALTER DATABASE shop CONNECTION LIMIT 42; ALTER DATABASE shop IS_TEMPLATE true;
  GRANT CONNECT ON DATABASE shop TO shop_migrate WITH GRANT OPTION;
  SET ROLE shop_migrate; GRANT CONNECT ON DATABASE shop TO pg_monitor; RESET ROLE;
  GRANT shop_migrate TO shop_restore;
  REVOKE ALL ON DATABASE shop FROM PUBLIC; GRANT CONNECT ON DATABASE shop TO shop_app`;

const STATE = (
  database: string,
) => `SELECT shobj_description(d.oid, 'pg_database') AS comment, datconnlimit AS limit, datistemplate AS template, (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(datacl) a) AS acl,
  (SELECT array_agg(setting ORDER BY setting) FROM pg_db_role_setting, unnest(setconfig) setting WHERE setdatabase = d.oid AND setrole = 0 ) AS settings,
  (SELECT array_agg(setrole::regrole || setconfig::text ORDER BY 1) FROM pg_db_role_setting WHERE setdatabase = d.oid AND setrole <> 0 AND setrole <> 'shop_restore'::regrole) AS roles
  FROM pg_database d WHERE datname = '${database}'`;

describeReal("restore.sh and a database's settings and access", JOB_REQUIREMENTS, () => {
  let world: World;
  let source: Fact[];
  let state: Record<string, unknown>;
  let original: unknown;

  beforeAll(async () => {
    world = await startWorld({ wal_level: "logical", max_prepared_transactions: "5" });
    await world.postgres.sql(
      "shop",
      "CREATE TABLE arrays (a text[]); ALTER TABLE arrays OWNER TO shop; INSERT INTO arrays VALUES (ARRAY[NULL, 'x'])",
    );
    original = await contentOf(world, "shop");
    const id = await backup(world);
    await world.postgres.sql("postgres", SETTINGS.replace(/CREATE SCHEMA.*\n/, "\n"));
    await world.postgres.sql(
      "postgres",
      "ALTER ROLE shop_restore SET statement_timeout = '1ms'; ALTER ROLE shop_restore SET role = 'shop'; ALTER ROLE shop_restore SET default_transaction_read_only = on; ALTER ROLE shop_restore SET search_path = nowhere",
    );
    // The settings would end the backup itself.
    const late = ({ kind }: Fact) => kind === "database" || kind.endsWith("setting");
    source = [
      ...(await factsIn(world, id)).filter((one) => !late(one)),
      ...(await factsOf(world)).filter(late),
    ];
    await addFacts(world, id, source);
    state = (await world.postgres.sql("postgres", STATE("shop")))[0] ?? {};
  });
  afterAll(() => world.stop());

  /** The state that a database must have: all but what only a superuser may set, and other roles' own settings. */
  async function expectState(database: string): Promise<void> {
    const [found] = await world.postgres.sql("postgres", STATE(database));
    const without = (list: unknown, pattern: RegExp) =>
      (list as string[]).filter((one) => !pattern.test(one));
    expect(found).toEqual({ ...state, settings: without(state["settings"], /^log_min|^App/) });
  }

  it("gives a new database the settings, comment, limit and grants of the backup, though all of them could end a restore", async () => {
    const ended = await world.run("restore", { RESTORE_TARGET: "other" });
    expect(ended.code, ended.stderr).toBe(0);
    const [found] = await world.postgres.sql("postgres", STATE("other"));
    expect(found).toMatchObject({
      comment: state["comment"],
      limit: 42,
      template: true,
      roles: state["roles"],
    });
    expect(unkept(ended.stderr)).toMatchObject([
      { kind: "setting", name: "App.Setting", property: "value" },
      {
        kind: "setting",
        name: "log_min_duration_statement",
        property: "value",
        why: expect.stringContaining("permission denied") as string,
      },
    ]);
    const [rows] = await world.postgres.sql(
      "other",
      "SET array_nulls = on; SET statement_timeout = 0; SELECT array_position(a, NULL) AS position FROM public.arrays",
    );
    expect(rows).toEqual({ position: 1 });
    await drop(world, "other");
  });

  it("switches with the serving database's, whatever they are, and warns of what may not be set", async () => {
    await world.postgres.sql(
      "postgres",
      "ALTER DATABASE shop SET work_mem = '5MB'; ALTER DATABASE shop RESET array_nulls; ALTER DATABASE shop RESET default_transaction_read_only",
    );
    state = (await world.postgres.sql("postgres", STATE("shop")))[0] ?? {};
    const ended = await world.run("restore", { RESTORE_SWITCH: "true", RESTORE_SAFETY: "false" });
    expect(ended.code, ended.stderr).toBe(0);
    await expectState("shop");
    expect(unkept(ended.stderr).map(({ statement }) => statement)).toContain(
      `ALTER DATABASE "${String(/"database":"(shop_restore_[^"]*)"/.exec(ended.stderr)?.[1])}" SET "log_min_duration_statement" TO '500ms';`,
    );
    const [marked] = await world.postgres.sql(
      "postgres",
      "SELECT count(*)::int AS n FROM pg_db_role_setting, unnest(setconfig) s WHERE s LIKE 'application_name=restored: %'",
    );
    expect(marked).toEqual({ n: 1 });
  });

  it("says before it begins that a database lets nobody in, as the one that takes its name will not", async () => {
    await world.postgres.sql("postgres", "ALTER DATABASE shop ALLOW_CONNECTIONS false");
    const closed = await world.run("backup");
    expect(closed.code).toBe(3);
    expect(events(closed, "database_unreachable")[0]?.["message"]).toMatch(
      /it allows no connections; on the server: ALTER DATABASE shop ALLOW_CONNECTIONS true$/,
    );
    const ended = await world.run("restore", { RESTORE_SWITCH: "true", RESTORE_SAFETY: "false" });
    expect(ended.code, ended.stderr).toBe(0);
    expect(events(ended, "closed")).toMatchObject([
      { level: "warn", statement: "ALTER DATABASE shop ALLOW_CONNECTIONS true" },
    ]);
    const may = "SELECT datallowconn AS may FROM pg_database WHERE datname = 'shop'";
    expect(await world.postgres.sql("postgres", may)).toEqual([{ may: false }]);
    await world.postgres.sql("postgres", "ALTER DATABASE shop ALLOW_CONNECTIONS true");
  });

  it("takes them from the backup where the serving database is gone", async () => {
    const before = (await databases(world)).filter((name) => name.startsWith("shop_before_"));
    await drop(world, "shop", ...before);
    const ended = await world.run("restore", { RESTORE_SWITCH: "true" });
    expect(ended.code, ended.stderr).toBe(0);
    const [found] = await world.postgres.sql("postgres", STATE("shop"));
    expect(found).toMatchObject({ comment: state["comment"], limit: 42, roles: state["roles"] });
    await world.postgres.sql("postgres", "ALTER DATABASE shop RESET ALL");
    expect(await contentOf(world, "shop")).toBe(original);
  });

  it("refuses before it begins while prepared transactions hold the serving database", async () => {
    await world.postgres.sql(
      "shop",
      "BEGIN; INSERT INTO users (name) VALUES ('x'); PREPARE TRANSACTION 'it''s held'",
    );
    const refused = await expectRefused(
      world,
      "restore",
      { RESTORE_SWITCH: "true" },
      6,
      /prepared_transactions.*'it''s held' of role postgres.*ROLLBACK PREPARED/,
    );
    expect(events(refused, "backup_chosen")).toEqual([]);
    await world.postgres.sql("shop", "ROLLBACK PREPARED 'it''s held'");
  });

  it("names logical slots with what they pin, before the restore and after the switch", async () => {
    await world.postgres.sql("shop", "SELECT pg_create_logical_replication_slot('reader', 'test_decoding')");
    await world.postgres.sql("shop", "CREATE PUBLICATION news FOR TABLE users");
    const ended = await world.run("restore", { RESTORE_SWITCH: "true", RESTORE_SAFETY: "false" });
    expect(ended.code, ended.stderr).toBe(0);
    const told = events(ended, "slots");
    expect(told).toHaveLength(2);
    expect(told).toMatchObject([
      { level: "warn", slots: [{ slot: "reader", plugin: "test_decoding" }] },
      {
        message: expect.stringMatching(
          /shop_before_.*reader \(test_decoding\) pins the WAL since .*pin them still/,
        ) as string,
      },
    ]);
    expect(ended.stderr.indexOf('"event":"slots"')).toBeLessThan(
      ended.stderr.indexOf('"event":"backup_chosen"'),
    );
    expect(events(ended, "publications")).toMatchObject([{ publications: "news" }]);
    await world.postgres.sql("postgres", "SELECT pg_drop_replication_slot('reader')");
  });
});
