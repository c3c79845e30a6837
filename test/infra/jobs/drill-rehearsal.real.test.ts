import path from "node:path";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { temporaryDirectory, type TemporaryDirectory } from "../../../sandbox/servers/at-exit";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { backup, databases, drop, expectClean } from "./restore-kit";
import { events } from "./run-job";
import { startWorld, type World } from "./world";

const JOBS = path.resolve(__dirname, "../../../infra/jobs");

describeReal("drill.sh and the switch of an emergency", JOB_REQUIREMENTS, () => {
  let world: World;
  let directory: TemporaryDirectory;
  let before: string[];

  beforeAll(async () => {
    directory = temporaryDirectory("rehearsal");
    world = await startWorld();
    await world.postgres.sql(
      "postgres",
      `ALTER DATABASE shop SET search_path = "$user", public; ALTER DATABASE shop SET work_mem = '7MB';
       ALTER DATABASE shop SET log_min_duration_statement = '500ms'; ALTER DATABASE shop SET "app.current_user" = 'x';
       COMMENT ON DATABASE shop IS 'kept'; ALTER DATABASE shop IS_TEMPLATE true; REVOKE CONNECT ON DATABASE shop FROM PUBLIC; GRANT CONNECT ON DATABASE shop TO shop_app, shop_backup`,
    );
    await backup(world);
    before = await databases(world);
  });
  afterAll(async () => {
    directory.remove();
    await world.stop();
  });

  /** A copy of the scripts with one fault. */
  function broken(file: string, from: string, to: string): string {
    const folder = path.join(directory.path, `${Math.random()}`);
    cpSync(JOBS, folder, { recursive: true });
    const text = readFileSync(path.join(folder, file), "utf8");
    expect(text).toContain(from);
    writeFileSync(path.join(folder, file), text.replace(from, to));
    return folder;
  }

  it("switches a scratch database in place of the serving one, and leaves nothing", async () => {
    const ended = await world.run("drill");
    expect(ended.code, ended.stderr).toBe(0);
    expect(events(ended, "rehearsed")).toHaveLength(1);
    expect(events(ended, "switched")).toMatchObject([
      { database: expect.stringMatching(/^shop_verify_/) as string },
    ]);
    expectClean(world, ended);
    expect(await databases(world)).toEqual(before);
  });

  it.each([
    ["a setting that is not copied", "properties.jq", "SET \\(.name | identifier) TO", "SET \\(.name) TO"],
    ["grants that are not copied", "properties-lib.sh", '&& properties late "$scratch/wanted" "$2"', ""],
    [
      "a rename that does nothing",
      "switch-lib.sh",
      'ALTER DATABASE :"new" RENAME TO :"serving";\nCOMMIT',
      "COMMIT",
    ],
    [
      "sessions that are not ended",
      "switch-lib.sh",
      "SELECT count(pg_terminate_backend(pid))",
      "SELECT count(pid)",
    ],
  ])("fails with %s", async (_, file, from, to) => {
    const ended = await world.start("drill", {}, broken(file, from, to)).ended;
    expect(ended.code, ended.stderr).toBe(1);
    expect(ended.stderr).toMatch(/"event":"(rehearsal_failed|switch_failed)"/);
    expect(await databases(world)).toEqual(before);
  });

  it("rehearses with what the backup says where there is no serving database", async () => {
    await drop(world, "shop");
    const ended = await world.run("drill");
    expect(ended.code, ended.stderr).toBe(0);
    expect(events(ended, "rehearsed")).toHaveLength(1);
    expect(await databases(world)).toEqual(before.filter((name) => name !== "shop"));
  });
});
