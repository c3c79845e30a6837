import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { unkept } from "./facts-kit";
import { backup, expectRefused, openSession } from "./restore-kit";
import { events, type Ended } from "./run-job";
import { startWorld, type World } from "./world";

/** A shape, how it is removed again, and what a restored copy of it is asked. */
interface Shape {
  readonly make: string;
  readonly remove: string;
  /** A query of the copy, true for what must hold. */
  readonly holds: string;
  /** What the restore must name as not kept, `kind name: property`. @default nothing of the shape's own */
  readonly unkept?: readonly string[];
}

const SHAPES: Readonly<Record<string, Shape>> = {
  "expressions that the server spells otherwise once it has read them from a dump": {
    make: `SET ROLE shop;
      CREATE TABLE spelt (s varchar CHECK (s IN ('new', 'paid')), b int, CHECK (b BETWEEN 1 AND 9 AND s <> 'x'));
      INSERT INTO spelt VALUES ('new', 2);
      CREATE INDEX spelt_some ON spelt (b) WHERE s IN ('new', 'paid');
      CREATE POLICY spelt_policy ON spelt USING (s IN ('new', 'paid'));
      CREATE TYPE spelt_state AS ENUM ('n'); CREATE DOMAIN spelt_domain AS spelt_state DEFAULT 'n';
      CREATE VIEW spelt_view AS SELECT * FROM spelt WHERE b > 1 AND b BETWEEN 1 AND 9 AND s IN ('new', 'paid') WITH LOCAL CHECK OPTION;
      ALTER VIEW spelt_view SET (security_invoker = on)`,
    remove: "DROP VIEW spelt_view; DROP TABLE spelt; DROP DOMAIN spelt_domain; DROP TYPE spelt_state",
    holds: "(SELECT count(*) = 1 FROM spelt_view)",
  },
  "default privileges of a role that the restore's login is no member of": {
    make: "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO reader; ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO reader",
    remove:
      "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE SELECT ON TABLES FROM reader; ALTER DEFAULT PRIVILEGES REVOKE USAGE ON SEQUENCES FROM reader",
    holds: "NOT EXISTS (SELECT FROM pg_default_acl)",
    unkept: [
      "default acl for role postgres in schema public on tables: acl",
      "default acl for role postgres on sequences: acl",
    ],
  },
  "columns, their sequences and their grants, of an owner that cannot be kept": {
    make: `CREATE TABLE partners (id serial, n int, g int GENERATED ALWAYS AS IDENTITY); INSERT INTO partners (n) VALUES (1);
      ALTER TABLE partners OWNER TO partner; GRANT SELECT (n) ON partners TO reader; GRANT SELECT ON partners_id_seq TO reader`,
    remove: "DROP TABLE partners",
    holds: `has_sequence_privilege('partner', 'partners_id_seq', 'USAGE') AND has_sequence_privilege('partner', 'partners_g_seq', 'UPDATE')
      AND has_sequence_privilege('reader', 'partners_id_seq', 'SELECT') AND NOT has_sequence_privilege('reader', 'partners_id_seq', 'USAGE')
      AND has_column_privilege('reader', 'partners', 'n', 'SELECT') AND NOT has_column_privilege('reader', 'partners', 'id', 'SELECT')`,
    unkept: ["table public.partners: owner"],
  },
  "partitions with constraints, indexes and triggers of their own": {
    make: `SET ROLE shop;
      CREATE FUNCTION part_touched() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
      CREATE TABLE part_of (a int PRIMARY KEY); INSERT INTO part_of VALUES (1);
      CREATE TABLE parts (a int PRIMARY KEY REFERENCES part_of CONSTRAINT small CHECK (a < 9)) PARTITION BY LIST (a);
      CREATE TRIGGER part_trigger AFTER INSERT ON parts FOR EACH ROW EXECUTE FUNCTION part_touched();
      CREATE TABLE part_1 (a int CONSTRAINT mine REFERENCES part_of CONSTRAINT small CHECK (a < 9), CONSTRAINT my_key PRIMARY KEY (a));
      ALTER TABLE parts ATTACH PARTITION part_1 FOR VALUES IN (1); INSERT INTO parts VALUES (1);
      ALTER TABLE part_1 DISABLE TRIGGER part_trigger;
      CREATE TABLE kin (a int); CREATE TABLE kin_child () INHERITS (kin);
      ALTER TABLE kin ADD CONSTRAINT kin_small CHECK (a < 9) NOT VALID; ALTER TABLE kin_child VALIDATE CONSTRAINT kin_small`,
    remove: "DROP TABLE parts, part_of; DROP TABLE kin CASCADE; DROP FUNCTION part_touched",
    holds: "(SELECT count(*) = 1 FROM part_1) AND to_regclass('my_key') IS NOT NULL",
  },
  "functions that find their tables by the search path of the database": {
    make: `SET ROLE shop;
      CREATE TABLE limits (n int); INSERT INTO limits VALUES (9);
      CREATE FUNCTION lim() RETURNS int LANGUAGE sql STABLE AS 'SELECT max(n) FROM limits';
      CREATE FUNCTION frozen(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + count(*)::int FROM limits WHERE false';
      CREATE FUNCTION folded(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS 'BEGIN PERFORM FROM limits; RETURN lower($1); END';
      CREATE DOMAIN positive AS int CHECK (VALUE > 0 AND VALUE <= lim()); CREATE TABLE more_limited (a positive, b text);
      INSERT INTO more_limited VALUES (1, 'X'); CREATE UNIQUE INDEX folded_b ON more_limited (folded(b));
      CREATE TABLE limited (a int CHECK (a <= lim()), b int GENERATED ALWAYS AS (frozen(a)) STORED); INSERT INTO limited VALUES (1)`,
    remove:
      "DROP TABLE limited, more_limited, limits; DROP DOMAIN positive; DROP FUNCTION lim, frozen, folded",
    holds:
      "(SELECT a = 1 AND b = 1 FROM limited) AND (SELECT a = 1 FROM more_limited) AND to_regclass('folded_b') IS NOT NULL",
  },
  "a CHECK that reads a table which the dump fills later": {
    make: `SET ROLE shop;
      CREATE TABLE z_limits (n int); INSERT INTO z_limits VALUES (9);
      CREATE FUNCTION z_limit() RETURNS int LANGUAGE sql STABLE AS 'SELECT coalesce(max(n), 0) FROM public.z_limits';
      CREATE TABLE "a Checked" (a int CHECK (a <= z_limit())); INSERT INTO "a Checked" SELECT 1 + g % 9 FROM generate_series(1, 1000) g;
      CREATE TABLE m_filler AS SELECT repeat(md5(g::text), 4) AS t FROM generate_series(1, 200000) g`,
    remove: 'DROP TABLE "a Checked", z_limits, m_filler; DROP FUNCTION z_limit',
    holds: '(SELECT count(*) = 1000 FROM "a Checked") AND (SELECT count(*) = 200000 FROM m_filler)',
  },
  "an index whose function fails": {
    make: `SET ROLE shop; CREATE TABLE slow (a int); INSERT INTO slow VALUES (1);
      CREATE FUNCTION set_one(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN $1 + current_setting('app.one')::int; END $$;
      SET app.one = '1'; CREATE INDEX slow_one ON slow (set_one(a)); COMMENT ON INDEX slow_one IS 'slow'; ANALYZE slow`,
    remove: "DROP TABLE slow; DROP FUNCTION set_one",
    holds: "(SELECT count(*) = 1 FROM slow) AND to_regclass('slow_one') IS NULL",
    unkept: ["index public.slow_one: exists"],
  },
  "rows that an enforced foreign key does not allow": {
    make: "SET session_replication_role = replica; UPDATE tasks SET user_id = 100000 WHERE id = 1",
    remove: "UPDATE tasks SET user_id = 1 WHERE id = 1",
    holds: `(SELECT user_id = 100000 FROM tasks WHERE id = 1)
      AND (SELECT NOT convalidated FROM pg_constraint WHERE conname = 'tasks_user_id_fkey')`,
    unkept: ['fk constraint public."tasks tasks_user_id_fkey": validated'],
  },
};

