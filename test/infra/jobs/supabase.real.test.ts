import { afterAll, beforeAll, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { unkept } from "./facts-kit";
import { startHostedWorld, type HostedWorld } from "./hosted-world";
import { backup } from "./restore-kit";
import { events, type Ended } from "./run-job";

/**
 * What Supabase makes of a server: its own superuser, an owner `postgres` that is none, a login service with a schema of its own, and all
 * of it in the database that is called `postgres`, from which other servers' databases are created and renamed.
 */
const HOST = (owner: string, password: string): readonly string[] => [
  `CREATE ROLE postgres LOGIN PASSWORD '${owner}' CREATEDB CREATEROLE REPLICATION BYPASSRLS`,
  `CREATE ROLE supabase_auth_admin NOINHERIT CREATEROLE LOGIN PASSWORD 'auth'; CREATE ROLE authenticator NOINHERIT LOGIN PASSWORD 'rest';
   CREATE ROLE anon; CREATE ROLE authenticated; CREATE ROLE service_role BYPASSRLS;
   GRANT anon, authenticated, service_role TO authenticator; GRANT supabase_auth_admin, anon, authenticated, service_role TO postgres;
   CREATE ROLE app_application IN ROLE pg_read_all_data, pg_write_all_data;
   CREATE ROLE app_backup LOGIN BYPASSRLS PASSWORD ${password} IN ROLE postgres, app_application, pg_read_all_data, pg_signal_backend;
   CREATE ROLE app_restore LOGIN BYPASSRLS CREATEDB PASSWORD ${password} IN ROLE postgres, app_application, pg_signal_backend;
   ALTER ROLE postgres SET search_path = "$user", public, extensions`,
  "ALTER DATABASE postgres OWNER TO postgres",
];

const DATABASE = `
  CREATE SCHEMA extensions; CREATE EXTENSION pgcrypto SCHEMA extensions; CREATE EXTENSION pg_stat_statements SCHEMA extensions;
  GRANT USAGE ON SCHEMA extensions TO PUBLIC; GRANT ALL ON SCHEMA extensions TO postgres;
  CREATE SCHEMA auth AUTHORIZATION supabase_auth_admin;
  SET ROLE supabase_auth_admin;
  CREATE TABLE auth.users (id int PRIMARY KEY, email text); INSERT INTO auth.users SELECT g, g || '@example.com' FROM generate_series(1, 90) g;
  ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY;
  CREATE FUNCTION auth.uid() RETURNS int LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting('request.jwt.claim.sub', true), '')::int $$;
  GRANT USAGE ON SCHEMA auth TO anon, authenticated, postgres; GRANT SELECT ON auth.users TO postgres;
  RESET ROLE;
  GRANT ALL ON SCHEMA public TO postgres;
  SET ROLE postgres;
  CREATE TABLE public.profiles (id int PRIMARY KEY REFERENCES auth.users, name text); INSERT INTO profiles SELECT g, 'p' || g FROM generate_series(1, 90) g;
  ALTER TABLE profiles ENABLE ROW LEVEL SECURITY; CREATE POLICY mine ON profiles FOR SELECT TO authenticated USING (id = auth.uid());
  GRANT SELECT ON profiles TO anon, authenticated; ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO service_role;
  RESET ROLE;
  ALTER DEFAULT PRIVILEGES FOR ROLE supabase_admin IN SCHEMA public GRANT ALL ON TABLES TO anon, authenticated;
  ALTER DEFAULT PRIVILEGES FOR ROLE supabase_admin REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
  CREATE FUNCTION extensions.watch() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$;
  CREATE EVENT TRIGGER pgrst_ddl_watch ON ddl_command_end EXECUTE FUNCTION extensions.watch();
  CREATE PUBLICATION supabase_realtime;
  ALTER DATABASE postgres SET "app.settings.jwt_secret" = 'never in a log'`;

describeReal("a server of Supabase's shape, whose owner is no superuser", JOB_REQUIREMENTS, () => {
  let world: HostedWorld;
  let ended: Ended;
  let env: Readonly<Record<string, string>>;

  const as: HostedWorld["as"] = (user, password, text) => world.as(user, password, text, "postgres");

  beforeAll(async () => {
    world = await startHostedWorld("supabase_admin");
    for (const text of HOST(world.postgres.password, world.literal)) await world.asHost(text, "postgres");
    // As the error of a restore says, where the extension lies elsewhere in template1.
    await world.asHost(
      "CREATE SCHEMA extensions; GRANT ALL ON SCHEMA extensions TO postgres; ALTER EXTENSION pg_stat_statements SET SCHEMA extensions",
      "template1",
    );
    await world.asHost(DATABASE, "postgres");
    const LIFEBOAT_SETTINGS = world.writeSettings({
      database: "postgres",
      ownerRole: "postgres",
      appRole: "app_app",
      keyTables: ["public.profiles", "auth.users"],
      integrity: [],
      newestRowSql: "SELECT now()",
    });
    env = { PGDATABASE: "postgres", LIFEBOAT_SETTINGS };
    await backup(world, { ...env, PGUSER: "app_backup" });
    ended = await world.run("restore", {
      ...env,
      ...{ PGUSER: "app_restore", RESTORE_SWITCH: "true", RESTORE_SAFETY: "false" },
    });
    expect(ended.code, ended.stderr).toBe(0);
  }, 120_000);
  afterAll(() => world.stop());

  it("leaves the login service its schema: it reads and writes, past its own row level security", async () => {
    expect(await as("supabase_auth_admin", "auth", "SELECT count(*)::int AS n FROM auth.users")).toEqual([
      { n: 90 },
    ]);
    await as("supabase_auth_admin", "auth", "INSERT INTO auth.users VALUES (91, 'new@example.com')");
    await as("supabase_auth_admin", "auth", "CREATE TABLE auth.more (); DROP TABLE auth.more");
  });

  it("shows each user what is theirs, and strangers nothing", async () => {
    const [row] = await world.asHost(
      "SELECT relrowsecurity AS on FROM pg_class WHERE relname = 'profiles'",
      "postgres",
    );
    expect(row).toEqual({ on: true });
    const see = (role: string) =>
      as(
        "authenticator",
        "rest",
        `SET request.jwt.claim.sub = '7'; SET ROLE ${role}; SELECT name FROM profiles`,
      );
    expect(await see("authenticated")).toEqual([{ name: "p7" }]);
    expect(await see("anon")).toEqual([]);
  });

  it("names what only the host can make, and keeps its secret out of the log", () => {
    const names = unkept(ended.stderr).map(({ kind, name }) => `${String(kind)} ${String(name)}`);
    expect(names).toContain("event trigger pgrst_ddl_watch");
    expect(names).toContain("default acl for role supabase_admin in schema public on tables");
    expect(names).toContain("default acl for role supabase_admin on functions");
    expect(ended.stderr).not.toContain("never in a log");
  });

  it("passes a verification and a drill, which say the same beforehand", async () => {
    const names = "SELECT array_agg(datname::text ORDER BY datname) AS names FROM pg_database";
    const before = await world.asHost(names, "postgres");
    for (const job of ["verify", "drill"]) {
      const run = await world.run(job, { ...env, PGUSER: "app_restore" });
      expect(run.code, run.stderr).toBe(0);
      expect(unkept(run.stderr).map(({ name }) => name)).toContain("pgrst_ddl_watch");
      expect(events(run, "rehearsed")).toHaveLength(job === "drill" ? 1 : 0);
    }
    expect(await world.asHost(names, "postgres")).toEqual(before);
  });
});
