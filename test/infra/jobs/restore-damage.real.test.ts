import { afterAll, beforeAll, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { startCutProxy } from "./cut-proxy";
import { drop, expectRefused, objectKey, withObject, startBackedUpWorld } from "./restore-kit";
import type { World } from "./world";

describeReal("restore.sh and verify.sh with damaged backups", JOB_REQUIREMENTS, () => {
  let world: World;
  let first: string;
  let second: string;

  beforeAll(async () => {
    ({ world, first, second } = await startBackedUpWorld());
  });
  afterAll(() => world.stop());

  it("refuses a truncated object and names the next older backup", async () => {
    const whole = await world.bucket.get(objectKey(second));
    await withObject(world, objectKey(second), whole.subarray(0, whole.length - 100), () =>
      expectRefused(
        world,
        "restore",
        {},
        1,
        new RegExp(`bytes, its manifest says.*next older backup is ${first}`),
      ),
    );
  });

  it("lets no older backup stand in for an object that its own vault has lost", async () => {
    const message = new RegExp(`has a manifest and no object.*next older backup is ${first}`);
    await withObject(world, objectKey(second), undefined, async () => {
      await expectRefused(world, "restore", {}, 4, message);
      await expectRefused(world, "verify", {}, 4, message);
    });
  });

  it("refuses an object with one flipped byte wherever it is", async () => {
    const whole = await world.bucket.get(objectKey(second));
    for (const place of [300, whole.length >> 1, whole.length - 20]) {
      const flipped = Buffer.from(whole);
      flipped.writeUInt8(flipped.readUInt8(place) ^ 1, place);
      await withObject(world, objectKey(second), flipped, () =>
        expectRefused(world, "restore", {}, 1, /is damaged: part 1 of|cannot be read/),
      );
      await withObject(world, objectKey(second), flipped, () =>
        expectRefused(world, "verify", {}, 1, /is damaged: part 1 of|cannot be read/),
      );
    }
  });

  it("takes another tier's copy when one is damaged", async () => {
    await withObject(world, objectKey(first), Buffer.from("short"), async () => {
      const ended = await world.run("restore", { RESTORE_BACKUP: first, RESTORE_TARGET: "other" });
      expect(ended.code, ended.stderr).toBe(0);
      expect(ended.stderr).toMatch(/copy_skipped.*backup .* of tier daily/s);
      await drop(world, "other");
    });
  });

  it("does not count what has no manifest, nor trust a broken one", async () => {
    const manifest = `postgresql/hourly/${second}.manifest.json`;
    await withObject(world, manifest, undefined, async () => {
      const ended = await world.run("restore", { RESTORE_TARGET: "other" });
      expect(ended.stderr).toContain(`backup ${first} was restored`);
      await drop(world, "other");
    });
    await withObject(world, manifest, Buffer.from('{"version": 2}'), () =>
      expectRefused(world, "restore", {}, 1, /version is 2/),
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
    await drop(world, "other");
  });
});
