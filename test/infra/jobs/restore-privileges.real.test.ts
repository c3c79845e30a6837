import { afterAll, beforeAll, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { addFacts, factsIn, factsOf, unkept, type Fact } from "./facts-kit";
import { backup, drop } from "./restore-kit";
import { events, type Ended } from "./run-job";
import { startWorld, type World } from "./world";

const MAKE = `
  CREATE ROLE auth_admin; CREATE ROLE reader; CREATE ROLE gone; CREATE ROLE stranger; CREATE ROLE limited;
  GRANT auth_admin, shop_app TO shop_restore;
  REVOKE CREATE ON SCHEMA public FROM PUBLIC; GRANT USAGE ON SCHEMA public TO PUBLIC;
  SET ROLE shop;
  CREATE FUNCTION wipe() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM public.tasks';
  REVOKE EXECUTE ON FUNCTION wipe() FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION wipe() TO reader;
  CREATE FUNCTION public_one(a int, b text) RETURNS int LANGUAGE sql AS 'SELECT 1';
  CREATE PROCEDURE a_procedure() LANGUAGE sql AS 'SELECT 1'; REVOKE EXECUTE ON PROCEDURE a_procedure() FROM PUBLIC;
  CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int);
  CREATE TYPE mood AS ENUM ('good', 'bad'); REVOKE USAGE ON TYPE mood FROM PUBLIC; GRANT USAGE ON TYPE mood TO reader;
  CREATE TYPE pair AS (a int, b int); CREATE DOMAIN positive AS int CHECK (VALUE > 0);
  GRANT SELECT (name) ON users TO reader; GRANT SELECT ON tasks TO reader WITH GRANT OPTION; GRANT SELECT ON users TO gone;
  GRANT SELECT ON "odd Name" TO reader;
  ALTER DEFAULT PRIVILEGES FOR ROLE shop GRANT SELECT ON TABLES TO reader;
  ALTER DEFAULT PRIVILEGES FOR ROLE shop REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
  RESET ROLE;
  GRANT CREATE ON DATABASE shop TO auth_admin;
  SET ROLE auth_admin;
  CREATE SCHEMA auth;
  CREATE TABLE auth.users (id serial PRIMARY KEY, email text); INSERT INTO auth.users (email) VALUES ('one@example.com');
  ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY;
  GRANT USAGE ON SCHEMA auth TO shop; GRANT SELECT ON auth.users TO shop;
  CREATE FUNCTION auth.uid() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'; REVOKE ALL ON FUNCTION auth.uid() FROM PUBLIC;
  CREATE VIEW auth.emails AS SELECT email FROM auth.users;
  REVOKE ALL ON auth.emails FROM auth_admin; GRANT SELECT ON auth.emails TO auth_admin;
  RESET ROLE;
  CREATE TABLE kept_by_stranger (id int); ALTER TABLE kept_by_stranger OWNER TO stranger;
  CREATE TABLE owner_gone (id int); ALTER TABLE owner_gone OWNER TO gone;
  CREATE FUNCTION as_limited() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'; ALTER FUNCTION as_limited() OWNER TO limited;
  GRANT EXECUTE ON FUNCTION as_limited() TO PUBLIC;
  CREATE VIEW limited_names AS SELECT name FROM users; ALTER VIEW limited_names OWNER TO limited;
  CREATE VIEW invoked WITH (security_invoker = on) AS SELECT name FROM users; ALTER VIEW invoked OWNER TO limited;
  GRANT SELECT ON limited_names, invoked TO PUBLIC;
  CREATE TABLE "Mixed ""Case" (id int); ALTER TABLE "Mixed ""Case" OWNER TO auth_admin;
  REVOKE CONNECT, TEMPORARY ON DATABASE shop FROM PUBLIC; GRANT CONNECT ON DATABASE shop TO reader WITH GRANT OPTION;
  GRANT CONNECT ON DATABASE shop TO shop_backup, shop_restore;
  SELECT lo_from_bytea(777, 'from the application'); ALTER LARGE OBJECT 777 OWNER TO shop_app;
  SELECT lo_from_bytea(778, 'granted'); ALTER LARGE OBJECT 778 OWNER TO shop; GRANT SELECT ON LARGE OBJECT 778 TO reader;
  GRANT SELECT ON ALL TABLES IN SCHEMA auth TO shop_backup; GRANT USAGE ON SCHEMA auth TO shop_backup;
  GRANT auth_admin, stranger, gone, limited, shop_app TO shop_backup`;

describeReal("restore.sh and who owns and may use what", JOB_REQUIREMENTS, () => {
  let world: World;
  let source: Fact[];
  let ended: Ended;

  beforeAll(async () => {
    world = await startWorld();
    await world.postgres.sql("shop", MAKE);
    const id = await backup(world);
    source = await factsOf(world);
    await addFacts(world, id, [
      ...(await factsIn(world, id)).filter(({ kind }) => kind !== "roles"),
      {
        kind: "roles",
        name: "",
        facts: { sql: "CREATE ROLE gone;\nALTER ROLE gone WITH NOSUPERUSER NOLOGIN;\nGRANT gone TO shop;" },
      },
    ]);
    await world.postgres.sql("shop", "ALTER ROLE gone RENAME TO was_gone");
    ended = await world.run("restore", { RESTORE_TARGET: "other" });
    expect(ended.code, ended.stderr).toBe(0);
  });
  afterAll(async () => {
    await drop(world, "other");
    await world.stop();
  });

  const rows = async (sql: string) => world.postgres.sql("other", sql);
  const may = async (what: string): Promise<unknown> => (await rows(`SELECT ${what} AS may`))[0]?.["may"];

  it("keeps owners and grants: every fact is as before, but for what it names", async () => {
    const there = new Map((await factsOf(world, "other")).map((one) => [`${one.kind} ${one.name}`, one]));
    const named = new Set(unkept(ended.stderr).map(({ kind, name }) => `${kind} ${name}`));
    const different = source
      .filter(({ kind }) => !["extension", "roles"].includes(kind))
      .filter((one) => {
        const found = there.get(`${one.kind} ${one.name}`);
        return JSON.stringify(sorted(found?.facts)) !== JSON.stringify(sorted(one.facts));
      })
      .map(({ kind, name }) => `${kind} ${name}`)
      .filter((name) => !named.has(name) && !/kept_by_stranger|owner_gone|limited_names|invoked/.test(name));
    expect(different).toEqual([]);
  });

  /** The same grants, whatever order they are in. */
  function sorted(facts: Readonly<Record<string, unknown>> | undefined): unknown {
    const acl = Object.entries((facts?.["acl"] ?? {}) as Record<string, string>)
      .map(([grantee, list]) => [grantee, list.split(",").sort().join()])
      .sort();
    return { owner: facts?.["owner"], acl, count: facts?.["count"], value: facts?.["value"] };
  }

  it("lets nobody run what was revoked from everybody", async () => {
    expect(await may("has_function_privilege('pg_monitor', 'wipe()', 'EXECUTE')")).toBe(false);
    expect(await may("has_function_privilege('reader', 'wipe()', 'EXECUTE')")).toBe(true);
    expect(await may("has_function_privilege('pg_monitor', 'auth.uid()', 'EXECUTE')")).toBe(false);
    expect(await may("has_type_privilege('pg_monitor', 'mood', 'USAGE')")).toBe(false);
    expect(await may("has_database_privilege('pg_monitor', 'other', 'CONNECT')")).toBe(false);
    expect(await may("has_database_privilege('reader', 'other', 'CONNECT WITH GRANT OPTION')")).toBe(true);
    expect(await may("has_schema_privilege('pg_monitor', 'public', 'CREATE')")).toBe(false);
  });

  it("keeps the grants to the owner role on what others own, columns, and default privileges", async () => {
    expect(
      await may(
        "has_table_privilege('shop', 'auth.users', 'SELECT') AND NOT has_table_privilege('shop', 'auth.users', 'INSERT')",
      ),
    ).toBe(true);
    expect(
      await may(
        "has_column_privilege('reader', 'users', 'name', 'SELECT') AND NOT has_column_privilege('reader', 'users', 'id', 'SELECT')",
      ),
    ).toBe(true);
    expect(await may("has_schema_privilege('auth_admin', 'public', 'CREATE')")).toBe(false);
    const defaults = await rows(
      "SELECT defaclobjtype AS type, defaclacl::text AS acl FROM pg_default_acl ORDER BY 1",
    );
    expect(defaults).toEqual(
      await world.postgres.sql(
        "shop",
        "SELECT defaclobjtype AS type, defaclacl::text AS acl FROM pg_default_acl ORDER BY 1",
      ),
    );
  });

  it("gives large objects to who had them", async () => {
    const owners =
      "SELECT oid::int, pg_get_userbyid(lomowner) AS owner, lomacl::text AS acl FROM pg_largeobject_metadata WHERE oid IN (777, 778) ORDER BY 1";
    expect(await rows(owners)).toEqual(await world.postgres.sql("shop", owners));
  });

  it("names what could not be kept, and how to make it so", async () => {
    const list = unkept(ended.stderr);
    const of = (kind: string, name: string, property: string) =>
      list.filter((one) => one["kind"] === kind && one["name"] === name && one["property"] === property);
    expect(of("table", "public.owner_gone", "owner")).toMatchObject([
      {
        why: "role gone does not exist on this server",
        statement: "ALTER TABLE public.owner_gone OWNER TO gone;",
      },
    ]);
    expect(of("table", "public.kept_by_stranger", "owner")).toMatchObject([
      { why: expect.stringContaining("no member") as string },
    ]);
    expect(await may("has_table_privilege('stranger', 'kept_by_stranger', 'INSERT')")).toBe(true);
    expect(of("table", "public.users", "acl")[0]?.["statement"]).toContain("TO gone");
    const [missing] = events(ended, "roles_missing");
    expect(missing).toMatchObject({
      roles: [
        {
          role: "gone",
          statements: [
            "CREATE ROLE gone;",
            "ALTER ROLE gone WITH NOSUPERUSER NOLOGIN;",
            "GRANT gone TO shop;",
          ],
        },
      ],
    });
  });

  it("lets nobody run with more rights what could not be given back to its owner", async () => {
    expect(await may("has_function_privilege('pg_monitor', 'as_limited()', 'EXECUTE')")).toBe(false);
    expect(unkept(ended.stderr)).toContainEqual(
      expect.objectContaining({ kind: "function", name: "public.as_limited()", property: "acl" }),
    );
  });

  it("lets a view read with more rights than its owner had for nobody, and leaves one alone that never did", async () => {
    const options = async (view: string) =>
      (await rows(`SELECT reloptions FROM pg_class WHERE relname = '${view}'`))[0]?.["reloptions"];
    expect(await options("limited_names")).toEqual(["security_invoker=true"]);
    expect(await options("invoked")).toEqual(["security_invoker=on"]);
    const named = unkept(ended.stderr).filter(
      ({ kind, property }) => kind === "view" && property === "options",
    );
    expect(named.map(({ name }) => name)).toEqual(["public.limited_names"]);
    await expect(
      rows("GRANT pg_monitor TO shop_restore; SET ROLE pg_monitor; SELECT * FROM limited_names"),
    ).rejects.toThrow("permission denied for table users");
  });

  it("closes the database while it is restored, and is not widened by template1", async () => {
    await world.postgres.sql(
      "template1",
      "ALTER DEFAULT PRIVILEGES FOR ROLE shop GRANT ALL ON TABLES TO PUBLIC; GRANT CREATE ON SCHEMA public TO PUBLIC",
    );
    const running = world.start("restore", { RESTORE_TARGET: "third" });
    const again = await running.ended;
    expect(again.code, again.stderr).toBe(0);
    const [wide] = await world.postgres.sql(
      "third",
      `SELECT has_table_privilege('pg_monitor', 'tasks', 'DELETE') AS rows, has_schema_privilege('pg_monitor', 'public', 'CREATE') AS schema`,
    );
    expect(wide).toEqual({ rows: false, schema: false });
    await drop(world, "third");
  });
});
