import { afterAll, beforeAll, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { eventually } from "../../support/processes";
import { backup, databases, drop, expectRefused } from "./restore-kit";
import { events } from "./run-job";
import { startWorld, type World } from "./world";

const OLD = ["shop_before_20200101t000000_aaaaaa", "shop_before_20200102t000000_bbbbbb"] as const;

describeReal("restore.sh and what earlier runs left", JOB_REQUIREMENTS, () => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld();
    await backup(world);
  });
  afterAll(() => world.stop());

  async function create(...names: readonly string[]): Promise<void> {
    for (const name of names) await world.postgres.sql("postgres", `CREATE DATABASE ${name} OWNER shop`);
  }

  /** The name's form of the moment so many hours ago. */
  const hoursAgo = (hours: number): string =>
    new Date(Date.now() - hours * 3_600_000)
      .toISOString()
      .replace(/[-:]|\..*/g, "")
      .toLowerCase();

  it("drops databases of killed restores that are older than a day, and no other", async () => {
    const killed = ["shop_restore_20200101t000000_abcdef", `shop_restore_${hoursAgo(25)}_abcdef`];
    const kept = [
      `shop_restore_${hoursAgo(23)}_abcdef`,
      "shop_restore_20200101t000000_abcde",
      "shop_restore_20200101t000000_abcdef_copy",
      "my_shop_restore_20200101t000000_abcdef",
      "shop_two_restore_20200101t000000_abcdef",
      "shop_verify_20200101t000000_abcdef",
      "shop_before_20200101t000000_abcdef",
    ];
    await create(...killed, ...kept);
    const before = await databases(world);
    const ended = await world.run("restore", { RESTORE_TARGET: "other" });
    expect(ended.code, ended.stderr).toBe(0);
    expect(events(ended, "leftover_dropped").map(({ database }) => database)).toEqual(killed);
    expect(await databases(world)).toEqual(
      [...before.filter((name) => !killed.includes(name)), "other"].sort(),
    );
    await drop(world, "other", ...kept);
  });

  it("drops its own when the server is back, which crashed in the middle", async () => {
    const before = await databases(world);
    const running = world.start("restore", {});
    await eventually(async () => (await databases(world)).length > before.length, 60_000);
    await world.postgres.crash();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    await world.postgres.start();
    const ended = await running.ended;
    expect([1, 3], ended.stderr).toContain(ended.code);
    expect(events(ended, "database_dropped")).toHaveLength(1);
    expect(await databases(world)).toEqual(before);
  });

  it("leaves one that somebody is connected to", async () => {
    const used = "shop_restore_20200101t000000_abcdef";
    await create(used);
    const session = world.postgres.sql(used, "SELECT pg_sleep(60)").catch(() => []);
    const ended = await world.run("restore", { RESTORE_TARGET: "other" });
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stderr).not.toMatch(/leftover_dropped|drop_failed/);
    expect(await databases(world)).toContain(used);
    const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${used}'`;
    await world.postgres.sql("postgres", end);
    await session;
    await drop(world, "other", used);
  });

  it("leaves one that a restore without a switch made, and one that RESTORE_TARGET names", async () => {
    const made = await world.run("restore");
    expect(made.code, made.stderr).toBe(0);
    const aged = "shop_restore_20200101t000000_abcdef";
    await world.postgres.sql("postgres", `ALTER DATABASE ${made.stdout.trim()} RENAME TO ${aged}`);
    const again = await world.run("restore", { RESTORE_TARGET: "other" });
    expect(again.code, again.stderr).toBe(0);
    expect(await databases(world)).toContain(aged);
    await drop(world, "other", aged);

    await create(aged);
    await expectRefused(world, "restore", { RESTORE_TARGET: aged }, 2, /exists already/);
    await drop(world, aged);
    const target = await world.run("restore", { RESTORE_TARGET: aged });
    expect(target.code, target.stderr).toBe(0);
    await drop(world, aged);
  });

  it("keeps what was replaced when the switch fails", async () => {
    await create(...OLD);
    // The safety backup fails before the switch: this bucket is not there.
    const vault = { bucket: "nowhere", region: "us-east-1", endpointUrl: world.bucket.url };
    const env = { LIFEBOAT_SETTINGS: world.writeSettings({ vault }), RESTORE_SWITCH: "true" };
    await expectRefused(world, "restore", { ...env, RESTORE_KEEP_BEFORE: "1" }, 6, /safety_failed/);
    expect(await databases(world)).toEqual(expect.arrayContaining([...OLD]));
  });

  it("keeps the newest two after a switch, the one that it replaced among them", async () => {
    const other = ["shop_two_before_20200101t000000_aaaaaa", "shop_before_2020_mine"];
    await create(...other);
    // No DROP DATABASE takes a template.
    await world.postgres.sql("postgres", `ALTER DATABASE ${OLD[0]} IS_TEMPLATE true`);
    const ended = await world.run("restore", { RESTORE_SWITCH: "true" });
    expect(ended.code, ended.stderr).toBe(0);
    expect(events(ended, "old_database_dropped").map(({ database }) => database)).toEqual([OLD[0]]);
    const [switched] = events(ended, "switched");
    const left = (await databases(world)).filter((name) => name.includes("_before_"));
    expect(left).toEqual([other[1], OLD[1], String(switched?.["oldDatabase"]), other[0]].sort());
  });

  it("keeps one if it is set to, but never drops one with an open session", async () => {
    const before = (await databases(world)).filter((name) => /^shop_before_\d{8}t/.test(name));
    const [looked = "", unused = ""] = before;
    const session = world.postgres.sql(looked, "SELECT pg_sleep(60)").catch(() => []);
    const ended = await world.run("restore", { RESTORE_SWITCH: "true", RESTORE_KEEP_BEFORE: "1" });
    expect(ended.code, ended.stderr).toBe(0);
    expect(events(ended, "old_database_dropped").map(({ database }) => database)).toEqual([unused]);
    expect(events(ended, "drop_failed")).toMatchObject([{ level: "warn", database: looked }]);
    const [switched] = events(ended, "switched");
    const left = (await databases(world)).filter((name) => /^shop_before_\d{8}t/.test(name));
    expect(left).toEqual([looked, String(switched?.["oldDatabase"])]);
    await world.postgres.sql(
      "postgres",
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${looked}'`,
    );
    await session;
  });

  it("refuses to keep none, with 2", async () => {
    const env = { RESTORE_SWITCH: "true", RESTORE_KEEP_BEFORE: "0" };
    await expectRefused(world, "restore", env, 2, /RESTORE_KEEP_BEFORE '0' must be a whole number from 1/);
  });
});
