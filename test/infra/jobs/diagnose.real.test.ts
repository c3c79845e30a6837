import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { expectClean } from "./restore-kit";
import { events, type Ended } from "./run-job";
import { openClient, type OpenClient } from "./session-kit";
import { startWorld, type World } from "./world";

const JOBS = path.resolve(__dirname, "../../../infra/jobs");
const row = z.looseObject({});
const report = z.looseObject({
  server: z.looseObject({ readOnly: z.boolean(), superuser: z.boolean() }),
  connections: z.looseObject({ max: z.number(), used: z.number(), groups: z.array(row) }),
  idleInTransaction: z.array(row),
  locks: z.looseObject({
    waiting: z.number(),
    blockers: z.array(row),
    blocked: z.array(row),
    prepared: z.array(row),
  }),
  statements: z.array(row).optional(),
  tables: z.looseObject({ locked: z.number(), largest: z.array(row) }),
  bloat: z.looseObject({ undescribed: z.number(), wasted: z.array(row) }),
  indexes: z.looseObject({
    unused: z.array(row),
    duplicate: z.array(row),
    invalid: z.array(row),
    missing: z.array(row),
    scanned: z.array(row),
  }),
  unseen: z.array(z.string()),
});

/** What somebody would not want to read in a log. */
const CONSTANTS = ["ada@example.com", "4711", "dollar-word"];

const OBJECTS = `SET ROLE shop;
  CREATE TABLE orders (id int PRIMARY KEY, user_id int REFERENCES users, total int, note text);
  INSERT INTO orders SELECT g, 1 + g % 500, g, repeat('x', 400) FROM generate_series(1, 5000) g;
  CREATE INDEX orders_total ON orders (total);
  CREATE INDEX orders_total_again ON orders (total);
  CREATE INDEX orders_never ON orders (note);
  DELETE FROM orders WHERE id % 10 <> 0;
  CREATE TABLE locked_away (id int PRIMARY KEY);`;

