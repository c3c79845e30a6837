import { afterAll, beforeAll, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { factsIn } from "./facts-kit";
import { backup, drop } from "./restore-kit";
import { events } from "./run-job";
import { startWorld, type World } from "./world";

const TABLES = `SET ROLE shop;
  CREATE TABLE users (id int PRIMARY KEY, name text); CREATE TABLE tasks (id int, user_id int, body text, created_at timestamptz DEFAULT now());
  CREATE TABLE "odd Name" (a int); INSERT INTO users VALUES (1, 'one'); INSERT INTO tasks VALUES (1, 1, 'body');`;

describeReal("databases of other encodings than UTF8", JOB_REQUIREMENTS, () => {
  let world: World;
  const sql = (text: string, database = "shop") => world.postgres.sql(database, text);

  beforeAll(async () => {
    world = await startWorld();
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
});
