import { afterAll, beforeAll, expect, it } from "vitest";
import { exporterQueries } from "../../../../infra/scraping/queries";
import { archive } from "../../../../infra/catalog/common";
import { POD, describeReal } from "../../../support/describe-real";
import { ADMIN_WORD, ServerWorld, openStore, type Store } from "./server-kit";

const MINUTES = 60_000;

describeReal("steps of a posture change", [...POD, "moto", "postgresql-17"], () => {
  let store: Store;
  let primary: ServerWorld;
  let standby: ServerWorld;
  const parts = { archive: { ...archive(0), timeoutSeconds: 5 } };

  beforeAll(async () => {
    store = await openStore();
    primary = await ServerWorld.open(store, parts);
    await primary.ready();
    await primary.sql(
      "CREATE TABLE ledger (n serial PRIMARY KEY, at timestamptz DEFAULT clock_timestamp()); GRANT ALL ON ledger, ledger_n_seq TO lifeboat_admin",
    );
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

  /** Seconds of lag, as the exporter asks for them. */
  async function lagOf(world: ServerWorld): Promise<number> {
    const { query = "" } = exporterQueries.find(({ namespace }) => namespace === "pg_replica") ?? {};
    const [seconds = ""] = (await world.sql(query, "postgres")).split("|");
    return Number(seconds);
  }

  /**
   * Everything in the database, and the roles. Those of the server's own programs change at each start, and a sequence is up to
   * 32 ahead after a replay, as after a crash.
   */
  const dumpOf = (world: ServerWorld): Promise<string> =>
    world.exec(
      ...["sh", "-c"],
      "PATH=/usr/lib/postgresql/17/bin:$PATH; export PGHOST=/run/postgresql PGUSER=postgres; { pg_dump shop; pg_dumpall --roles-only; } | grep -v 'lifeboat_\\|restrict\\|setval'",
    );
  /** As a login that comes from elsewhere. */
  const write = async (world: ServerWorld): Promise<number> =>
    Number(
      await world.exec(
        "env",
        `PGPASSWORD=${ADMIN_WORD}`,
        "/usr/lib/postgresql/17/bin/psql",
        "-XAtq",
        `host=${world.host} user=lifeboat_admin dbname=shop sslmode=require`,
        "-c",
        "INSERT INTO ledger DEFAULT VALUES RETURNING n",
      ),
    );
  /** Writes until the server takes no more. @returns the rows that it acknowledged, once nothing is written any more */
  async function writeUntilRefused(world: ServerWorld): Promise<readonly number[]> {
    const acknowledged: number[] = [];
    for (;;)
      try {
        acknowledged.push(await write(world));
      } catch {
        return acknowledged;
      }
  }

  it(
    "leave a server alone that is open for writes already",
    async () => {
      const step = await primary.step("promote");
      expect(step.log).toContain('"event":"promoted_before"');
      expect(step.succeeded).toBe(true);
      expect(await primary.waits()).toBe(false);
    },
    2 * MINUTES,
  );

  it(
    "fence a server under load: it takes no write any more, and what it acknowledged is on the one that is promoted",
    async () => {
      const load = writeUntilRefused(primary);
      const fence = await primary.step("server-fence");
      expect(fence.succeeded, fence.log + (await primary.logs())).toBe(true);
      const acknowledged = await load;
      expect(acknowledged.length).toBeGreaterThan(0);
      // However long it takes until somebody takes over: there is nothing that the standby lacks.
      await standby.until(async () => (await lagOf(standby)) === 0, "it has replayed the fence");
      expect(await primary.waits()).toBe(true);
      await expect(write(primary)).rejects.toThrow("read-only transaction");
      // Read before the promotion: a fenced server follows the other one soon, and starts again for that.
      const fenced = await dumpOf(primary);
      const promoted = await standby.step("promote", { PROMOTE_AFTER_FENCE: fence.name });
      expect(promoted.succeeded, promoted.log + (await standby.logs())).toBe(true);
      expect(await standby.rows()).toEqual(expect.arrayContaining([...acknowledged]));
      expect(await dumpOf(standby)).toEqual(fenced);
      await standby.exec(
        ...[
          "/usr/lib/postgresql/17/bin/pg_amcheck",
          "--host=/run/postgresql",
          "--username=postgres",
          "--all",
        ],
        ...["--install-missing", "--heapallindexed", "--rootdescend"],
      );
      await write(standby);
    },
    4 * MINUTES,
  );

  it(
    "make a fenced server the other one's standby, by itself",
    async () => {
      const newest = await write(standby);
      await primary.until(
        async () => (await primary.waits()) && (await primary.rows()).includes(newest),
        "it has what the other one wrote",
        150,
      );
      expect(await primary.logs()).toContain('"event":"rejoined"');
    },
    4 * MINUTES,
  );

  it(
    "fail back, also where the server that is fenced is killed half-way, with nothing lost",
    async () => {
      const load = writeUntilRefused(standby);
      const name = await standby.startStep("server-fence");
      await standby.until(
        async () => (await standby.logs()).includes('"event":"fence_started"'),
        "the fence has begun",
      );
      await standby.kill();
      const acknowledged = await load;
      const fence = await standby.ended(name);
      expect(fence.succeeded, fence.log + (await standby.logs())).toBe(true);
      const promoted = await primary.step("promote", { PROMOTE_AFTER_FENCE: name });
      expect(promoted.succeeded, promoted.log + (await primary.logs())).toBe(true);
      expect(await primary.rows()).toEqual(expect.arrayContaining([...acknowledged]));
      await write(primary);
    },
    5 * MINUTES,
  );

  it(
    "do not promote a standby that never saw the fence, and leave it as it is",
    async () => {
      await standby.until(
        async () => (await standby.logs()).includes('"event":"rejoined"'),
        "it rejoins",
        150,
      );
      await standby.ready();
      const { succeeded, code, log } = await standby.step("promote", {
        PROMOTE_AFTER_FENCE: "fence-of-nobody",
        PROMOTE_WAIT_SECONDS: "5",
      });
      expect([succeeded, code]).toEqual([false, 4]);
      expect(log).toContain('"event":"fence_not_replayed"');
      expect(await standby.waits()).toBe(true);
    },
    2 * MINUTES,
  );

  it(
    "wait with a fence for the other region's repository, while nobody can write",
    async () => {
      await store.away(1, true);
      const name = await primary.startStep("server-fence");
      await primary.until(
        async () => (await primary.logs()).includes('"event":"fence_waits"'),
        "it waits",
        90,
      );
      await expect(write(primary)).rejects.toThrow("pg_hba.conf rejects");
      await store.away(1, false);
      const fence = await primary.ended(name);
      expect(fence.succeeded, fence.log + (await primary.logs())).toBe(true);
    },
    5 * MINUTES,
  );

  it(
    "undo a fence that nobody took over after, and the standby follows",
    async () => {
      const promoted = await primary.step("promote");
      expect(promoted.succeeded, promoted.log).toBe(true);
      const newest = await write(primary);
      await standby.until(async () => (await standby.rows()).includes(newest), "it follows", 90);
      await Promise.all(Array.from({ length: 12 }, () => write(primary)));
      await standby.until(async () => (await lagOf(standby)) > 0, "its lag is measured again", 90);
      expect(await standby.waits()).toBe(true);
    },
    4 * MINUTES,
  );

  it(
    "take back a fence that still waits, and promote no standby that nobody fenced or declared lost",
    async () => {
      await store.away(0, true);
      await store.away(1, true);
      const name = await primary.startStep("server-fence");
      await primary.until(
        async () => (await primary.logs()).split('"event":"fence_waits"').length > 2,
        "it waits again",
        90,
      );
      const taken = await primary.step("promote");
      expect(taken.succeeded, taken.log).toBe(true);
      await primary.until(async () => (await write(primary)) > 0, "it takes writes again", 60);
      await primary.kubectl(["delete", "job", name]);
      await store.away(0, false);
      await store.away(1, false);
      const refused = await standby.step("promote");
      expect([refused.succeeded, refused.code]).toEqual([false, 6]);
      expect(refused.log).toContain('"event":"promotion_refused"');
      expect(await standby.waits()).toBe(true);
    },
    6 * MINUTES,
  );

  it("are all that their operator may do", async () => {
    const may = (right: string) => primary.sql(`SET ROLE lifeboat_operator; ${right}`);
    await expect(may("SELECT * FROM ledger")).rejects.toThrow("permission denied");
    await expect(may("CREATE ROLE another")).rejects.toThrow("permission denied");
    await expect(
      primary.exec(
        "/usr/lib/postgresql/17/bin/psql",
        `host=${primary.host} user=lifeboat_operator dbname=postgres sslmode=require`,
        "-c",
        "SELECT 1",
      ),
    ).rejects.toThrow("certificate");
  });
});
