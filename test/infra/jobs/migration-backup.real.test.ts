import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { Bucket } from "./bucket";
import { events } from "./run-job";
import { startWorld, type World } from "./world";

describeReal("the backup before a migration", JOB_REQUIREMENTS, () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    await world.postgres.sql("postgres", "COMMENT ON DATABASE shop IS NULL");
  });

  const run = (label: string, env: Readonly<Record<string, string>> = {}) =>
    world.run("migration-backup", { BACKUP_LABEL: label, RESTORE_FROM: "vault", ...env });
  const labels = async () => {
    const manifests = (await world.bucket.manifests()).filter((key) => key.includes("/hourly/"));
    return (await Promise.all(manifests.map((key) => world.bucket.json(key)))).map(({ label }) => label);
  };
  const restored = (backup: string, at: Date) =>
    world.postgres.sql(
      "postgres",
      `ALTER ROLE shop_restore IN DATABASE shop SET application_name = 'restored: ${backup} ${at.toISOString().slice(0, 19)}Z'`,
    );

  it("takes one, reads it back from the vault and tells its label", async () => {
    const ended = await run("before-1");
    expect(ended.code, ended.stderr).toBe(0);
    expect(await labels()).toEqual(["before-1"]);
    const [logged] = events(ended, "migration_backed_up");
    expect(logged?.["message"]).toContain("RESTORE_BACKUP=label:before-1");
    expect(events(ended, "backup_read")).toMatchObject([{ backupId: logged?.["backupId"] }]);
    expect(world.scratch()).toEqual([]);
  });

  it("takes what is there where the migration is to make a key table", async () => {
    const LIFEBOAT_SETTINGS = world.writeSettings({ keyTables: ["public.users", "public.orders"] });
    const ended = await run("before-2", { LIFEBOAT_SETTINGS });
    expect(ended.code, ended.stderr).toBe(0);
    expect(events(ended, "tables_missing")[0]?.["message"]).toContain("public.orders");
    expect(await labels()).toContain("before-2");
  });

  it("takes none of a database that holds no table", async () => {
    await world.postgres.sql("postgres", "CREATE DATABASE empty OWNER shop");
    const ended = await run("before-3", { PGDATABASE: "empty" });
    expect(ended.code, ended.stderr).toBe(0);
    expect(events(ended, "nothing_to_back_up")).toHaveLength(1);
    expect(await labels()).not.toContain("before-3");
  });

  it("lets the backup stand that the database was restored from within the RPO", async () => {
    await restored("20260101T000000Z-abcdef", new Date(Date.now() - 59 * 60_000));
    const ended = await run("before-4");
    expect(ended.code, ended.stderr).toBe(0);
    expect(events(ended, "restored_recently")).toMatchObject([{ backupId: "20260101T000000Z-abcdef" }]);
    expect(await labels()).not.toContain("before-4");
  });

  it("takes another where that is longer ago", async () => {
    await restored("20260101T000000Z-abcdef", new Date(Date.now() - 61 * 60_000));
    const ended = await run("before-5");
    expect(ended.code, ended.stderr).toBe(0);
    expect(await labels()).toContain("before-5");
  });

  it("answers 4, with the remedy, where what it took cannot be found again", async () => {
    const empty = new Bucket(world.bucket.url, "nothing-here");
    await empty.create();
    const source = { bucket: empty.name, region: "us-east-1", endpointUrl: world.bucket.url };
    const LIFEBOAT_SETTINGS = world.writeSettings({ source });
    const ended = await run("before-6", { LIFEBOAT_SETTINGS, RESTORE_FROM: "source" });
    expect(ended.code, ended.stderr).toBe(4);
    expect(events(ended, "backup_unread")[0]?.["message"]).toMatch(
      /no backup in .*label:before-6.*nothing was migrated.*then run pulumi up again/,
    );
  });

  it("answers 3 where the database cannot be reached, and 2 without a label", async () => {
    expect((await run("before-7", { PGPORT: "1" })).code).toBe(3);
    expect((await run("Before 8")).code).toBe(2);
  });
});
