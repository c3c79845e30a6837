import { afterAll, beforeAll, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { contentOf, databases, expectClean, startBackedUpWorld } from "./restore-kit";
import type { World } from "./world";

describeReal("restore.sh that switches, and verify.sh", JOB_REQUIREMENTS, () => {
  let world: World;
  let original: unknown;
  let first: string;
  let second: string;

  beforeAll(async () => {
    ({ world, original, first, second } = await startBackedUpWorld());
  });
  afterAll(() => world.stop());

  it("verifies the newest and an older backup, writes the verdict and leaves no database", async () => {
    const before = await databases(world);
    await world.postgres.sql("postgres", "CREATE DATABASE shop_verify_20200101t000000_abcdef OWNER shop");
    for (const VERIFY_RANDOM of ["checksum", "full"]) {
      const ended = await world.run("verify", { VERIFY_RANDOM });
      expect(ended.code, ended.stderr).toBe(0);
      expectClean(world, ended);
    }
    expect(await databases(world)).toEqual(before);
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
    const serving = await contentOf(world, "shop");
    const ended = await world.run("restore", { RESTORE_BACKUP: first, RESTORE_SWITCH: "true" });
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout.trim()).toBe("shop");
    await gone;
    expect(await contentOf(world, "shop")).toBe(original);
    const old = (await databases(world)).find((name) => name.startsWith("shop_before_")) ?? "";
    expect(await contentOf(world, old)).toBe(serving);
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
    expect(await contentOf(world, "other")).toBe(serving);
    const latest = await world.run("verify");
    expect(latest.stderr).toContain(`"message":"backup ${second} restores"`);
  });
});
