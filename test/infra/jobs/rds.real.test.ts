import { afterAll, beforeAll, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { unkept } from "./facts-kit";
import { startHostedWorld, type HostedWorld } from "./hosted-world";
import { backup } from "./restore-kit";
import { events, type Ended } from "./run-job";

/** What RDS gives its customer: a master user that creates roles and databases, and no superuser, nor a way past row level security. */
const HOST = `CREATE ROLE rds_superuser IN ROLE pg_monitor, pg_signal_backend;
  CREATE ROLE dba LOGIN CREATEDB CREATEROLE PASSWORD 'master' IN ROLE rds_superuser`;

/** As `lifeboat:jobsBypassRowSecurity` false declares the logins. */
const LOGINS = (password: string) => `
  CREATE ROLE app_owner; GRANT app_owner TO dba;
  CREATE ROLE app_application; GRANT pg_read_all_data, pg_write_all_data TO app_application;
  CREATE ROLE app_backup LOGIN PASSWORD ${password}; GRANT app_owner, app_application, pg_read_all_data, pg_signal_backend TO app_backup;
  CREATE ROLE app_restore LOGIN CREATEDB PASSWORD ${password}; GRANT app_owner, app_application, pg_signal_backend TO app_restore;
  CREATE ROLE app_app LOGIN PASSWORD ${password}; GRANT app_application TO app_app; ALTER ROLE app_app SET role TO app_application`;

const DATABASE = `SET ROLE app_owner;
  CREATE EXTENSION pgcrypto; CREATE TABLE items (id int PRIMARY KEY, name text); INSERT INTO items SELECT g, 'item ' || g FROM generate_series(1, 40) g;
  CREATE TABLE notes (id int REFERENCES items, body text); INSERT INTO notes SELECT g, md5(g::text) FROM generate_series(1, 40) g;
  ALTER TABLE notes ENABLE ROW LEVEL SECURITY; CREATE POLICY everybody ON notes USING (true)`;

describeReal("a server of RDS's shape, with a master user that is no superuser", JOB_REQUIREMENTS, () => {
  let world: HostedWorld;
  let ended: Ended;
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    world = await startHostedWorld("rdsadmin");
    await world.asHost(HOST, "postgres");
    const asMaster = (text: string, database?: string) => world.as("dba", "master", text, database);
    await asMaster(LOGINS(world.literal), "postgres");
    await asMaster("CREATE DATABASE app OWNER app_owner", "postgres");
    await asMaster(DATABASE);
    await world.as("app_app", world.password, "SELECT lo_from_bytea(4711, 'of the application')");
    const LIFEBOAT_SETTINGS = world.writeSettings({
      database: "app",
      ownerRole: "app_owner",
      appRole: "app_app",
      keyTables: ["public.items", "public.notes"],
      integrity: [],
      newestRowSql: "SELECT now()",
    });
    env = { PGDATABASE: "app", LIFEBOAT_SETTINGS };
    await backup(world, { ...env, PGUSER: "app_backup" });
    const restore = { PGUSER: "app_restore", RESTORE_SWITCH: "true" };
    ended = await world.run("restore", { ...env, ...restore, RESTORE_SAFETY: "false" });
    expect(ended.code, ended.stderr).toBe(0);
  }, 120_000);
  afterAll(() => world.stop());

  it("has everything back, and nothing to name", async () => {
    expect(unkept(ended.stderr)).toEqual([]);
    const rows =
      "SELECT (SELECT count(*)::int FROM items) AS items, (SELECT count(*)::int FROM notes) AS notes";
    expect(await world.asHost(rows)).toEqual([{ items: 40, notes: 40 }]);
    const read = "SELECT convert_from(lo_get(4711), 'UTF8') AS text";
    expect(await world.as("app_app", world.password, read)).toEqual([{ text: "of the application" }]);
  });

  it("passes a verification and a drill", async () => {
    for (const job of ["verify", "drill"]) {
      const run = await world.run(job, { ...env, PGUSER: "app_restore" });
      expect(run.code, run.stderr).toBe(0);
    }
  });

  it("fails a backup by the table whose row level security is forced on its owner, and makes none", async () => {
    await world.asHost("ALTER TABLE notes FORCE ROW LEVEL SECURITY");
    const before = await world.bucket.manifests();
    const refused = await world.run("backup", { ...env, PGUSER: "app_backup" });
    expect(refused.code, refused.stderr).toBe(5);
    expect(events(refused, "facts_failed").concat(events(refused, "dump_failed"))[0]?.["message"]).toMatch(
      /"?notes"?/,
    );
    expect(await world.bucket.manifests()).toEqual(before);
  });
});
