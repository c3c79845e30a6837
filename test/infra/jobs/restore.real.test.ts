import { afterAll, beforeAll, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import {
  contentOf,
  drop,
  expectClean,
  expectRefused,
  expectRestores,
  withObject,
  startBackedUpWorld,
} from "./restore-kit";
import { events } from "./run-job";
import { ageKey, type World } from "./world";

describeReal("restore.sh", JOB_REQUIREMENTS, () => {
  let world: World;
  let original: unknown;
  let first: string;
  let second: string;

  beforeAll(async () => {
    ({ world, original, first, second } = await startBackedUpWorld());
  });
  afterAll(() => world.stop());

  it("restores a backup by id into a new database that equals the original", async () => {
    const ended = await world.run("restore", { RESTORE_BACKUP: first });
    expect(ended.code, ended.stderr).toBe(0);
    expectClean(world, ended);
    const name = ended.stdout.trim();
    expect(name).toMatch(/^shop_restore_\d{8}t\d{6}_[0-9a-f]{6}$/);
    expect(await contentOf(world, name)).toBe(original);
    const [owner] = await world.postgres.sql(
      name,
      "SELECT DISTINCT tableowner AS o FROM pg_tables WHERE schemaname = 'public'",
    );
    expect(owner).toEqual({ o: "shop" });
    await drop(world, name);
  });

  it("takes the newest, or the newest at or before a time", async () => {
    const time = `${second.slice(0, 4)}-${second.slice(4, 6)}-${second.slice(6, 11)}:${second.slice(11, 13)}:${second.slice(13, 15)}Z`;
    const before = new Date(Date.parse(time) - 1000).toISOString();
    for (const [what, id] of [
      ["latest", second],
      [time, second],
      [before, first],
    ] as const) {
      const ended = await world.run("restore", { RESTORE_BACKUP: what, RESTORE_TARGET: "other" });
      expect(ended.code, ended.stderr).toBe(0);
      expect(ended.stderr, what).toContain(`"message":"backup ${id} was restored as database other"`);
      await drop(world, "other");
    }
  });

  it("refuses bad arguments with 2, all at once", async () => {
    const env = { RESTORE_TARGET: "shop", RESTORE_SWITCH: "perhaps" };
    await expectRefused(world, "restore", env, 2, /is the serving database.*RESTORE_SWITCH 'perhaps'/);
    await expectRefused(
      world,
      "restore",
      { RESTORE_TARGET: 'x"; DROP DATABASE shop' },
      2,
      /is no database name/,
    );
    await expectRefused(world, "restore", { RESTORE_TARGET: "template1" }, 2, /belongs to the server/);
    await expectRefused(world, "restore", { RESTORE_BACKUP: "yesterday" }, 2, /must be latest, a backup id/);
  });

  it("answers 4 when there is no such backup, 3 without a server, 6 with another key", async () => {
    await expectRefused(world, "restore", { RESTORE_BACKUP: "20200101T000000Z-abcdef" }, 4, /no backup in/);
    await expectRefused(world, "restore", { RESTORE_BACKUP: "2020-01-01T00:00:00Z" }, 4, /no backup in/);
    await expectRefused(
      world,
      "verify",
      { LIFEBOAT_SETTINGS: world.writeSettings({ prefix: "empty" }) },
      4,
      /no backup in/,
    );
    await expectRefused(world, "restore", { PGPORT: "1" }, 3, /database_unreachable/);
    const LIFEBOAT_AGE_SECRET = world.writeSecret("identity.txt", ageKey().identity);
    await expectRefused(world, "restore", { LIFEBOAT_AGE_SECRET }, 6, /does not open backup/);
  });

  it("restores what nobody wrote to for long, with a warning, which a verification refuses", async () => {
    const newestRowSql = "SELECT timestamptz '2000-01-01'";
    const LIFEBOAT_SETTINGS = world.writeSettings({ newestRowSql });
    const ended = await expectRestores(world, { LIFEBOAT_SETTINGS }, second);
    expect(events(ended, "newest_row_old")).toMatchObject([{ level: "warn" }]);
    await expectRefused(
      world,
      "verify",
      { LIFEBOAT_SETTINGS },
      1,
      /newest row was \d+ minutes old.*limit 1440/,
    );
  });

  it("restores in spite of queries that the backup knows nothing of, which a verification refuses", async () => {
    const integrity = [
      { id: "no-users", description: "users", sql: "SELECT count(*) FROM users" },
      { id: "broken", description: "bad query", sql: "SELECT nothing" },
    ];
    const LIFEBOAT_SETTINGS = world.writeSettings({ integrity, newestRowSql: "SELECT nothing" });
    const ended = await expectRestores(world, { LIFEBOAT_SETTINGS }, second);
    expect(events(ended, "integrity_violated")).toHaveLength(2);
    expect(events(ended, "newest_row_unread")).toHaveLength(1);
    await expectRefused(
      world,
      "verify",
      { LIFEBOAT_SETTINGS },
      1,
      /no-users \(users\): 501 rows.*broken could not run.*newest row could not be read/,
    );
  });

  it("compares the rows of the key tables where a backup has no facts", async () => {
    const manifest = `postgresql/hourly/${second}.manifest.json`;
    const wrong = {
      ...(await world.bucket.json(manifest)),
      facts: "",
      rowCounts: { "public.users": 7, "public.gone": 1 },
    };
    await withObject(world, manifest, Buffer.from(JSON.stringify(wrong)), () =>
      expectRefused(
        world,
        "restore",
        { RESTORE_SWITCH: "true" },
        1,
        /users has 501 rows, the manifest says 7; public\.gone has no rows/,
      ),
    );
  });
});
