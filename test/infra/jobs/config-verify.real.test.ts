import { afterAll, beforeAll, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { Bucket } from "./bucket";
import { like, startConfigWorld, type ConfigWorld } from "./config-kit";
import { configMap } from "./config-samples";
import { backup, databases, withObject } from "./restore-kit";
import { events, type Ended } from "./run-job";

describeReal("the proof of configuration backups", [...JOB_REQUIREMENTS, "etcd", "kube-apiserver"], () => {
  let config: ConfigWorld;

  beforeAll(async () => {
    config = await startConfigWorld();
    await config.apply(configMap("settings", { colour: "green" }));
    await backup(config.world);
  });
  afterAll(() => config.stop());

  /** The record that a run wrote. */
  async function recordOf(ended: Ended, prefix: string): Promise<Record<string, unknown>> {
    const run = /"run":"([^"]+)"/.exec(ended.stderr)?.[1] ?? expect.fail(ended.stderr);
    return config.world.bucket.json(`verification/${prefix}${run}.json`);
  }

  /** Runs a proof that must fail for its configuration backup, after the database's own proof. */
  async function expectFailed(job: "verify" | "drill", message: RegExp, code = 1, env = {}): Promise<void> {
    const before = await databases(config.world);
    const ended = await config.world.run(job, env);
    expect(events(ended, "config_backup_failed"), ended.stderr).toMatchObject([
      { level: "error", message: like(message), exitCode: code },
    ]);
    expect(ended.code).toBe(code);
    expect(events(ended, "verified").length).toBeGreaterThan(0);
    expect(await recordOf(ended, job === "drill" ? "drill-" : "")).toMatchObject({
      ok: false,
      exitCode: code,
      configBackups: [],
    });
    expect(await databases(config.world)).toEqual(before);
    expect(config.world.scratch()).toEqual([]);
  }

  it.each(["verify", "drill"] as const)("%s warns where there is none yet", async (job) => {
    const ended = await config.world.run(job);
    expect(ended.code, ended.stderr).toBe(0);
    expect(events(ended, "config_backup_missing")).toMatchObject([{ level: "warn", side: "vault" }]);
    expect(await recordOf(ended, job === "drill" ? "drill-" : "")).toMatchObject({
      ok: true,
      configBackups: [],
    });
  });

  it.each([
    ["verify", ""],
    ["drill", "drill-"],
  ])("%s opens and counts the newest, and records it", async (job, prefix) => {
    await config.backup();
    const id = await config.backup();
    const ended = await config.world.run(job);
    expect(ended.code, ended.stderr).toBe(0);
    expect(events(ended, "config_backup_verified")).toMatchObject([
      { backupId: id, side: "vault", resources: { "/api/v1/namespaces/shop/configmaps": 1 } },
    ]);
    expect(await recordOf(ended, prefix)).toMatchObject({ ok: true, configBackups: [id] });
  });

  it("fails on a damaged object, on a count that its manifest does not have, and on one that is missing", async () => {
    const key = `k8s-configs/${await config.backup()}`;
    const body = await config.world.bucket.get(`${key}.json.zst.age`);
    const damaged = Buffer.from(body.map((byte, index) => (index === 400 ? byte ^ 1 : byte)));
    await withObject(config.world, `${key}.json.zst.age`, damaged, async () => {
      await expectFailed("verify", /cannot be restored: get failed with status 1: .*is damaged: part 1 of 1/);
      await expectFailed("drill", /is damaged: part 1 of 1/);
    });
    const manifest = (await config.world.bucket.get(`${key}.manifest.json`)).toString();
    const fewer = Buffer.from(manifest.replace(/(shop\/configmaps":)1/, "$12"));
    await withObject(config.world, `${key}.manifest.json`, fewer, () =>
      expectFailed("verify", /check failed.*shop\/configmaps has 1 objects, its manifest says 2/),
    );
    await withObject(config.world, `${key}.json.zst.age`, undefined, () =>
      expectFailed("verify", /configuration backups of .* cannot be read: .*\.json\.zst\.age is missing/),
    );
  });

  it("proves on a standby also the replica that it would restore from, past one whose object never arrived", async () => {
    const { world } = config;
    const id = await config.backup();
    const replica = new Bucket(world.bucket.url, "shop-backups-replica");
    await replica.create();
    for (const key of await world.bucket.keys()) await replica.put(key, await world.bucket.get(key));
    const later = await config.backup();
    const manifest = `k8s-configs/${later}.manifest.json`;
    await replica.put(manifest, await world.bucket.get(manifest));
    const source = { bucket: replica.name, region: "us-east-1", endpointUrl: replica.url };
    const ended = await world.run("verify", { LIFEBOAT_SETTINGS: world.writeSettings({ source }) });
    expect(ended.code, ended.stderr).toBe(0);
    expect(events(ended, "config_backup_verified")).toMatchObject([
      { backupId: later, side: "vault" },
      { backupId: id, side: "source" },
    ]);
    expect(events(ended, "config_backup_skipped")).toMatchObject([{ side: "source" }]);
    expect(await recordOf(ended, "")).toMatchObject({ configBackups: [later, id] });
  });
});
