import { afterAll, beforeAll, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { unkept } from "./facts-kit";
import { backup, contentOf, drop, expectRefused } from "./restore-kit";
import { events } from "./run-job";
import { startWorld, type World } from "./world";

const ADMINISTRATORS = `
  CREATE FUNCTION noisy() RETURNS event_trigger LANGUAGE plpgsql
    AS $$ BEGIN IF current_database() <> 'shop' THEN RAISE 'no DDL here'; END IF; END $$;
  CREATE EVENT TRIGGER noisy ON ddl_command_end EXECUTE FUNCTION noisy();
  COMMENT ON EVENT TRIGGER noisy IS 'a comment';
  CREATE PUBLICATION everything FOR ALL TABLES;
  CREATE PUBLICATION by_schema FOR TABLES IN SCHEMA public;
  CREATE PUBLICATION by_table FOR TABLE users;
  CREATE SUBSCRIPTION elsewhere CONNECTION 'host=nowhere password=hunter2' PUBLICATION p WITH (connect = false);
  CREATE EXTENSION postgres_fdw SCHEMA public;
  CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'nowhere');
  CREATE ROLE mapped; CREATE USER MAPPING FOR mapped SERVER far OPTIONS (user 'x', password 'hunter2');
  CREATE FOREIGN TABLE far_rows (id int) SERVER far;
  CREATE VIEW over_far AS SELECT * FROM far_rows;
  CREATE FOREIGN DATA WRAPPER own_wrapper OPTIONS (secret 'hunter2');
  CREATE SERVER own_server FOREIGN DATA WRAPPER own_wrapper;
  CREATE FOREIGN TABLE own_rows (id int) SERVER own_server;
  CREATE VIEW over_own AS SELECT * FROM own_rows;
  COMMENT ON VIEW over_own IS 'on a view that goes';
  CREATE ROLE passing;
  ALTER TABLE tasks ENABLE ROW LEVEL SECURITY; CREATE POLICY for_passing ON tasks TO passing USING (true);
  CREATE FUNCTION unqualified() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM users';
  CREATE MATERIALIZED VIEW fragile AS SELECT unqualified() AS n;
  SET app.one = '1'; CREATE MATERIALIZED VIEW broken AS SELECT current_setting('app.one')::int AS n; RESET app.one;
  CREATE MATERIALIZED VIEW on_broken AS SELECT n FROM broken;
  CREATE INDEX fragile_n ON fragile (n);
  ALTER TABLE users ADD CONSTRAINT checked CHECK (length(name) > 0)`;

describeReal("restore.sh in an emergency", JOB_REQUIREMENTS, () => {
  let world: World;
  let original: unknown;
  /** Only a superuser's dump has subscriptions. */
  let superuser: Record<string, string>;

  beforeAll(async () => {
    world = await startWorld();
    await world.postgres.sql("template1", "CREATE EXTENSION postgres_fdw");
    await world.postgres.sql("shop", ADMINISTRATORS);
    await world.postgres.sql(
      "shop",
      "GRANT SELECT ON ALL TABLES IN SCHEMA public TO shop_backup; ALTER ROLE shop_backup BYPASSRLS",
    );
    original = await contentOf(world, "shop");
    superuser = {
      PGUSER: "postgres",
      LIFEBOAT_DATABASE_SECRET: world.writeSecret("password", world.postgres.password),
    };
    await backup(world, superuser);
    await world.postgres.sql("shop", "DROP POLICY for_passing ON tasks; DROP ROLE passing");
  });
  afterAll(() => world.stop());

  const names = (stderr: string): string[] =>
    unkept(stderr).map(({ kind, name, property }) => `${kind} ${name}: ${property}`);

  it("goes on without what an administrator made, and names each with its statement", async () => {
    const ended = await world.run("restore", { RESTORE_TARGET: "other" });
    expect(ended.code, ended.stderr).toBe(0);
    expect(await contentOf(world, "other")).toBe(original);
    const left = names(ended.stderr);
    for (const one of [
      ...["event trigger noisy: exists", "publication everything: exists", "subscription elsewhere: exists"],
      ...[
        "foreign-data wrapper own_wrapper: exists",
        "server own_server: exists",
        "foreign table public.own_rows: exists",
      ],
      ...["view public.over_own: exists", 'policy public."tasks for_passing": exists'],
      ...["materialized view public.broken: rows", "materialized view public.on_broken: rows"],
    ]) {
      expect(left).toContain(one);
    }
    const statement = (name: string) =>
      unkept(ended.stderr).find((one) => one["name"] === name && one["property"] !== "owner");
    expect(statement("noisy")).toMatchObject({
      why: expect.stringContaining("permission denied to create event trigger") as string,
      statement: expect.stringContaining("CREATE EVENT TRIGGER noisy ON ddl_command_end") as string,
    });
    expect(statement("public.broken")).toMatchObject({
      why: expect.stringContaining('unrecognized configuration parameter "app.one"') as string,
      statement: "REFRESH MATERIALIZED VIEW public.broken;",
    });
    expect(statement("public.fragile")).toBeUndefined();
    expect(await world.postgres.sql("other", "SELECT n::int FROM fragile")).toEqual([{ n: 500 }]);
    expect(ended.stderr).not.toContain("hunter2");
    const [row] = await world.postgres.sql(
      "other",
      `SELECT (SELECT count(*)::int FROM pg_subscription s JOIN pg_database d ON d.oid = subdbid
      WHERE datname = current_database()) AS subscriptions, to_regclass('fragile_n') IS NOT NULL AS index,
      (SELECT relrowsecurity FROM pg_class WHERE relname = 'tasks') AS rls, (SELECT string_agg(pubname, ',') FROM pg_publication) AS publications`,
    );
    expect(row).toEqual({
      subscriptions: 0,
      index: true,
      rls: true,
      publications: expect.stringContaining("by_table") as string,
    });
    await drop(world, "other");
  });

  it("makes no subscription, for a superuser neither, and an event trigger last, as it may forbid the rest", async () => {
    const LIFEBOAT_SETTINGS = world.writeSettings({ ownerRole: "postgres" });
    const ended = await world.run("restore", { RESTORE_TARGET: "other", LIFEBOAT_SETTINGS, ...superuser });
    expect(ended.code, ended.stderr).toBe(0);
    expect(names(ended.stderr)).toContain("subscription elsewhere: exists");
    expect(ended.stderr).not.toContain("hunter2");
    expect(
      await world.postgres.sql(
        "other",
        `SELECT evtname AS name, obj_description(e.oid) AS comment, (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relname = 'users') AS owner
          FROM pg_event_trigger e`,
      ),
    ).toEqual([{ name: "noisy", comment: "a comment", owner: "shop" }]);
    expect(
      await world.postgres.sql(
        "other",
        "SELECT FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = 'other')",
      ),
    ).toEqual([]);
    await drop(world, "other");
  });

  it("announces in each verification what an emergency would leave out", async () => {
    const ended = await world.run("verify");
    expect(ended.code, ended.stderr).toBe(0);
    expect(names(ended.stderr)).toContain("event trigger noisy: exists");
    const record = await world.bucket.json((await world.bucket.keys("verification/")).at(-1) ?? "");
    expect(record).toMatchObject({
      ok: true,
      unkept: expect.arrayContaining([
        expect.objectContaining({ kind: "event trigger", name: "noisy" }),
      ]) as unknown,
    });
  });

  it("stops at everything else, and says how to go on without it", async () => {
    await world.postgres.sql(
      "shop",
      `CREATE FUNCTION low_level(internal) RETURNS void LANGUAGE internal AS 'pg_stat_reset';
       CREATE FUNCTION checked(text, text) RETURNS boolean LANGUAGE internal STRICT IMMUTABLE AS 'texteq';
       ALTER TABLE users ADD CONSTRAINT odd CHECK (public.checked(name, name) IS NOT NULL) NOT VALID;
       CREATE CAST (bytea AS text) WITHOUT FUNCTION;
       ALTER FUNCTION checked(text, text) OWNER TO shop`,
    );
    await backup(world);
    const message =
      /FUNCTION public low_level\(internal\): .*permission denied for language internal.*RESTORE_ACCEPT='FUNCTION public low_level\(internal\)'/;
    await expectRefused(world, "restore", {}, 1, message);
    const env = {
      RESTORE_TARGET: "other",
      RESTORE_ACCEPT:
        "FUNCTION public low_level(internal), FUNCTION public checked(text, text),COMMENT, TABLE public users, CAST - CAST (bytea AS text)",
    };
    await expectRefused(
      world,
      "restore",
      { RESTORE_ACCEPT: "FUNCTION public low_level(internal), CAST - CAST (bytea AS text)" },
      1,
      /FUNCTION public checked\(text, text\)/,
    );
    await expectRefused(
      world,
      "restore",
      { RESTORE_ACCEPT: "INDEX public nothing,FUNKTION" },
      2,
      /'INDEX public nothing' names no entry of this backup; there is INDEX public fragile_n.*'FUNKTION' names no entry.*EVENT TRIGGER/,
    );
    await world.postgres.sql("shop", "ALTER TABLE users DROP CONSTRAINT odd");
    await backup(world);
    const ended = await world.run("restore", env);
    expect(ended.code, ended.stderr).toBe(0);
    expect(names(ended.stderr)).toContain("function public.low_level(internal): exists");
    expect(events(ended, "accept_unused").map(({ message: text }) => text)).toEqual([
      expect.stringContaining("TABLE public users"),
    ]);
    await drop(world, "other");
  });
});
