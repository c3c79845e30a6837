import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { familyOf, processesWith } from "../../support/processes";
import { loginError, openSession } from "./fence-kit";
import { expectClean, expectRestores } from "./restore-kit";
import { events } from "./run-job";
import { startWorld, type Ended, type World } from "./world";

const LABEL = "shop-fence-1a2b3c4d";

describeReal("fence.sh", JOB_REQUIREMENTS, () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());
  beforeEach(() => server("ALTER ROLE shop_app NOLOGIN"));

  const server = (text: string): Promise<unknown> => world.postgres.sql("postgres", text);
  const fence = (env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
    world.run("fence", { BACKUP_LABEL: LABEL, ...env });

  /** Fails with this code and event, and takes no backup. */
  async function expectRefused(
    code: number,
    event: string,
    message: RegExp,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Ended> {
    const before = await world.bucket.keys();
    const ended = await fence(env);
    expect(ended.code, ended.stderr).toBe(code);
    const [logged] = events(ended, event);
    expect(logged).toMatchObject({ level: "error", exitCode: code });
    expect(logged?.["message"]).toMatch(message);
    expectClean(world, ended);
    expect(await world.bucket.keys()).toEqual(before);
    return ended;
  }

  it("ends the application's sessions for good, and takes the final backup under its label", async () => {
    await server("ALTER ROLE shop_app LOGIN");
    const sessions = [await openSession(world, "shop_app"), await openSession(world, "shop_app")];
    await server("ALTER ROLE shop_app NOLOGIN");
    const ended = await fence();
    expect(ended.code, ended.stderr).toBe(0);
    expectClean(world, ended);
    expect(sessions.map((session) => session.alive())).toEqual([false, false]);
    expect(await loginError(world, "shop_app")).toMatch(/role "shop_app" is not permitted to log in/);
    expect(events(ended, "fenced")).toMatchObject([{ endedSessions: 2 }]);

    const id = ended.stdout.trim();
    const manifest = await world.bucket.json(`postgresql/hourly/${id}.manifest.json`);
    expect(manifest).toMatchObject({ id, label: LABEL });
    await expectRestores(world, { RESTORE_BACKUP: `label:${LABEL}` }, id);
  });

  it("logs as one job from its first line to the backup's last", async () => {
    const ended = await fence();
    expect(ended.code, ended.stderr).toBe(0);
    expect(events(ended, "output")).toEqual([]);
    expect(events(ended, "fenced")).toMatchObject([{ job: "fence", endedSessions: 0 }]);
    expect(events(ended, "backup_finished")).toMatchObject([{ job: "fence" }]);
  });

  it("leaves sessions of the jobs and of superusers, and warns of the latter", async () => {
    const migrate = await openSession(world, "shop_migrate");
    const admin = await openSession(world, "postgres", world.postgres.password);
    const ended = await fence();
    expect(ended.code, ended.stderr).toBe(0);
    expect([migrate.alive(), admin.alive()]).toEqual([true, true]);
    const [warning] = events(ended, "superuser_sessions");
    expect(warning?.["message"]).toContain(`pid ${admin.pid} of role postgres (${admin.name})`);
    await Promise.all([migrate.close(), admin.close()]);
  });

  it("refuses while the application's role can log in, and leaves its sessions", async () => {
    await server("ALTER ROLE shop_app LOGIN");
    const session = await openSession(world, "shop_app");
    await expectRefused(6, "not_fenced", /shop_app can still log in; .*posture fenced/);
    expect(session.alive()).toBe(true);
    await session.close();
  });

  it("refuses a server that has no such role", async () => {
    const LIFEBOAT_SETTINGS = world.writeSettings({ appRole: "cart_app" });
    await expectRefused(6, "not_fenced", /cart_app does not exist on the server/, { LIFEBOAT_SETTINGS });
  });

  it.each([
    ["the owner", "ALTER ROLE shop LOGIN", "ALTER ROLE shop NOLOGIN", "shop"],
    [
      "a member of the owner that inherits nothing",
      "CREATE ROLE helper LOGIN NOINHERIT IN ROLE shop",
      "DROP ROLE helper",
      "helper",
    ],
    [
      "a member of pg_write_all_data",
      'CREATE ROLE "Old App" LOGIN IN ROLE pg_write_all_data',
      'DROP ROLE "Old App"',
      '"Old App"',
    ],
  ])("refuses while %s can log in, and names it", async (_who, open, close, name) => {
    await server(open);
    const ended = await expectRefused(6, "writers_can_log_in", new RegExp(`can log in: ${name};`));
    await server(close);
    const [logged] = events(ended, "writers_can_log_in");
    expect(logged?.["roles"]).toEqual([name]);
    expect(logged?.["message"]).toContain(`ALTER ROLE ${name} NOLOGIN;`);
  });

  it("refuses while a role with a grant on a key table can log in", async () => {
    await server("CREATE ROLE importer LOGIN; CREATE ROLE reader LOGIN IN ROLE pg_read_all_data");
    await world.postgres.sql("shop", 'GRANT INSERT ON "odd Name" TO importer');
    await expectRefused(6, "writers_can_log_in", /can log in: importer;/);
    await world.postgres.sql("shop", 'REVOKE ALL ON "odd Name" FROM importer');
    await server("DROP ROLE importer, reader");
  });

  it("ends the sessions of those that it names, too", async () => {
    await server("CREATE ROLE helper LOGIN PASSWORD 'other' IN ROLE shop");
    const session = await openSession(world, "helper", "other");
    await expectRefused(6, "writers_can_log_in", /can log in: helper;/);
    expect(session.alive()).toBe(false);
    await server("DROP ROLE helper");
  });

  it("only warns of the application roles of other databases, as long as they may connect", async () => {
    await server("CREATE DATABASE cart");
    await server("CREATE ROLE cart_app LOGIN IN ROLE pg_write_all_data");
    const warned = await fence();
    expect(warned.code, warned.stderr).toBe(0);
    expect(events(warned, "other_writers")[0]?.["message"]).toMatch(/cart_app; REVOKE CONNECT/);
    await server(
      "REVOKE CONNECT ON DATABASE shop FROM PUBLIC; GRANT CONNECT ON DATABASE shop TO shop_backup",
    );
    const quiet = await fence();
    await server("GRANT CONNECT ON DATABASE shop TO PUBLIC; DROP ROLE cart_app");
    expect(quiet.code, quiet.stderr).toBe(0);
    expect(events(quiet, "other_writers")).toEqual([]);
  });

  it("answers 1 with the sessions that do not end in time", async () => {
    await server("ALTER ROLE shop_app LOGIN");
    const session = await openSession(world, "shop_app");
    await server("ALTER ROLE shop_app NOLOGIN");
    // A stopped process answers no signal: what a server in trouble with its disk looks like.
    const ours = familyOf(process.pid);
    const [stopped = 0, ...others] = processesWith("postgres: shop_app shop ").filter((pid) =>
      ours.includes(pid),
    );
    expect(others).toEqual([]);
    process.kill(stopped, "SIGSTOP");
    const named = new RegExp(`after 30 s .*: pid ${session.pid} of role shop_app \\(${session.name}\\);`);
    try {
      await expectRefused(1, "sessions_left", named);
    } finally {
      process.kill(stopped, "SIGCONT");
    }
    await session.close();
  });

  it("answers 5 when its role may not end sessions", async () => {
    await server("ALTER ROLE shop_app LOGIN; REVOKE pg_signal_backend FROM shop_backup");
    const session = await openSession(world, "shop_app");
    await server("ALTER ROLE shop_app NOLOGIN");
    await expectRefused(5, "end_denied", /must be a member of pg_signal_backend/);
    await server("GRANT pg_signal_backend TO shop_backup");
    await session.close();
  });

  it("refuses a label that is none or bad with 2, a server that is down with 3", async () => {
    await expectRefused(2, "arguments", /BACKUP_LABEL '' is not a label/, { BACKUP_LABEL: "" });
    await expectRefused(2, "arguments", /BACKUP_LABEL 'A_B' is not a label/, { BACKUP_LABEL: "A_B" });
    await expectRefused(3, "database_unreachable", /Connection refused/, { PGPORT: "1" });
  });
});
