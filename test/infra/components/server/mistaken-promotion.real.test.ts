import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { archive } from "../../../../infra/catalog/common";
import { places } from "../../../../infra/postgresql/places";
import { repositoryRoot } from "../../../../sandbox/engine/paths";
import { POD, describeReal } from "../../../support/describe-real";
import { ServerWorld, openStore, type Store } from "./server-kit";

const MINUTES = 60_000;
const PAGE = readFileSync(join(repositoryRoot(__dirname), "docs/database-server.md"), "utf8");

describeReal("a standby that went wrong", [...POD, "moto", "postgresql-17"], () => {
  let store: Store;
  let primary: ServerWorld;
  let standby: ServerWorld;
  const parts = { archive: { ...archive(0), timeoutSeconds: 5 } };

  beforeAll(async () => {
    store = await openStore();
    primary = await ServerWorld.open(store, parts);
    await primary.ready();
    await primary.sql("CREATE TABLE ledger (n int PRIMARY KEY, at timestamptz)");
    await write(primary, 1);
    const made = await primary.job("archive-full");
    expect(made.succeeded, made.log).toBe(true);
    standby = await ServerWorld.openStandby(store, parts);
    await standby.ready();
  }, 10 * MINUTES);
  afterAll(async () => {
    await primary.close();
    await standby.close();
    await store.stop();
  });

  async function write(world: ServerWorld, n: number): Promise<void> {
    await world.sql(`INSERT INTO ledger VALUES (${n}, clock_timestamp())`);
  }
  const has = (world: ServerWorld, n: number) => async () => (await world.rows()).includes(n);
  /** By the commands of the page. */
  async function makeAgain(world: ServerWorld): Promise<void> {
    const [, section = ""] = PAGE.split("\n### A standby whose data are damaged\n");
    const [, block = ""] = /^```sh\n(.*?)^```$/ms.exec(section) ?? [];
    const commands = block.trim().split("\n");
    expect(commands).toHaveLength(2);
    for (const command of commands) {
      const [program, ...args] = command.split(` -n jackpot-service-dr `);
      expect(program).toBe('kubectl --context "${DR:?}"');
      await world.kubectl(args.join(" ").split(" "));
    }
    await world.ready();
  }
  const isReady = async (world: ServerWorld): Promise<boolean> =>
    (await world.pod()).status.containerStatuses.find(({ name }) => name === "postgresql")?.ready ?? false;

  it(
    "is made again from the newest backup where its data are damaged, and replays on",
    async () => {
      const file = await standby.sql("SELECT pg_relation_filepath('ledger')");
      await standby.onNode("sh", "-c", `printf damaged >${standby.disk}/data/${file}`);
      await makeAgain(standby);
      expect(await standby.logs()).toContain('"event":"restore_completed"');
      expect(await standby.waits()).toBe(true);
      await write(primary, 2);
      await standby.until(has(standby, 2), "the row is replayed", 60);
    },
    5 * MINUTES,
  );

  it(
    "ends the server that serves within two minutes, where it is promoted beside it",
    async () => {
      await standby.exec(`${places.scripts}/promote.sh`);
      await write(standby, 1000);
      await primary.until(
        async () =>
          (await primary.logs()).includes('"event":"timeline_diverged"') && !(await isReady(primary)),
        "it ends",
        180,
      );
    },
    5 * MINUTES,
  );

  it(
    "is made a standby of its own timeline then, so that nobody writes: the way is to go on",
    async () => {
      await makeAgain(standby);
      expect(await standby.waits()).toBe(true);
      await standby.until(has(standby, 1000), "it has its own row", 60);
      expect(await isReady(primary)).toBe(false);
      await standby.exec(`${places.scripts}/promote.sh`);
      await write(standby, 1001);
      await primary.declare({ ...parts, reseed: "inc-1" });
      await primary.replacePod();
      await primary.ready();
      expect(await primary.waits()).toBe(true);
      await primary.until(has(primary, 1001), "it has what the promoted one wrote", 60);
    },
    8 * MINUTES,
  );
});
