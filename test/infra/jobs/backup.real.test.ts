import { afterAll, beforeAll, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { eventually, familyOf, isAlive, processesWith, SOON_MILLISECONDS } from "../../support/processes";
import { startCutProxy } from "./cut-proxy";
import { startWorld, type Ended, type World } from "./world";

describeReal("backup.sh", JOB_REQUIREMENTS, () => {
  let world: World;
  let before: string[];

  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());

  /** What holds however a run ended: no secret logged, nothing left in scratch. */
  function expectClean(ended: Ended): void {
    expect(ended.stdout + ended.stderr).not.toContain(world.password.slice(6));
    expect(ended.stderr).not.toMatch(/AGE-SECRET|AKIA/);
    for (const line of ended.stderr.trimEnd().split("\n"))
      expect(() => void JSON.parse(line), line).not.toThrow();
    expect(world.scratch()).toEqual([]);
  }

  async function expectNothingNew(): Promise<void> {
    expect(await world.bucket.manifests()).toEqual(before);
    expect(await world.bucket.unfinished()).toBe(0);
  }

  /** Fails the run with this code and message, and leaves no backup behind. */
  async function expectRefused(ended: Ended, code: number, message: RegExp): Promise<void> {
    expect(ended.stderr).toMatch(message);
    expect(ended.code).toBe(code);
    expectClean(ended);
    await expectNothingNew();
  }

  /** Starts a backup of a database that is large enough to be met in the middle of its COPY. */
  async function startLarge(): Promise<ReturnType<World["start"]>> {
    const running = world.start("backup", { PGDATABASE: "large", LIFEBOAT_SETTINGS: large() });
    await eventually(async () => (await copying()).length > 0, 30_000);
    return running;
  }
  const large = (): string => world.writeSettings({ database: "large", keyTables: ["public.rows"] });
  const copying = (): Promise<Record<string, unknown>[]> =>
    world.postgres.sql(
      "postgres",
      "SELECT pid FROM pg_stat_activity WHERE datname = 'large' AND query LIKE 'COPY %' AND state = 'active'",
    );

  it("puts the dump into every tier that is due and locks it, manifests last", async () => {
    const ended = await world.run("backup");
    expect(ended.stderr).toContain('"event":"backup_finished"');
    expect(ended.code).toBe(0);
    expectClean(ended);
    const id = ended.stdout.trim();
    const names = (tier: string): string[] =>
      ["dump.zst.age", "manifest.json"].map((end) => `postgresql/${tier}/${id}.${end}`);
    expect(await world.bucket.keys()).toEqual([
      ...names("daily"),
      ...names("hourly"),
      `staging/${id}.dump.zst.age`,
    ]);
    const manifest = await world.bucket.json(`postgresql/daily/${id}.manifest.json`);
    expect(manifest).toMatchObject({
      ...{ version: 1, id, service: "shop", database: "shop", tier: "daily", key: names("daily")[0] },
      rowCounts: { "public.users": 500, "public.tasks": 5000, 'public."odd Name"': 2 },
    });
    expect((await world.bucket.get(`postgresql/daily/${id}.dump.zst.age`)).length).toBe(manifest["bytes"]);
    for (const [tier, days] of Object.entries({ daily: 7, hourly: 1 })) {
      for (const key of names(tier)) {
        const lock = await world.bucket.lock(key);
        expect(lock?.mode, key).toBe("GOVERNANCE");
        expect((Number(lock?.until) - Date.now()) / 86_400_000, key).toBeCloseTo(days, 1);
      }
    }
  });

  it("promotes once a period, and lets two runs at once stand side by side", async () => {
    const ended = await Promise.all([world.run("backup"), world.run("backup")]);
    for (const one of ended) expect(one.code, one.stderr).toBe(0);
    const manifests = await world.bucket.manifests();
    expect(manifests.filter((key) => key.includes("/daily/"))).toHaveLength(1);
    expect(manifests.filter((key) => key.includes("/hourly/"))).toHaveLength(3);
    before = manifests;
  });

  it("copies in parts what is too large for one copy", async () => {
    const env = { LIFEBOAT_PART_BYTES: String(5 * 1024 * 1024), LIFEBOAT_COPY_LIMIT_BYTES: "1" };
    await world.postgres.sql("postgres", "CREATE DATABASE large OWNER shop");
    await world.postgres.sql(
      "large",
      `SET ROLE shop; CREATE TABLE rows AS SELECT g, (SELECT string_agg(md5(random()::text || g || i), '') AS body
         FROM generate_series(1, 10) i) FROM generate_series(1, 150000) g`,
    );
    const ended = await world.run("backup", { ...env, PGDATABASE: "large", LIFEBOAT_SETTINGS: large() });
    expect(ended.code, ended.stderr).toBe(0);
    const manifest = await world.bucket.json(`postgresql/hourly/${ended.stdout.trim()}.manifest.json`);
    expect(manifest["partSha256"]).toHaveProperty(
      "length",
      Math.ceil(Number(manifest["bytes"]) / (5 * 1024 * 1024)),
    );
    before = await world.bucket.manifests();
  });

  it("refuses a server that is down with 3", async () => {
    await expectRefused(
      await world.run("backup", { PGPORT: "1" }),
      3,
      /database_unreachable.*Connection refused/,
    );
  });

  it("refuses a wrong password with 3", async () => {
    const LIFEBOAT_DATABASE_SECRET = world.writeSecret("password", "wrong");
    await expectRefused(
      await world.run("backup", { LIFEBOAT_DATABASE_SECRET }),
      3,
      /password authentication failed/,
    );
  });

  it("refuses a missing bucket with 6", async () => {
    const vault = { bucket: "nowhere", region: "us-east-1", endpointUrl: world.bucket.url };
    const ended = await world.run("backup", { LIFEBOAT_SETTINGS: world.writeSettings({ vault }) });
    await expectRefused(ended, 6, /nowhere.*NoSuchBucket/);
  });

  it("refuses a database without its key tables with 6, naming them all", async () => {
    const keyTables = ["public.users", "public.gone", "public.lost"];
    const ended = await world.run("backup", { LIFEBOAT_SETTINGS: world.writeSettings({ keyTables }) });
    await expectRefused(ended, 6, /public\.gone, public\.lost/);
  });

  it("tells every fault of the settings at once, with 6", async () => {
    const LIFEBOAT_SETTINGS = world.writeSettings({
      ageRecipients: ["age1x"],
      tiers: [{ name: "safety" }],
      prefix: "/",
    });
    await expectRefused(
      await world.run("backup", { LIFEBOAT_SETTINGS }),
      6,
      /prefix is.*tiers\.0\.period is missing.*ageRecipients\.0 is/,
    );
  });

  it("refuses tables that its role may not read with 5", async () => {
    await world.postgres.sql("shop", "CREATE TABLE hidden (id int)");
    await world.postgres.sql("postgres", "REVOKE pg_read_all_data, shop_application FROM shop_backup");
    const ended = await world.run("backup");
    await world.postgres.sql("postgres", "GRANT pg_read_all_data, shop_application TO shop_backup");
    await world.postgres.sql("shop", "DROP TABLE hidden");
    await expectRefused(ended, 5, /permission denied for table hidden/);
  });

  it("aborts when the dump's session is ended in the middle", async () => {
    const running = await startLarge();
    const [row] = await copying();
    await world.postgres.sql("postgres", `SELECT pg_terminate_backend(${String(row?.["pid"])})`);
    await expectRefused(
      await running.ended,
      1,
      /dump failed with status 1.*(terminating connection|EOF detected|closed the connection)/,
    );
  });

  it("aborts when the server restarts in the middle", async () => {
    const running = await startLarge();
    await world.postgres.halt();
    await world.postgres.start();
    await expectRefused(
      await running.ended,
      1,
      /dump failed with status 1.*(terminating connection|EOF detected|closed the connection)/,
    );
  });

  it("aborts when the upload is cut off", async () => {
    const proxy = await startCutProxy(world.bucket.url, "up", 1024 * 1024);
    const vault = { bucket: world.bucket.name, region: "us-east-1", endpointUrl: proxy.url };
    const LIFEBOAT_SETTINGS = world.writeSettings({ vault, database: "large", keyTables: ["public.rows"] });
    const ended = await world.run("backup", { PGDATABASE: "large", LIFEBOAT_SETTINGS });
    expect(proxy.cuts()).toBeGreaterThan(1);
    await proxy.stop();
    expect(ended.stderr).toMatch(/upload_failed/);
    await expectRefused(ended, 1, /Connection/);
  });

  it("leaves soon after SIGTERM and aborts the upload", async () => {
    const running = await startLarge();
    const stopped = Date.now();
    running.process.kill("SIGTERM");
    await expectRefused(await running.ended, 1, /stopped by a signal/);
    expect(Date.now() - stopped).toBeLessThan(SOON_MILLISECONDS);
  });

  it("makes no backup of a stream that ends because the job was killed", async () => {
    const running = await startLarge();
    const family = familyOf(Number(running.process.pid));
    const ofStore = processesWith("store.py backup").filter((pid) => family.includes(pid));
    expect(ofStore).not.toEqual([]);
    running.process.kill("SIGKILL");
    await eventually(() => !ofStore.some(isAlive), 60_000);
    expect((await running.ended).code).toBe(137);
    await expectNothingNew();
  });
});
