import { afterAll, beforeAll, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import {
  databases,
  expectClean,
  expectRefused,
  objectKey,
  withObject,
  startBackedUpWorld,
} from "./restore-kit";
import { events, type Ended } from "./run-job";
import type { World } from "./world";

const objectives = { rpoMinutes: 60, rtoMinutes: 240 };

describeReal("drill.sh", JOB_REQUIREMENTS, () => {
  let world: World;
  let first: string;
  let second: string;

  beforeAll(async () => {
    ({ world, first, second } = await startBackedUpWorld());
  });
  afterAll(() => world.stop());

  /** The record that this run wrote: the only one of its id. */
  async function recordOf(ended: Ended): Promise<Record<string, unknown>> {
    const run = /"run":"([^"]+)"/.exec(ended.stderr)?.[1] ?? expect.fail(ended.stderr);
    expect(await world.bucket.keys("verification/")).toContain(`verification/drill-${run}.json`);
    return world.bucket.json(`verification/drill-${run}.json`);
  }

  /** Runs a drill that must miss an objective, and leave nothing but its record. */
  async function missing(env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const before = await databases(world);
    const ended = await world.run("drill", env);
    expect(ended.code, ended.stderr).toBe(1);
    expectClean(world, ended);
    expect(await databases(world)).toEqual(before);
    return ended;
  }

  /** Runs with the newest backup's manifest telling that its snapshot is so many minutes old, and with no other backup. */
  async function aged(minutes: number, run: () => Promise<unknown>): Promise<void> {
    const snapshotAt = new Date(Date.now() - minutes * 60_000).toISOString().replace(/\.\d+/, "");
    const key = `postgresql/hourly/${second}.manifest.json`;
    const manifest = await world.bucket.json(key);
    const hide = (tier: string, work: () => Promise<unknown>) =>
      withObject(world, `postgresql/${tier}/${first}.manifest.json`, undefined, work);
    await hide("hourly", () =>
      hide("daily", () =>
        withObject(world, key, Buffer.from(JSON.stringify({ ...manifest, snapshotAt })), run),
      ),
    );
  }

  it("restores the newest and an older backup in full, writes both figures and limits, leaves no database, nor an older run's", async () => {
    const before = await databases(world);
    // Of a run that was killed a day ago.
    await world.postgres.sql("postgres", "CREATE DATABASE shop_verify_20200101t000000_abcdef OWNER shop");
    const ended = await world.run("drill");
    expect(ended.code, ended.stderr).toBe(0);
    expectClean(world, ended);
    expect(events(ended, "leftover_dropped")).toHaveLength(1);
    expect(await databases(world)).toEqual(before);
    expect(events(ended, "restored").map(({ backupId }) => backupId)).toEqual([second, first]);
    expect(events(ended, "checked")).toHaveLength(2);
    expect(events(ended, "drill_finished")).toMatchObject([{ level: "info", backupId: second }]);
    const record = await recordOf(ended);
    const { restoreSeconds, olderRestoreSeconds, totalSeconds, ageMinutes, ...rest } = record;
    expect(rest).toEqual({
      ...{ version: 1, id: record["id"], service: "shop", backupId: second, alsoVerified: first },
      ...{ objectives, missed: [], configBackups: [], ok: true, exitCode: 0 },
      ...{ unkeptCount: 0, unkept: [] },
    });
    for (const figure of [restoreSeconds, olderRestoreSeconds, ageMinutes]) expect(figure).toBeGreaterThan(0);
    expect(totalSeconds).toBeGreaterThan(Number(restoreSeconds) + Number(olderRestoreSeconds));
  });

  it("meets an RPO that is as old as the only backup, with a warning, and misses one that is younger, with 1", async () => {
    await aged(59, async () => {
      const ended = await world.run("drill");
      expect(ended.code, ended.stderr).toBe(0);
      expect(events(ended, "random_missing")).toMatchObject([{ level: "warn" }]);
      const alone = { alsoVerified: null, olderRestoreSeconds: null, ok: true, missed: [] };
      expect(await recordOf(ended)).toMatchObject(alone);
    });
    await aged(61, async () => {
      const ended = await missing();
      const [line, ...others] = events(ended, "objective_missed");
      expect(others).toEqual([]);
      expect(line).toMatchObject({ level: "error", objective: "rpoMinutes", limitMinutes: 60, exitCode: 1 });
      expect(line?.["message"]).toMatch(
        new RegExp(
          `^newest backup ${second} was 61(\\.\\d)? minutes old .* allows 60; check why CronJob shop-backup`,
        ),
      );
      expect(events(ended, "verified")).toHaveLength(1);
      expect(events(ended, "drill_finished")).toEqual([]);
      const record = await recordOf(ended);
      expect(record).toMatchObject({ ok: false, exitCode: 1, missed: ["rpoMinutes"], objectives });
      expect(record["ageMinutes"]).toBeGreaterThan(60);
    });
  });

  it("holds the age against dumpAgeMinutes where an archive keeps the RPO", async () => {
    const env = {
      LIFEBOAT_SETTINGS: world.writeSettings({ objectives: { ...objectives, dumpAgeMinutes: 1458 } }),
    };
    await aged(1457, async () => {
      const ended = await world.run("drill", env);
      expect(ended.code, ended.stderr).toBe(0);
      expect(await recordOf(ended)).toMatchObject({ ok: true, missed: [] });
    });
    await aged(1459, async () => {
      const ended = await missing(env);
      expect(events(ended, "objective_missed")).toMatchObject([
        {
          objective: "dumpAgeMinutes",
          limitMinutes: 1458,
          message: expect.stringContaining(second) as string,
        },
      ]);
    });
  });

  it("misses an RTO that a restore does not hold, and tells each miss", async () => {
    const tiny = { rpoMinutes: 0.001, rtoMinutes: 0.001 };
    const ended = await missing({ LIFEBOAT_SETTINGS: world.writeSettings({ objectives: tiny }) });
    const missed = events(ended, "objective_missed").map(({ objective, message }) => [objective, message]);
    expect(missed).toEqual([
      ["rpoMinutes", expect.stringContaining(`newest backup ${second} was`)],
      [
        "rtoMinutes",
        expect.stringMatching(
          new RegExp(`^restoring backup ${second} took [\\d.]+ s, .*0.001 minutes; give`),
        ),
      ],
      ["rtoMinutes", expect.stringContaining(`restoring backup ${first} took`)],
    ]);
    expect(await recordOf(ended)).toMatchObject({
      ...{ ok: false, missed: ["rpoMinutes", "rtoMinutes"], objectives: tiny },
    });
  });

  it.each(["newest", "older"])(
    "is red when the %s backup is damaged, and keeps what it knows",
    async (which) => {
      const id = which === "newest" ? second : first;
      const flipped = Buffer.from(await world.bucket.get(objectKey(id)));
      const middle = flipped.length >> 1;
      flipped.writeUInt8(flipped.readUInt8(middle) ^ 1, middle);
      const otherTier = async (run: () => Promise<unknown>) =>
        id === first ? withObject(world, `postgresql/daily/${id}.manifest.json`, undefined, run) : run();
      await otherTier(() =>
        withObject(world, objectKey(id), flipped, async () => {
          const ended = await expectRefused(world, "drill", {}, 1, /is damaged: part 1 of|cannot be read/);
          const record = await recordOf(ended);
          const failed = { ok: false, exitCode: 1, missed: [], olderRestoreSeconds: null };
          expect(record).toMatchObject({ backupId: second, ...failed });
          expect(record["alsoVerified"]).toBe(id === first ? first : null);
          expect(typeof record["restoreSeconds"]).toBe(id === first ? "number" : "object");
        }),
      );
    },
  );

  it("refuses a vault without backups with 4, and settings without objectives with 6", async () => {
    const empty = world.writeSettings({ prefix: "nothing-here" });
    await expectRefused(world, "drill", { LIFEBOAT_SETTINGS: empty }, 4, /no backup in/);
    const unset = world.writeSettings({ objectives: { rpoMinutes: 60 } });
    await expectRefused(world, "drill", { LIFEBOAT_SETTINGS: unset }, 6, /objectives.rtoMinutes is missing/);
  });
});
