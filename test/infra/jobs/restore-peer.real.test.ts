import { afterAll, beforeAll, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { eventually, SOON_MILLISECONDS } from "../../support/processes";
import { Bucket } from "./bucket";
import {
  backup,
  databases,
  drop,
  expectClean,
  expectRefused,
  expectRestores,
  objectKey,
} from "./restore-kit";
import { events } from "./run-job";
import { startWorld, type World } from "./world";

const LABEL = "shop-fence-1a2b3c4d";

describeReal("restore.sh from the peer, by label", JOB_REQUIREMENTS, () => {
  let world: World;
  let peer: Bucket;
  let peerSettings: string;
  let labelled: string;

  beforeAll(async () => {
    world = await startWorld();
    peer = new Bucket(world.bucket.url, "shop-backups-dr");
    await peer.create();
    const place = { bucket: peer.name, region: "us-west-2", endpointUrl: peer.url };
    peerSettings = world.writeSettings({ peer: place });
    await backup(world, { LIFEBOAT_SETTINGS: world.writeSettings({ vault: place }) });
    labelled = await backup(world, {
      LIFEBOAT_SETTINGS: world.writeSettings({ vault: place }),
      BACKUP_LABEL: LABEL,
    });
    await backup(world, { LIFEBOAT_SETTINGS: world.writeSettings({ vault: place }) });
    await backup(world);
  });
  afterAll(() => world.stop());

  const byLabel = (label = LABEL): Record<string, string> => ({
    LIFEBOAT_SETTINGS: peerSettings,
    RESTORE_FROM: "peer",
    RESTORE_BACKUP: `label:${label}`,
  });
  const manifestKey = (): string => `postgresql/hourly/${labelled}.manifest.json`;

  /** Hides an object of the peer, runs, and brings it back when the run has begun to wait. */
  async function whileHidden(key: string, env: Readonly<Record<string, string>>, seconds: number) {
    const good = await peer.get(key);
    await peer.remove(key);
    try {
      const started = Date.now();
      const running = world.start("restore", { RESTORE_TARGET: "other", ...byLabel(), ...env });
      await eventually(() => running.log().includes('"event":"backup_awaited"'), 30_000);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
      await peer.put(key, good);
      return { ended: await running.ended, milliseconds: Date.now() - started };
    } finally {
      await peer.put(key, good);
    }
  }

  it("writes the label into every manifest of that backup, and into no other", async () => {
    for (const key of await peer.manifests()) {
      const manifest = await peer.json(key);
      expect(manifest["label"], key).toBe(manifest["id"] === labelled ? LABEL : undefined);
    }
    expect((await peer.json(manifestKey()))["label"]).toBe(LABEL);
  });

  it("takes the labelled backup of the peer's bucket, though newer ones are there", async () => {
    await expectRestores(world, byLabel(), labelled);
  });

  it("takes the newest of two backups that one job made", async () => {
    const vault = { bucket: peer.name, region: "us-west-2", endpointUrl: peer.url };
    const BACKUP_LABEL = "shop-fence-twice";
    const LIFEBOAT_SETTINGS = world.writeSettings({ vault });
    await backup(world, { LIFEBOAT_SETTINGS, BACKUP_LABEL });
    const second = await backup(world, { LIFEBOAT_SETTINGS, BACKUP_LABEL });
    await expectRestores(world, byLabel(BACKUP_LABEL), second);
  });

  it("answers 4 for a label that no backup has, at once when it shall not wait", async () => {
    const ended = await expectRefused(
      world,
      "restore",
      byLabel("shop-fence-other"),
      4,
      /no backup in.*label:/,
    );
    expect(events(ended, "backup_awaited")).toEqual([]);
    const here = { RESTORE_BACKUP: `label:${LABEL}` };
    await expectRefused(world, "restore", here, 4, /s3:\/\/shop-backups\/postgresql for label:/);
  });

  it("answers 4 when the label does not come in time", async () => {
    const env = { ...byLabel("shop-fence-never"), RESTORE_WAIT_SECONDS: "2" };
    const ended = await expectRefused(world, "restore", env, 4, /no backup in.*; waited 2 s for it/);
    expect(events(ended, "backup_awaited")).toMatchObject([
      { wanted: "label:shop-fence-never", waitSeconds: 2 },
    ]);
  });

  it("waits for a label that appears three seconds later", async () => {
    const { ended, milliseconds } = await whileHidden(manifestKey(), { RESTORE_WAIT_SECONDS: "900" }, 3);
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stderr).toContain(`"message":"backup ${labelled} was restored as database other"`);
    await drop(world, "other");
    // Far from its whole wait, also on a busy machine.
    expect(milliseconds).toBeLessThan(240_000);
    expectClean(world, ended);
  });

  it("waits for an object that is replicated after its manifest", async () => {
    const { ended } = await whileHidden(objectKey(labelled), { RESTORE_WAIT_SECONDS: "60" }, 1);
    expect(ended.stderr).toMatch(/backup_awaited.*has a manifest and no object/);
    expect(ended.code, ended.stderr).toBe(0);
    await drop(world, "other");
  });

  it("takes the next older backup where the newest one's object never came, at once or after its wait", async () => {
    const hourly = (await peer.manifests()).filter((key) => key.startsWith("postgresql/hourly/"));
    const ids = hourly.map((key) => key.replace(/^.*\/|\.manifest.*$/g, ""));
    const [newest = "", older = ""] = ids.toSorted().toReversed();
    const good = await peer.get(objectKey(newest));
    await peer.remove(objectKey(newest));
    const env = { LIFEBOAT_SETTINGS: peerSettings, RESTORE_FROM: "peer" };
    try {
      const ended = await expectRestores(world, env, older);
      expect(events(ended, "backup_skipped")).toMatchObject([{ level: "warn" }]);
      expect(events(ended, "backup_awaited")).toEqual([]);
      const waited = await expectRestores(world, { ...env, RESTORE_WAIT_SECONDS: "2" }, older);
      expect(events(waited, "backup_awaited")).toHaveLength(1);
      const message = new RegExp(`${newest} has a manifest and no object.*next older backup is ${older}`);
      await expectRefused(world, "restore", { ...env, RESTORE_BACKUP: newest }, 4, message);
    } finally {
      await peer.put(objectKey(newest), good);
    }
    await expectRestores(world, env, newest);
  });

  it("stops waiting soon after SIGTERM", async () => {
    const running = world.start("restore", { ...byLabel("shop-fence-never"), RESTORE_WAIT_SECONDS: "600" });
    await eventually(() => running.log().includes('"event":"backup_awaited"'), 30_000);
    const stopped = Date.now();
    running.process.kill("SIGTERM");
    const ended = await running.ended;
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/stopped by a signal/);
    expect(Date.now() - stopped).toBeLessThan(SOON_MILLISECONDS);
    expectClean(world, ended);
  });

  it("refuses labels and waits that are none, with 2", async () => {
    const label = { RESTORE_BACKUP: "label:Not_One" };
    await expectRefused(world, "restore", label, 2, /must be latest, a backup id, label:/);
    const env = { RESTORE_FROM: "moon", RESTORE_WAIT_SECONDS: "5m", RESTORE_REQUIRE_FENCED: "maybe" };
    await expectRefused(
      world,
      "restore",
      env,
      2,
      /REQUIRE_FENCED 'maybe'.*RESTORE_FROM 'moon' must be source, vault or peer.*WAIT_SECONDS '5m'/,
    );
    await expectRefused(world, "backup", { BACKUP_LABEL: "Not_One" }, 2, /BACKUP_LABEL 'Not_One'/);
  });

  it("refuses a database that the application can log in to, and touches nothing", async () => {
    const leftover = "shop_restore_20200101t000000_abcdef";
    await world.postgres.sql("postgres", `CREATE DATABASE ${leftover} OWNER shop`);
    const env = { ...byLabel(), RESTORE_REQUIRE_FENCED: "true", RESTORE_SWITCH: "true" };
    const ended = await expectRefused(world, "restore", env, 6, /database_open.*shop_app can log in/);
    expect(events(ended, "restore_started")).toEqual([]);
    expect(await databases(world)).toContain(leftover);
    await drop(world, leftover);
  });

  it("goes on when the application's login is off, or its role is not there yet", async () => {
    const env = { ...byLabel(), RESTORE_REQUIRE_FENCED: "true" };
    await world.postgres.sql("postgres", "ALTER ROLE shop_app NOLOGIN");
    await expectRestores(world, env, labelled);
    await world.postgres.sql("postgres", "ALTER ROLE shop_app RENAME TO shop_gone");
    await expectRestores(world, env, labelled);
    await world.postgres.sql(
      "postgres",
      "ALTER ROLE shop_gone RENAME TO shop_app; ALTER ROLE shop_app LOGIN",
    );
  });
});
