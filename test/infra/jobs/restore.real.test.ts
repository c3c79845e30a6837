import { afterAll, beforeAll, expect, it } from "vitest";
import { JOB_REQUIREMENTS } from "../../../sandbox/servers/requirements";
import { describeReal } from "../../support/describe-real";
import { startCutProxy } from "./cut-proxy";
import { ageKey, startWorld, type Ended, type World } from "./world";

const CONTENT = `SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) AS hash FROM (
  SELECT 'users', users::text FROM users UNION ALL SELECT 'tasks', tasks::text FROM tasks
  UNION ALL SELECT 'odd', o::text FROM "odd Name" o UNION ALL SELECT 'busiest', b::text FROM busiest b
  UNION ALL SELECT 'lo', md5(string_agg(data, '' ORDER BY pageno)) FROM pg_largeobject
  UNION ALL SELECT 'sequence', last_value::text FROM tasks_id_seq
  UNION ALL SELECT 'extension', string_agg(extname, ',' ORDER BY extname) FROM pg_extension
  UNION ALL SELECT 'constraint', string_agg(pg_get_constraintdef(oid), ',' ORDER BY conname) FROM pg_constraint
    WHERE connamespace = 'public'::regnamespace) t`;

describeReal("restore.sh and verify.sh", JOB_REQUIREMENTS, () => {
  let world: World;
  let original: unknown;
  let first: string;
  let second: string;

  beforeAll(async () => {
    world = await startWorld();
    original = await content("shop");
    first = await backup();
    await world.postgres.sql("shop", "INSERT INTO users (name) VALUES ('later')");
    second = await backup();
  });
  afterAll(() => world.stop());

  const content = async (database: string): Promise<unknown> =>
    (await world.postgres.sql(database, CONTENT))[0]?.["hash"];
  const databases = async (): Promise<string[]> =>
    (await world.postgres.sql("postgres", "SELECT datname FROM pg_database ORDER BY 1")).map(({ datname }) =>
      String(datname),
    );

  async function backup(): Promise<string> {
    // An id holds its second: two backups in one second have no order.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const ended = await world.run("backup");
    expect(ended.code, ended.stderr).toBe(0);
    return ended.stdout.trim();
  }

  /** Fails with this code and message, drops what it made and leaves the serving database as it is. */
  async function expectRefused(
    job: string,
    env: Record<string, string>,
    code: number,
    message: RegExp,
  ): Promise<void> {
    const before = await databases();
    const serving = await content("shop");
    const ended = await world.run(job, env);
    expect(ended.stderr).toMatch(message);
    expect(ended.code).toBe(code);
    expectClean(ended);
    expect(await databases()).toEqual(before);
    expect(await content("shop")).toBe(serving);
  }

  function expectClean(ended: Ended): void {
    expect(ended.stdout + ended.stderr).not.toContain(world.password.slice(6));
    expect(ended.stderr).not.toMatch(/AGE-SECRET|AKIA/);
    expect(world.scratch()).toEqual([]);
  }

  /** Runs with an object changed, then puts the old content back. */
  async function withObject(key: string, body: Buffer | undefined, run: () => Promise<void>): Promise<void> {
    const good = await world.bucket.get(key);
    await (body === undefined ? world.bucket.remove(key) : world.bucket.put(key, body));
    try {
      await run();
    } finally {
      await world.bucket.put(key, good);
    }
  }
  const object = (id: string, tier = "hourly"): string => `postgresql/${tier}/${id}.dump.zst.age`;

  it("restores a backup by id into a new database that equals the original", async () => {
    const ended = await world.run("restore", { RESTORE_BACKUP: first });
    expect(ended.code, ended.stderr).toBe(0);
    expectClean(ended);
    const name = ended.stdout.trim();
    expect(name).toMatch(/^shop_restore_\d{8}t\d{6}_[0-9a-f]{6}$/);
    expect(await content(name)).toBe(original);
    const [owner] = await world.postgres.sql(
      name,
      "SELECT DISTINCT tableowner AS o FROM pg_tables WHERE schemaname = 'public'",
    );
    expect(owner).toEqual({ o: "shop" });
    await world.postgres.sql("postgres", `DROP DATABASE ${name}`);
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
      expect(ended.stderr, what).toContain(`"message":"backup ${id} stands as database other"`);
      await world.postgres.sql("postgres", "DROP DATABASE other");
    }
  });

  it("refuses bad arguments with 2, all at once", async () => {
    const env = { RESTORE_TARGET: "shop", RESTORE_SWITCH: "perhaps" };
    await expectRefused("restore", env, 2, /is the serving database.*RESTORE_SWITCH 'perhaps'/);
    await expectRefused("restore", { RESTORE_TARGET: 'x"; DROP DATABASE shop' }, 2, /is no database name/);
    await expectRefused("restore", { RESTORE_TARGET: "template1" }, 2, /belongs to the server/);
    await expectRefused("restore", { RESTORE_BACKUP: "yesterday" }, 2, /is none of/);
  });

  it("answers 4 when there is no such backup, 3 without a server, 6 with another key", async () => {
    await expectRefused("restore", { RESTORE_BACKUP: "20200101T000000Z-abcdef" }, 4, /no backup in/);
    await expectRefused("restore", { RESTORE_BACKUP: "2020-01-01T00:00:00Z" }, 4, /no backup in/);
    await expectRefused(
      "verify",
      { LIFEBOAT_SETTINGS: world.writeSettings({ prefix: "empty" }) },
      4,
      /no backup in/,
    );
    await expectRefused("restore", { PGPORT: "1" }, 3, /database_unreachable/);
    const LIFEBOAT_AGE_SECRET = world.writeSecret("identity.txt", ageKey().identity);
    await expectRefused("restore", { LIFEBOAT_AGE_SECRET }, 6, /does not open backup/);
  });

  it("refuses a truncated object and names the next older backup", async () => {
    const whole = await world.bucket.get(object(second));
    await withObject(object(second), whole.subarray(0, whole.length - 100), () =>
      expectRefused("restore", {}, 1, new RegExp(`bytes, its manifest says.*next older backup is ${first}`)),
    );
  });

  it("refuses an object with one flipped byte wherever it is", async () => {
    const whole = await world.bucket.get(object(second));
    for (const place of [300, whole.length >> 1, whole.length - 20]) {
      const flipped = Buffer.from(whole);
      flipped.writeUInt8(flipped.readUInt8(place) ^ 1, place);
      await withObject(object(second), flipped, () =>
        expectRefused("restore", {}, 1, /is damaged: part 1 of|cannot be read/),
      );
      await withObject(object(second), flipped, () =>
        expectRefused("verify", {}, 1, /is damaged: part 1 of|cannot be read/),
      );
    }
  });

  it("takes another tier's copy when one is damaged", async () => {
    await withObject(object(first), Buffer.from("short"), async () => {
      const ended = await world.run("restore", { RESTORE_BACKUP: first, RESTORE_TARGET: "other" });
      expect(ended.code, ended.stderr).toBe(0);
      expect(ended.stderr).toMatch(/copy_skipped.*backup .* of tier daily/s);
      await world.postgres.sql("postgres", "DROP DATABASE other");
    });
  });

  it("does not count what has no manifest, nor trust a broken one", async () => {
    const manifest = `postgresql/hourly/${second}.manifest.json`;
    await withObject(manifest, undefined, async () => {
      const ended = await world.run("restore", { RESTORE_TARGET: "other" });
      expect(ended.stderr).toContain(`backup ${first} stands`);
      await world.postgres.sql("postgres", "DROP DATABASE other");
    });
    await withObject(manifest, Buffer.from('{"version": 2}'), () =>
      expectRefused("restore", {}, 1, /version is 2/),
    );
  });

  it("resumes a download whose connection breaks", async () => {
    const proxy = await startCutProxy(world.bucket.url, "down", 20_000, 3);
    const source = { bucket: world.bucket.name, region: "us-east-1", endpointUrl: proxy.url };
    const ended = await world.run("restore", {
      LIFEBOAT_SETTINGS: world.writeSettings({ source }),
      RESTORE_TARGET: "other",
    });
    await proxy.stop();
    expect(proxy.cuts()).toBe(3);
    expect(ended.code, ended.stderr).toBe(0);
    await world.postgres.sql("postgres", "DROP DATABASE other");
  });

  it("tells every broken count and integrity query, and drops what it restored", async () => {
    const integrity = [
      { id: "no-users", description: "users", sql: "SELECT count(*) FROM users" },
      { id: "broken", description: "bad query", sql: "SELECT nothing" },
    ];
    const LIFEBOAT_SETTINGS = world.writeSettings({
      integrity,
      newestRowSql: "SELECT timestamptz '2000-01-01'",
    });
    await expectRefused(
      "restore",
      { LIFEBOAT_SETTINGS },
      1,
      /no-users \(users\): 501 rows.*broken could not run.*newest row was/,
    );
    const manifest = `postgresql/hourly/${second}.manifest.json`;
    const wrong = {
      ...(await world.bucket.json(manifest)),
      rowCounts: { "public.users": 7, "public.gone": 1 },
    };
    await withObject(manifest, Buffer.from(JSON.stringify(wrong)), () =>
      expectRefused(
        "restore",
        { RESTORE_SWITCH: "true" },
        1,
        /users has 501 rows, the manifest says 7; public\.gone has no rows/,
      ),
    );
  });

  it("verifies the newest and an older backup, writes the verdict and leaves no database", async () => {
    const before = await databases();
    await world.postgres.sql("postgres", "CREATE DATABASE shop_verify_20200101t000000_abcdef OWNER shop");
    for (const VERIFY_RANDOM of ["checksum", "full"]) {
      const ended = await world.run("verify", { VERIFY_RANDOM });
      expect(ended.code, ended.stderr).toBe(0);
      expectClean(ended);
    }
    expect(await databases()).toEqual(before);
    const record = await world.bucket.json((await world.bucket.keys("verification/")).at(-1) ?? "");
    expect(record).toMatchObject({ backupId: second, alsoVerified: first, ok: true, exitCode: 0 });
  });

  it("switches while clients hold on, after a safety backup, and keeps the old database beside", async () => {
    await world.postgres.sql(
      "postgres",
      "ALTER DATABASE shop SET work_mem = '7MB'; REVOKE CONNECT ON DATABASE shop FROM PUBLIC",
    );
    await world.postgres.sql("postgres", "GRANT CONNECT ON DATABASE shop TO shop_backup, shop_restore");
    const url = { ...world.postgres.env("shop"), PGUSER: "shop_backup", PGPASSWORD: world.password };
    const { spawn } = await import("node:child_process");
    const client = spawn("/usr/bin/psql", ["-c", "SELECT pg_sleep(120)"], { env: url, stdio: "ignore" });
    const gone = new Promise((resolve) => client.once("exit", resolve));
    const serving = await content("shop");
    const ended = await world.run("restore", { RESTORE_BACKUP: first, RESTORE_SWITCH: "true" });
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout.trim()).toBe("shop");
    await gone;
    expect(await content("shop")).toBe(original);
    const old = (await databases()).find((name) => name.startsWith("shop_before_")) ?? "";
    expect(await content(old)).toBe(serving);
    const [row] = await world.postgres.sql(
      "shop",
      `SELECT current_setting('work_mem') AS mem, has_database_privilege('pg_monitor', 'shop', 'CONNECT') AS other,
         has_database_privilege('shop_backup', 'shop', 'CONNECT') AS own`,
    );
    expect(row).toEqual({ mem: "7MB", other: false, own: true });

    const [safety = ""] = await world.bucket.keys("postgresql/safety/");
    const id = /(\d{8}T\d{6}Z-[0-9a-f]{6})/.exec(safety)?.[1] ?? "";
    const back = await world.run("restore", { RESTORE_BACKUP: id, RESTORE_TARGET: "other" });
    expect(back.code, back.stderr).toBe(0);
    expect(await content("other")).toBe(serving);
    const latest = await world.run("verify");
    expect(latest.stderr).toContain(`"message":"backup ${second} restores"`);
  });
});
