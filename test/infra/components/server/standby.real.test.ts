import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { archive } from "../../../../infra/catalog/common";
import { places } from "../../../../infra/postgresql/places";
import { POD, describeReal } from "../../../support/describe-real";
import { ServerWorld, openStore, type Store } from "./server-kit";

const MINUTES = 60_000;
const TIMEOUT_SECONDS = 5;

describeReal(
  "a standby that replays from its own region's repository",
  [...POD, "moto", "postgresql-17"],
  () => {
    let store: Store;
    let primary: ServerWorld;
    let standby: ServerWorld;
    const parts = { archive: { ...archive(0), timeoutSeconds: TIMEOUT_SECONDS } };

    beforeAll(async () => {
      store = await openStore();
      primary = await ServerWorld.open(store, parts);
      await primary.ready();
      standby = await ServerWorld.openStandby(store, parts);
    }, 10 * MINUTES);
    afterAll(async () => {
      await primary.close();
      await standby.close();
      await store.stop();
    });

    /** Writes a row and returns its number once it is acknowledged. */
    const write = async (world: ServerWorld, n: number): Promise<number> => {
      await world.sql(`INSERT INTO ledger VALUES (${n}, clock_timestamp())`);
      return n;
    };

    it(
      "waits for the first backup, and does not become a database of its own",
      async () => {
        await standby.until(
          async () => (await standby.logs()).includes('"event":"no_backup_yet"'),
          "it waits",
        );
        await primary.sql(
          "CREATE TABLE ledger (n int PRIMARY KEY, at timestamptz); ALTER TABLE ledger OWNER TO shop",
        );
        const made = await primary.job("archive-full");
        expect(made.succeeded, made.log).toBe(true);
        await standby.ready();
        expect(await standby.waits()).toBe(true);
      },
      5 * MINUTES,
    );

    it(
      "answers queries with what was committed a moment ago, and takes no write",
      async () => {
        await write(primary, 1);
        await standby.until(async () => (await standby.rows()).includes(1), "the row is replayed", 40);
        await expect(write(standby, 2)).rejects.toThrow("read-only transaction");
      },
      2 * MINUTES,
    );

    it(
      "is promoted when the primary is lost, and lacks nothing older than the archive's timeout and ten seconds",
      async () => {
        const acknowledged: { n: number; at: number }[] = [];
        const until = performance.now() + 15_000;
        for (let n = 10; performance.now() < until; n += 1) {
          await write(primary, n);
          acknowledged.push({ n, at: performance.now() });
        }
        const lostAt = performance.now();
        await primary.kubectl(["scale", "statefulset", "postgresql", "--replicas=0"]);
        await primary.replacePod();
        // What the repository has is replayed before the standby opens.
        await sleep(1000);
        const began = performance.now();
        await standby.exec(`${places.scripts}/promote.sh`);
        await write(standby, 100_000);
        expect(performance.now() - began).toBeLessThan(30_000);
        const kept = new Set(await standby.rows());
        const lost = acknowledged.filter(({ n }) => !kept.has(n));
        const oldest = Math.max(0, ...lost.map(({ at }) => lostAt - at));
        expect(oldest).toBeLessThan((TIMEOUT_SECONDS + 10) * 1000);
        expect(acknowledged.length - lost.length).toBeGreaterThan(0);
        await standby.until(
          async () => (await standby.logs()).includes('"event":"archive_ready"'),
          "the promoted server archives",
        );
      },
      3 * MINUTES,
    );

    it(
      "keeps the old primary from writing when that comes back with its data",
      async () => {
        await primary.kubectl(["scale", "statefulset", "postgresql", "--replicas=1"]);
        await primary.until(
          async () => (await primary.logs()).includes('"event":"timeline_diverged"'),
          "it refuses",
        );
        const { containerStatuses } = (await primary.pod()).status;
        expect(containerStatuses.find(({ name }) => name === "postgresql")?.ready).toBe(false);
        expect(await primary.logs()).toContain("pulumi config set --path 'lifeboat:databaseReseeds.shop'");
      },
      3 * MINUTES,
    );

    it(
      "is followed by the old primary once somebody asks for that, with every row",
      async () => {
        await primary.declare({ ...parts, reseed: "inc-1" });
        await primary.replacePod();
        await primary.ready();
        expect(await primary.waits()).toBe(true);
        await primary.until(
          async () => (await primary.rows()).includes(100_000),
          "it has what the new primary wrote",
          40,
        );
      },
      5 * MINUTES,
    );

    it(
      "fails back with nothing lost: the last WAL of a server that is stopped is in the archive",
      async () => {
        for (let n = 200_000; n < 200_020; n += 1) await write(standby, n);
        const before = await standby.rows();
        await standby.kubectl(["scale", "statefulset", "postgresql", "--replicas=0"]);
        await standby.kubectl(["wait", "--for=delete", "pod/postgresql-0", "--timeout=120s"]);
        await primary.until(
          async () => (await primary.rows()).length === before.length,
          "all is replayed",
          60,
        );
        await primary.exec(`${places.scripts}/promote.sh`);
        expect(await primary.rows()).toEqual(before);
        await write(primary, 300_000);
        await standby.kubectl(["scale", "statefulset", "postgresql", "--replicas=1"]);
        await standby.until(
          async () => (await standby.logs()).includes('"event":"timeline_diverged"'),
          "the other refuses",
        );
      },
      5 * MINUTES,
    );

    it(
      "makes a copy of a lost disk that is read before it is written",
      async () => {
        await primary.until(
          async () => (await primary.logs()).includes('"event":"archive_ready"'),
          "it archives",
        );
        await primary.sql("SELECT pg_switch_wal()");
        await primary.kubectl(["scale", "statefulset", "postgresql", "--replicas=0"]);
        await primary.kubectl(["wait", "--for=delete", "pod/postgresql-0", "--timeout=120s"]);
        await primary.onNode("sh", "-c", `rm -rf ${primary.disk}/*`);
        await primary.kubectl(["scale", "statefulset", "postgresql", "--replicas=1"]);
        await primary.ready();
        expect(await primary.waits()).toBe(true);
        await primary.until(async () => (await primary.rows()).includes(300_000), "it has the last row", 40);
        await primary.exec(`${places.scripts}/promote.sh`);
        await write(primary, 300_001);
      },
      5 * MINUTES,
    );
  },
);
