import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { archive } from "../../../../infra/catalog/common";
import { places } from "../../../../infra/postgresql/places";
import { POD, describeReal } from "../../../support/describe-real";
import { ServerWorld, openStore, type Store } from "./server-kit";

const MINUTES = 60_000;

describeReal("a restore to a point in time", [...POD, "moto", "postgresql-17"], () => {
  let store: Store;
  let world: ServerWorld;
  let times: Readonly<Record<string, string>>;

  beforeAll(async () => {
    store = await openStore();
    world = await ServerWorld.open(store, { archive: { ...archive(0), timeoutSeconds: 5 } });
    await world.ready();
    await world.sql("CREATE TABLE ledger (n int PRIMARY KEY)");
    const now = (): Promise<string> =>
      world.sql("SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
    const before = await now();
    const made = await world.job("archive-full");
    expect(made.succeeded, made.log).toBe(true);
    await world.sql("INSERT INTO ledger VALUES (1)");
    await sleep(1100);
    const first = await now();
    await sleep(1100);
    const xid = await world.sql("BEGIN; INSERT INTO ledger VALUES (2); SELECT pg_current_xact_id(); COMMIT");
    await world.sql("SELECT pg_create_restore_point('before the mistake')");
    await world.sql("DELETE FROM ledger");
    await world.sql("SELECT pg_switch_wal()");
    times = { before, first, xid };
    await sleep(6000);
  }, 10 * MINUTES);
  afterAll(async () => {
    await world.close();
    await store.stop();
  });

  /** Runs the drill with these variables; reads the copy while it is held. */
  async function restored(env: Readonly<Record<string, string>>, look = true) {
    await world.disks(1);
    const name = await world.startJob("archive-drill", { RESTORE_HOLD_MINUTES: look ? "5" : "0", ...env });
    const log = () => world.kubectl(["logs", `--selector=job-name=${name}`, "--tail=-1"]);
    if (!look) return { ...(await world.ended(name)), rows: "" };
    const held = async () => /copy_held|"level":"error"/.test(await log());
    await world.until(held, `${name} is held`, 240).catch(async (error: unknown) => {
      throw new Error(`${name}: ${await log()}`, { cause: error });
    });
    const said = await log();
    expect(said).toContain("copy_sound");
    const pod = (await world.kubectl(["get", "pods", `--selector=job-name=${name}`, "--output=name"])).trim();
    const psql = [`${places.programs}/psql`, "-XAtq", `-h${places.socket}`, "-Upostgres", "shop", "-c"];
    const rows = (
      await world.kubectl(["exec", pod, "--", ...psql, "SELECT n FROM ledger ORDER BY 1"])
    ).trim();
    await world.kubectl(["delete", "job", name]);
    return { succeeded: true, log: said, code: 0, rows };
  }

  it.each([
    ["the newest state", () => ({}), ""],
    ["a time", () => ({ RESTORE_TO: times["first"] ?? "" }), "1"],
    ["a transaction", () => ({ RESTORE_TO: `xid:${times["xid"] ?? ""}` }), "1\n2"],
    ["a restore point", () => ({ RESTORE_TO: "name:before the mistake" }), "1\n2"],
    ["the end of the backup", () => ({ RESTORE_TO: "immediate" }), ""],
    [
      "a time, from the other region",
      () => ({ RESTORE_TO: times["first"] ?? "", RESTORE_REPOSITORY: "2" }),
      "1",
    ],
  ])(
    "gives %s",
    async (_, env, rows) => {
      expect((await restored(env())).rows).toBe(rows);
    },
    5 * MINUTES,
  );

  it.each([
    ["a time before the first backup", () => ({ RESTORE_TO: times["before"] ?? "" }), 4, /backup_not_found/],
    [
      "a time that the archive does not reach",
      () => ({ RESTORE_TO: new Date(Date.now() + 3_600_000).toISOString() }),
      4,
      /target_not_reached.*newest commit/,
    ],
    ["a time without a zone", () => ({ RESTORE_TO: "2026-01-31T12:00:00" }), 2, /a time with its zone/],
    [
      "several wrong arguments at once",
      () => ({ RESTORE_TO: "xid:x", RESTORE_REPOSITORY: "3" }),
      2,
      /number: xid:12345; RESTORE_REPOSITORY '3' must be 1 or 2/,
    ],
  ])(
    "refuses %s",
    async (_, env, code, message) => {
      const ended = await restored(env(), false);
      expect(ended.succeeded).toBe(false);
      expect(ended.log).toMatch(message);
      expect(ended.code).toBe(code);
    },
    3 * MINUTES,
  );

  it("leaves serving database and archive as they were", async () => {
    expect(await world.sql("SELECT count(*) FROM ledger")).toBe("0");
    expect(await world.sql("SELECT timeline_id FROM pg_control_checkpoint()")).toBe("1");
  });
});
