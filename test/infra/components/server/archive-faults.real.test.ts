import { afterAll, beforeAll, expect, it } from "vitest";
import { archive } from "../../../../infra/catalog/common";
import { POD, describeReal } from "../../../support/describe-real";
import { ServerWorld, openStore, type Store } from "./server-kit";

const MINUTES = 60_000;

describeReal("the archive of a declared server", [...POD, "moto", "postgresql-17"], () => {
  let store: Store;
  let world: ServerWorld;
  beforeAll(async () => {
    store = await openStore();
    world = await ServerWorld.open(store, { archive: { ...archive(0), timeoutSeconds: 5 } });
    await world.ready();
    await world.sql("CREATE TABLE ledger (n int PRIMARY KEY, word text)");
  }, 10 * MINUTES);
  afterAll(async () => {
    await world.close();
    await store.stop();
  });

  /** WAL files that both repositories, or one, hold. */
  const held = async (index: 0 | 1): Promise<number> =>
    (await store.buckets[index].keys("archive/")).filter((key) => /[0-9A-F]{24}-/.test(key)).length;

  /** The segment that is written now. */
  const segment = (): Promise<string> => world.sql("SELECT pg_walfile_name(pg_current_wal_lsn())");

  const holds = async (index: 0 | 1, name: string): Promise<boolean> =>
    (await store.buckets[index].keys("archive/")).some((key) => key.includes(name));

  it(
    "has a row in both regions soon, though nothing else is written",
    async () => {
      const name = await segment();
      await world.sql("INSERT INTO ledger VALUES (1, 'one')");
      // The server's own timeout here is five seconds; without one the segment would never be full.
      await world.until(
        async () => (await holds(0, name)) && (await holds(1, name)),
        "the segment is in both",
        45,
      );
    },
    2 * MINUTES,
  );

  it(
    "goes on in one region while the other is down, and catches up by itself",
    async () => {
      await store.away(0, true);
      const before = await held(0);
      const names: string[] = [];
      for (let round = 0; round < 4; round += 1) {
        names.push(await segment());
        await world.sql(
          `INSERT INTO ledger SELECT g, repeat('w', 500) FROM generate_series(${100 + round * 1000}, ${1000 + round * 1000}) g; SELECT pg_switch_wal()`,
        );
      }
      await world.until(
        async () => (await Promise.all(names.map((name) => holds(1, name)))).every(Boolean),
        "the other region has all",
        90,
      );
      expect(await held(0)).toBe(before);
      expect(await world.sql("SELECT failed_count > 0 FROM pg_stat_archiver")).toBe("t");
      await store.away(0, false);
      await world.until(
        async () => (await Promise.all(names.map((name) => holds(0, name)))).every(Boolean),
        "the region that was down has all",
        120,
      );
    },
    5 * MINUTES,
  );

  it(
    "takes another backup after one that was killed",
    async () => {
      await world.sql(
        "CREATE TABLE bulk AS SELECT g, md5(g::text) || md5((g + 1)::text) AS word FROM generate_series(1, 900000) g",
      );
      await world.kubectl(["create", "job", "killed", "--from=cronjob/shop-archive-full"]);
      await world.until(
        async () =>
          (await world.kubectl(["logs", "--selector=job-name=killed"])).includes("backup start archive"),
        "the backup copies",
      );
      await world.kubectl(["delete", "pod", "--selector=job-name=killed", "--grace-period=0", "--force"]);
      await world.kubectl(["delete", "job", "killed"]);
      const next = await world.job("archive-full");
      expect(next.succeeded, next.log).toBe(true);
      const { log } = await world.job("archive-verify");
      expect(log).not.toMatch(/invalid checksum|missing: [1-9]/);
    },
    8 * MINUTES,
  );

  it(
    "says which repository has a byte that flipped",
    async () => {
      const [bucket] = store.buckets;
      const keys = (await bucket.keys("backup/shop/")).filter((key) => /\/bundle\/\d+$/.test(key));
      const key = keys.at(-1) ?? "";
      const body = await bucket.get(key);
      const middle = Math.floor(body.length / 2);
      body[middle] = (body[middle] ?? 0) ^ 1;
      const version = await bucket.put(key, body);
      const refused = await world.job("archive-verify", {});
      expect(refused.succeeded).toBe(false);
      expect(refused.log).toMatch(/"event":"verify_failed".*"repository":"1"/);
      expect(refused.log).toMatch(/invalid checksum '[^']*\/bundle\/.*"repository":"1"/);
      expect(refused.log).not.toMatch(/invalid checksum.*"repository":"2"/);
      await bucket.removeVersion(key, version);
    },
    8 * MINUTES,
  );

  it(
    "backs up into one repository while the other is down, and fails by its name",
    async () => {
      await store.away(0, true);
      const half = await world.job("archive-incremental", { PGBACKREST_IO_TIMEOUT: "5" });
      await store.away(0, false);
      expect(half.succeeded).toBe(false);
      expect(half.log).toMatch(/"event":"backup_failed".*"repository":"1"/);
      expect(half.log).toMatch(/"event":"backup_completed".*"repository":"2"/);
      expect(half.log).toContain("no incr backup in repositories 1");
    },
    8 * MINUTES,
  );

  it(
    "says that a page of the database is damaged when it is backed up, and names the file",
    async () => {
      await world.sql("CREATE TABLE damaged AS SELECT generate_series(1, 1000) AS n; CHECKPOINT");
      const file = await world.sql("SELECT pg_relation_filepath('damaged')");
      const path = `${world.disk}/data/${file}`;
      await world.onNode(
        "sh",
        "-c",
        `cp ${path} /tmp/whole && printf X | dd of=${path} bs=1 seek=5000 conv=notrunc 2>/dev/null`,
      );
      const damaged = new RegExp(`"event":"pages_damaged".*${file}`);
      const refused = await world.job("archive-incremental", {});
      expect(refused.succeeded, refused.log).toBe(false);
      expect(refused.log).toMatch(damaged);
      // The file did not change since, and pgBackRest does not read it again: the next backup names it all the same.
      const again = await world.job("archive-incremental", {});
      await world.onNode("sh", "-c", `cat /tmp/whole >${path}`);
      expect(again.succeeded, again.log).toBe(false);
      expect(again.log).toMatch(damaged);
    },
    5 * MINUTES,
  );

  it(
    "fills its disk while no repository answers, stops, and has lost nothing once there is room",
    async () => {
      const own = await openStore();
      const small = await ServerWorld.open(own, { roomMib: 400 });
      try {
        await small.ready();
        await small.sql("CREATE TABLE ledger (n serial PRIMARY KEY, word text)");
        await own.away(0, true);
        await own.away(1, true);
        const acknowledged: number[] = [];
        const fill =
          "INSERT INTO ledger (word) SELECT repeat(md5(g::text), 60) FROM generate_series(1, 5000) g";
        for (;;)
          try {
            await small.sql(fill);
            acknowledged.push(5000);
          } catch {
            break;
          }
        await small.until(
          async () => (await small.logs()).includes("No space left on device"),
          "it says that the disk is full",
        );
        expect(acknowledged.length).toBeGreaterThan(1);
        await small.enlarge(1500);
        await own.away(0, false);
        await own.away(1, false);
        await small.ready(240);
        const rows = Number(await small.sql("SELECT count(*) FROM ledger"));
        const sum = acknowledged.reduce((total, count) => total + count, 0);
        // The last one may have been committed before it could be acknowledged.
        expect([sum, sum + 5000]).toContain(rows);
        await small.until(
          async () =>
            (await small.sql("SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready'")) ===
            "0",
          "all WAL is in both repositories",
          180,
        );
      } finally {
        await small.close();
        await own.stop();
      }
    },
    10 * MINUTES,
  );

  it(
    "takes no WAL and no backup with another passphrase, and says so",
    async () => {
      const wrong = await ServerWorld.open(store, {
        words: ["x".repeat(40), "y".repeat(40)],
        mayInitialize: true,
      });
      await wrong.until(
        async () => (await wrong.logs()).includes("repository_unreachable"),
        "it says that it cannot read",
      );
      expect(await wrong.logs()).toMatch(/repository 1 cannot be read/);
      expect(await wrong.onNode("ls", wrong.disk)).not.toContain("data");
      await wrong.close();
    },
    5 * MINUTES,
  );
});
