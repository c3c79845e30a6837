import { afterAll, beforeAll, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { factsIn, unkept } from "./facts-kit";
import { backup, drop, openSession } from "./restore-kit";
import { events } from "./run-job";
import { startWorld, type World } from "./world";

const TABLES = `SET ROLE shop;
  CREATE TABLE users (id int PRIMARY KEY, name text); CREATE TABLE tasks (id int, user_id int, body text, created_at timestamptz DEFAULT now());
  CREATE TABLE "odd Name" (a int); INSERT INTO users VALUES (1, 'one'); INSERT INTO tasks VALUES (1, 1, 'body');`;

describeReal(
  "databases of other encodings than UTF8, on a server that does not speak English",
  JOB_REQUIREMENTS,
  () => {
    let world: World;
    const sql = (text: string, database = "shop") => world.postgres.sql(database, text);

    beforeAll(async () => {
      world = await startWorld({}, 15, "de");
      await sql("CREATE ROLE reader", "postgres");
    });
    afterAll(() => world.stop());

    async function remake(encoding: string): Promise<void> {
      await sql("DROP DATABASE shop", "postgres");
      await sql(
        `CREATE DATABASE shop OWNER shop ENCODING '${encoding}' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
        "postgres",
      );
      await sql(TABLES);
    }

    it("restores what a UTF8 database has, although its sessions are to speak LATIN1", async () => {
      await sql("ALTER DATABASE shop SET client_encoding = 'LATIN1'", "postgres");
      await sql(
        "SET client_encoding = 'UTF8'; INSERT INTO users (name) VALUES ('€'); COMMENT ON TABLE users IS '€'",
      );
      await backup(world);
      const ended = await world.run("restore", { RESTORE_TARGET: "other" });
      expect(ended.code, ended.stderr).toBe(0);
      const query =
        "SET client_encoding = 'UTF8'; SELECT name, obj_description('users'::regclass) AS comment FROM users WHERE name = '€'";
      expect(await sql(query, "other")).toEqual([{ name: "€", comment: "€" }]);
      await drop(world, "other");
    });

    it("restores comments, grants and names of a LATIN1 database", async () => {
      await remake("LATIN1");
      await sql(`SET ROLE shop; COMMENT ON TABLE tasks IS 'größe'; CREATE TABLE "Größe" (n text); INSERT INTO "Größe" VALUES ('ß');
      GRANT SELECT ON "Größe" TO reader; CREATE MATERIALIZED VIEW "für alle" AS SELECT 1 AS n`);
      const id = await backup(world);
      expect(await factsIn(world, id)).toContainEqual(
        expect.objectContaining({ name: 'public."Größe"', kind: "table" }),
      );
      const ended = await world.run("restore", {
        RESTORE_TARGET: "other",
        RESTORE_ACCEPT: "MATERIALIZED VIEW DATA",
      });
      expect(ended.code, ended.stderr).toBe(0);
      expect(events(ended, "restored_otherwise")).toEqual([]);
      const query = `SELECT n, obj_description('tasks'::regclass) AS comment, has_table_privilege('reader', '"Größe"', 'SELECT') AS may FROM "Größe"`;
      expect(await sql(query, "other")).toEqual([{ n: "ß", comment: "größe", may: true }]);
      await drop(world, "other");
    });

    it("restores bytes that no encoding explains", async () => {
      await remake("SQL_ASCII");
      await sql(
        `SET ROLE shop; DO $$ BEGIN
         EXECUTE convert_from('\\x494e5345525420494e544f2075736572732056414c554553202832202c2027e427290a', 'SQL_ASCII');
         EXECUTE convert_from('\\x434f4d4d454e54204f4e205441424c45207573657273204953202765e427', 'SQL_ASCII');
       END $$`,
      );
      await backup(world);
      const ended = await world.run("restore", { RESTORE_TARGET: "other" });
      expect(ended.code, ended.stderr).toBe(0);
      const query =
        "SET client_encoding = 'SQL_ASCII'; SELECT encode(convert_to(name, 'SQL_ASCII'), 'hex') AS name FROM users WHERE id = 2";
      expect(await sql(query, "other")).toEqual([{ name: "e4" }]);
      await drop(world, "other");
    });

    it("judges errors by their codes, as nobody may choose the language of a server's messages", async () => {
      await remake("LATIN1");
      await sql("CREATE TABLE hidden (id serial)");
      await sql("REVOKE pg_read_all_data, shop_application FROM shop_backup", "postgres");
      // Refused to the backup itself, then to pg_dump alone, then to the fence.
      const unlocked = await world.run("backup");
      expect(unlocked.stderr).toMatch(/lock_failed.*keine Berechtigung für Tabelle hidden "/);
      await sql("GRANT SELECT ON hidden TO shop_backup");
      const undumped = await world.run("backup");
      expect(undumped.stderr).toMatch(/dump_failed.*keine Berechtigung f\S*r Sequenz hidden_id_seq/);
      expect([unlocked.code, undumped.code]).toEqual([5, 5]);
      // pg_dump has them in the database's encoding.
      expect(unlocked.stderr + undumped.stderr).not.toContain("\uFFFD");
      await sql("GRANT pg_read_all_data, shop_application TO shop_backup", "postgres");
      await sql("DROP TABLE hidden");

      const locked = await openSession(world);
      await locked.query("BEGIN; LOCK TABLE tasks");
      const waited = await world.run("backup", { LIFEBOAT_LOCK_TIMEOUT: "1s" });
      await locked.end();
      expect(events(waited, "snapshot_failed")[0]?.["message"]).toMatch(/Sperre.*end that session/);

      // A CHECK whose function finds rows only once other tables are filled, and a key that rows violate.
      await sql(`SET ROLE shop; CREATE FUNCTION many() RETURNS bool LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT count(*) > 0 FROM public.users); END';
      INSERT INTO users VALUES (1, 'one') ON CONFLICT DO NOTHING;
      CREATE TABLE checked (a int CHECK (many())); INSERT INTO checked VALUES (1);
      CREATE TABLE orphans (user_id int CONSTRAINT of_users REFERENCES users);
      RESET ROLE; SET session_replication_role = replica; INSERT INTO orphans VALUES (99)`);
      await backup(world);
      const restored = await world.run("restore", { RESTORE_TARGET: "other" });
      expect(restored.code, restored.stderr).toBe(0);
      expect(events(restored, "rows_again")).toHaveLength(1);
      expect(unkept(restored.stderr)).toMatchObject([
        { name: 'public."orphans of_users"', property: "validated" },
      ]);
      await drop(world, "other");

      await sql("ALTER ROLE shop_restore NOCREATEDB", "postgres");
      const uncreated = await world.run("restore", { RESTORE_TARGET: "other" });
      expect(uncreated.stderr).toMatch(/create_failed.*keine Berechtigung, um Datenbank zu erzeugen /);
      expect(uncreated.code).toBe(5);
      await sql("ALTER ROLE shop_restore CREATEDB", "postgres");
    });
  },
);