describeReal(
  "a dump restores all that it promised, or the restore says what it cannot",
  JOB_REQUIREMENTS,
  () => {
    let world: World;
    const sql = (text: string, database = "shop") => world.postgres.sql(database, text);
    const names = (ended: Ended): string[] =>
      unkept(ended.stderr).map(({ kind, name, property }) => `${kind} ${name}: ${property}`);

    beforeAll(async () => {
      world = await startWorld();
      await sql(
        "CREATE ROLE partner; CREATE ROLE reader; CREATE ROLE stranger; GRANT partner TO shop_backup",
        "postgres",
      );
    });
    afterAll(() => world.stop());
    // What a failed test left must not fail the next one.
    afterEach(async () => {
      await sql("DROP DATABASE IF EXISTS other WITH (FORCE)", "postgres");
    });

    describe("holds", () => {
      it.each(Object.entries(SHAPES))("%s", async (_, shape) => {
        await sql(shape.make);
        try {
          await backup(world);
          const ended = await world.run("restore", { RESTORE_TARGET: "other" });
          expect(ended.code, ended.stderr).toBe(0);
          expect(await sql(`SELECT ${shape.holds} AS holds`, "other")).toEqual([{ holds: true }]);
          for (const one of shape.unkept ?? []) expect(names(ended)).toContain(one);
          const differences = events(ended, "restored_otherwise").map(({ message }) => String(message));
          expect(differences.filter((one) => !/: (structure|expressions)/.test(one))).toEqual([]);
          if (shape.unkept === undefined) expect(differences).toEqual([]);
        } finally {
          await sql(shape.remove);
        }
      });
    });

    it("says how a foreign key that rows violate is validated later", async () => {
      await sql("SET session_replication_role = replica; UPDATE tasks SET user_id = 100000 WHERE id = 1");
      await backup(world);
      const ended = await world.run("restore", { RESTORE_TARGET: "other" });
      expect(ended.code, ended.stderr).toBe(0);
      const [key] = unkept(ended.stderr).filter(({ property }) => property === "validated");
      expect(key).toMatchObject({
        why: expect.stringContaining('Key (user_id)=(100000) is not present in table "users"') as string,
        statement: "ALTER TABLE public.tasks VALIDATE CONSTRAINT tasks_user_id_fkey;",
      });
      await expect(sql("INSERT INTO tasks (user_id) VALUES (100001)", "other")).rejects.toThrow(
        "violates foreign key",
      );
      await sql("UPDATE tasks SET user_id = 1 WHERE id = 1", "other");
      await sql(String(key?.["statement"]), "other");
      await sql("UPDATE tasks SET user_id = 1 WHERE id = 1");
    });

    it("makes no unique index of rows that violate it, unless that is accepted", async () => {
      const unique = (value: boolean) =>
        sql(`UPDATE pg_index SET indisunique = ${String(value)} WHERE indexrelid = 'once_only'::regclass`);
      await sql("SET ROLE shop; CREATE TABLE once (a int); CREATE UNIQUE INDEX once_only ON once (a)");
      await unique(false);
      await sql("INSERT INTO once VALUES (1), (1)");
      await unique(true);
      await backup(world);
      const message =
        /indexes and constraints of backup .*INDEX public once_only: .*could not create unique index.*RESTORE_ACCEPT='INDEX public once_only'/;
      await expectRefused(world, "restore", {}, 1, message);
      const ended = await world.run("restore", {
        RESTORE_TARGET: "other",
        RESTORE_ACCEPT: "INDEX public once_only",
      });
      expect(ended.code, ended.stderr).toBe(0);
      expect(names(ended)).toContain("index public.once_only: exists");
      await sql("DROP TABLE once");
    });

    it("goes on without the rows of a table that are accepted as lost", async () => {
      await backup(world);
      const ended = await world.run("restore", {
        RESTORE_TARGET: "other",
        RESTORE_ACCEPT: "TABLE DATA public users",
      });
      expect(ended.code, ended.stderr).toBe(0);
      expect(names(ended)).toContain("table public.users: rows");
      expect(events(ended, "integrity_violated")[0]?.["message"]).toMatch(
        /5000 rows, the backup says 0, and rows were left out/,
      );
      expect(await sql("SELECT count(*)::int AS n FROM users", "other")).toEqual([{ n: 0 }]);
    });

    it("goes on without a table that is accepted as lost, and what belongs to it", async () => {
      await sql(`CREATE FUNCTION odd(int) RETURNS int LANGUAGE internal IMMUTABLE AS 'int4abs'; ALTER FUNCTION odd(int) OWNER TO shop;
      GRANT EXECUTE ON FUNCTION odd(int) TO shop`);
      await sql(`SET ROLE shop; CREATE TABLE "order" (id serial PRIMARY KEY, a int CHECK (odd(a) > 0)); INSERT INTO "order" (a) VALUES (1);
      CREATE TABLE lines (of int REFERENCES "order"); GRANT SELECT (a) ON "order" TO reader; CREATE PUBLICATION orders FOR TABLE "order", lines`);
      try {
        await backup(world);
        await expectRefused(
          world,
          "restore",
          {},
          1,
          /RESTORE_ACCEPT='FUNCTION public odd\(integer\)'; TABLE public order: .*RESTORE_ACCEPT='TABLE public order'/,
        );
        const ended = await world.run("restore", {
          RESTORE_TARGET: "other",
          RESTORE_ACCEPT: "FUNCTION public odd(integer), TABLE public order",
        });
        expect(ended.code, ended.stderr).toBe(0);
        expect(names(ended)).toContain("table public.order: exists");
        expect(await sql("SELECT to_regclass('\"order\"') AS gone", "other")).toEqual([{ gone: null }]);
      } finally {
        await sql('DROP PUBLICATION orders; DROP TABLE lines, "order"; DROP FUNCTION odd(int)');
      }
    });

    it("names what roles have on the server alone, with the statements", async () => {
      await sql(
        "ALTER ROLE reader SET search_path = shop, public; ALTER ROLE reader SET app.key = 'hunter2'; GRANT reader TO stranger",
        "postgres",
      );
      await sql("GRANT SELECT ON users TO reader");
      await backup(world);
      await sql("ALTER ROLE reader RESET ALL; REVOKE reader FROM stranger", "postgres");
      const ended = await world.run("restore", { RESTORE_TARGET: "other" });
      expect(ended.code, ended.stderr).toBe(0);
      const messages = events(ended, "restored_otherwise").map(({ message }) => String(message));
      expect(messages.join("\n")).toContain('ALTER ROLE "reader" SET "search_path" TO shop, public;');
      expect(messages.join("\n")).toContain('GRANT "reader" TO "stranger";');
      expect(messages.join("\n")).toContain(`ALTER ROLE "reader" SET "app.key" TO '***';`);
      expect(ended.stderr).not.toContain("hunter2");
      expect(messages).toHaveLength(3);
      await sql("REVOKE SELECT ON users FROM reader");
    });

    it("names at its start the sessions that it may not end, and replaces the database once they are closed", async () => {
      const holder = await openSession(world, { application_name: "worker of a superuser" });
      const running = world.start("restore", { RESTORE_SWITCH: "true", RESTORE_SAFETY: "false" });
      try {
        await expect
          .poll(() => events({ stderr: running.log() }, "sessions_stay"), { timeout: 30_000 })
          .toMatchObject([
            { level: "warn", sessions: [{ role: "postgres", application: "worker of a superuser" }] },
          ]);
        expect(running.log()).not.toContain('"event":"backup_chosen"');
      } finally {
        await holder.end();
      }
      const ended = await running.ended;
      expect(ended.code, ended.stderr).toBe(0);
    });

    it("names large objects that the backup may not read, and how it may", async () => {
      await sql(
        "SELECT lo_from_bytea(7001, 'x'), lo_from_bytea(7002, 'y'); ALTER LARGE OBJECT 7001 OWNER TO stranger; ALTER LARGE OBJECT 7002 OWNER TO stranger; GRANT SELECT ON LARGE OBJECT 7002 TO shop",
      );
      const refused = await world.run("backup");
      expect(refused.code, refused.stderr).toBe(5);
      const message = String(events(refused, "large_objects_unread")[0]?.["message"]);
      expect(message).toMatch(/may not read 1 large objects of stranger/);
      await sql(/ALTER LARGE OBJECT 7001 OWNER TO "shop_application";/.exec(message)?.[0] ?? "");
      await backup(world);
      await sql("SELECT lo_unlink(7001), lo_unlink(7002)");
    });
  },
);