describeReal("diagnose.sh", JOB_REQUIREMENTS, () => {
  let world: World;
  const folder = temporaryDirectory("diagnose");
  const clients: OpenClient[] = [];

  beforeAll(async () => {
    world = await startWorld({
      shared_preload_libraries: "pg_stat_statements",
      max_prepared_transactions: "2",
    });
    const sql = (database: string, text: string) => world.postgres.sql(database, text);
    await sql("shop", OBJECTS);
    // A build that fails leaves an invalid index.
    await sql("shop", "CREATE UNIQUE INDEX CONCURRENTLY orders_wrong ON orders (user_id)").catch(
      () => undefined,
    );
    await sql("shop", "VACUUM ANALYZE");
    await sql(
      "shop",
      "BEGIN; SET ROLE shop; INSERT INTO users (name) VALUES ('two'); PREPARE TRANSACTION 'forgotten'",
    );
    await sql("postgres", `CREATE ROLE bare LOGIN PASSWORD E'${world.password.replaceAll("\\", "\\\\")}'`);
  });
  afterAll(async () => {
    await Promise.all(clients.map((each) => each.close()));
    folder.remove();
    await world.stop();
  });

  async function open(user: string, name: string): Promise<OpenClient> {
    const client = await openClient(world, user, name);
    clients.push(client);
    return client;
  }
  const found = (ended: Ended) => report.parse(events(ended, "diagnosed")[0]?.["report"]);

  it("says who blocks whom, who idles, what is large, bloated, unused, doubled, invalid and missing, without a constant", async () => {
    const idler = await open("shop_app", "idler");
    await idler.query("BEGIN; SELECT 'ada@example.com', 4711, $$dollar-word$$");
    const holder = await open("shop_migrate", "holder");
    await holder.query("BEGIN; SET ROLE shop; LOCK TABLE locked_away IN ACCESS EXCLUSIVE MODE");
    const waiter = await open("shop_app", "waiter");
    await waiter.begin("SELECT 'ada@example.com' FROM locked_away");
    const ended = await world.run("diagnose");
    expect(ended.code, ended.stderr).toBe(0);
    expectClean(world, ended);

    const it = found(ended);
    expect(it.server).toMatchObject({ readOnly: true, superuser: false });
    expect(it.connections.groups).toContainEqual(
      expect.objectContaining({
        role: "shop_app",
        application: "idler",
        state: "idle in transaction",
        sessions: 1,
      }),
    );
    expect(it.idleInTransaction).toContainEqual(
      expect.objectContaining({ pid: idler.pid, query: "BEGIN; SELECT '…', ?, $…$" }),
    );
    expect(it.locks).toMatchObject({
      waiting: 1,
      blockers: [
        { pid: holder.pid, root: true, blocks: 1, role: "shop_migrate", backendStart: holder.began },
      ],
      blocked: [
        { pid: waiter.pid, blockedBy: [holder.pid], relation: "locked_away", mode: "AccessShareLock" },
      ],
      prepared: [{ id: "forgotten" }],
    });
    // Every section was seen.
    expect(it.unseen).toEqual([expect.stringMatching(/^indexes: uses are counted for/)]);
    expect(it.tables.locked).toBe(1);
    const [largest] = it.tables.largest;
    expect(largest).toMatchObject({ table: "orders", rows: 500 });
    expect(it.bloat.undescribed).toBe(0);
    const [wasted] = it.bloat.wasted;
    expect(wasted).toMatchObject({ table: "orders" });
    expect(Number(wasted?.["wastedPercent"])).toBeGreaterThan(80);
    expect(it.indexes.unused.map(({ index }) => index)).toEqual(
      expect.arrayContaining(["orders_never", "orders_total", "orders_total_again"]),
    );
    expect(it.indexes.duplicate).toMatchObject([
      { indexes: ["orders_total", "orders_total_again"], table: "orders" },
    ]);
    expect(it.indexes.invalid).toMatchObject([{ index: "orders_wrong" }]);
    expect(it.indexes.missing).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ table: "orders", columns: "user_id" }),
        expect.objectContaining({ table: "tasks", columns: "user_id" }),
      ]),
    );
    expect(it.statements?.some(({ query }) => String(query).startsWith("INSERT INTO orders"))).toBe(true);

    // The text says the same, with the command that ends the root of the wait.
    expect(ended.stdout).toContain(
      `TERMINATE=one TERMINATE_PID=${holder.pid} TERMINATE_BACKEND_START=${holder.began}`,
    );
    for (const line of [
      "1 sessions wait; who blocks them:",
      "prepared transaction forgotten",
      "orders_wrong",
      "1 tables are left out",
    ])
      expect(ended.stdout).toContain(line);
    for (const constant of CONSTANTS) expect(`${ended.stdout}${ended.stderr}`).not.toContain(constant);
    await Promise.all([idler, holder, waiter].map((each) => each.close()));
  });

  it("waits for no lock, not even behind somebody who waits for a table", async () => {
    const reader = await open("shop_app", "reader");
    await reader.query("BEGIN; SELECT FROM locked_away");
    const alterer = await open("shop_migrate", "alterer");
    await alterer.begin("ALTER TABLE locked_away ADD note text");
    const ended = await world.run("diagnose");
    const { tables, unseen } = found(ended);
    expect(tables.locked).toBe(1);
    expect(unseen.filter((each) => each.startsWith("tables"))).toEqual([]);
    await Promise.all([alterer.close(), reader.close()]);
  });

  it("runs as a role without any right, and says what it does not see", async () => {
    await open("shop_app", "unseen");
    const ended = await world.run("diagnose", { PGUSER: "bare" });
    expect(ended.code, ended.stderr).toBe(0);
    const { unseen, bloat, connections } = found(ended);
    expect(connections.groups).toContainEqual(
      expect.objectContaining({ application: "unseen", state: "not visible" }),
    );
    expect(bloat.undescribed).toBeGreaterThan(0);
    expect(unseen).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^sessions: of \d+ only role and number are visible; role bare must be a member of pg_monitor$/,
        ),
        expect.stringMatching(/^bloat: \d+ tables have no statistics that role bare may read/),
        expect.stringMatching(/^indexes: uses are counted for \d+ \w+ only/),
      ]),
    );
    for (const each of unseen) expect(ended.stdout).toContain(each);
  });

  it("cannot write: a statement that does fails, and is a section that is not seen", async () => {
    cpSync(JOBS, folder.path, { recursive: true });
    const file = path.join(folder.path, "diagnose.sql");
    writeFileSync(
      file,
      readFileSync(file, "utf8").replace("\\warn @locks", "\\warn @locks\nDELETE FROM users;\n\\warn @other"),
    );
    const ended = await world.start("diagnose", { PGUSER: "shop_migrate" }, folder.path).ended;
    expect(ended.code, ended.stderr).toBe(0);
    expect(found(ended).unseen).toContain("locks: cannot execute DELETE in a read-only transaction");
    expect(await world.postgres.sql("shop", "SELECT count(*)::int AS n FROM users")).toEqual([{ n: 500 }]);
  });

  it("leaves with 2 and 3 as every job does", async () => {
    const wrong = await world.run("diagnose", { DIAGNOSE_ROWS: "0" });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("DIAGNOSE_ROWS '0' must be a whole number from 1 to 100");
    const closed = await world.run("diagnose", { PGPORT: "1" });
    expect(closed.code).toBe(3);
    expect(closed.stdout).toBe("");
  });
});
