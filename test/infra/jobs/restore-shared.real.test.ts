import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { eventually } from "../../support/processes";
import { contentOf, startBackedUpWorld } from "./restore-kit";
import { events } from "./run-job";
import type { World } from "./world";

/** What a database's sessions are called from which databases are created and renamed. */
const MAINTENANCE = "lifeboat-maintenance";

describeReal("restore.sh on a server that several services share", JOB_REQUIREMENTS, () => {
  let world: World;
  let original: unknown;
  let first: string;

  beforeAll(async () => {
    ({ world, original, first } = await startBackedUpWorld());
  });
  afterAll(() => world.stop());

  /** A psql of another role, and how it ends. */
  function session(database: string, name: string, ...commands: readonly string[]) {
    const env = {
      ...world.postgres.env(database),
      PGUSER: "shop_migrate",
      PGPASSWORD: world.password,
      PGAPPNAME: name,
    };
    const client = spawn("/usr/bin/psql", ["-X", "-q", ...commands.flatMap((one) => ["-c", one])], {
      env,
      stdio: "ignore",
    });
    return once(client, "exit").then(([code]: unknown[]) => code);
  }

  it("waits for others' maintenance in the database whose name it takes, and ends all else there", async () => {
    const running = world.start("restore", {
      RESTORE_BACKUP: first,
      RESTORE_SWITCH: "true",
      RESTORE_SAFETY: "false",
    });
    await eventually(() => running.log().includes('"event":"restored"'), 60_000);
    const [maintained, used] = await Promise.all([
      // Long enough to last until a slow machine comes to the switch.
      session("shop", MAINTENANCE, "SELECT pg_sleep(12)"),
      session("shop", "web", "SELECT pg_sleep(60)"),
    ]);
    const ended = await running.ended;
    expect(ended.code, ended.stderr).toBe(0);
    expect([maintained, used]).toEqual([0, 2]);
    const [switched] = events(ended, "switched");
    expect(Number(switched?.["switchSeconds"])).toBeGreaterThan(1);
    expect(await contentOf(world, "shop")).toBe(original);
  });

  it("goes on where another one's restore takes the name of the database that it is managed from", async () => {
    const { postgres } = world;
    await postgres.sql("template1", "CREATE DATABASE spare TEMPLATE template0");
    const swap = spawn("/usr/bin/psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1"], {
      env: postgres.env("template1"),
      stdio: ["pipe", "ignore", "inherit"],
    });
    const swapped = once(swap, "exit");
    swap.stdin.write(
      "BEGIN; ALTER DATABASE postgres RENAME TO before; ALTER DATABASE spare RENAME TO postgres;\n",
    );
    const locks = async (granted: boolean): Promise<number> => {
      const which = `granted = ${granted} AND mode = '${granted ? "AccessExclusiveLock" : "RowExclusiveLock"}'`;
      const sql = `SELECT FROM pg_locks WHERE ${which} AND classid = 'pg_database'::regclass`;
      return (await postgres.sql("template1", sql)).length;
    };
    await eventually(async () => (await locks(true)) === 2);
    const running = world.start("restore", { RESTORE_BACKUP: first, RESTORE_TARGET: "other" });
    await eventually(async () => (await locks(false)) > 0);
    swap.stdin.end("COMMIT;\n");
    expect((await swapped)[0]).toBe(0);
    const ended = await running.ended;
    expect(ended.code, ended.stderr).toBe(0);
    expect(await contentOf(world, "other")).toBe(original);
  });
});
