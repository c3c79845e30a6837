import { afterAll, beforeAll, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { eventually } from "../../support/processes";
import { drop, openSession } from "./restore-kit";
import { events } from "./run-job";
import { startWorld, type World } from "./world";

const ROWS = 600_000;

describeReal("a backup of a database that is used and changed meanwhile", JOB_REQUIREMENTS, () => {
  let world: World;
  const sql = (text: string, database = "shop") => world.postgres.sql(database, text);

  beforeAll(async () => {
    world = await startWorld();
    await sql(`SET ROLE shop; CREATE TABLE used (id serial PRIMARY KEY, body text, note text);
      INSERT INTO used (body) SELECT repeat(md5(g::text), 8) FROM generate_series(1, ${ROWS}) g;
      CREATE SEQUENCE around MAXVALUE 50 CYCLE;
      CREATE FUNCTION answer() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE VIEW answers AS SELECT 1 AS n`);
  });
  afterAll(() => world.stop());

  /** pg_dump copies the rows: it has its locks, and has read the catalogs. */
  const copies = () =>
    eventually(async () => {
      const [row] = await sql(
        "SELECT count(*)::int AS n FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query LIKE 'COPY public.used %'",
      );
      return row?.["n"] === 1;
    });

  /** Backs up, does something while pg_dump copies the rows, and restores; both must succeed. */
  async function whileCopied(change: (ended: () => boolean) => Promise<void>): Promise<readonly string[]> {
    const running = world.start("backup");
    let over = false;
    const ended = running.ended.finally(() => (over = true));
    await copies();
    await change(() => over);
    const saved = await ended;
    expect(saved.code, saved.stderr).toBe(0);
    const restored = await world.run("restore", {
      RESTORE_TARGET: "other",
      RESTORE_BACKUP: saved.stdout.trim(),
    });
    expect(restored.code, restored.stderr).toBe(0);
    return events(restored, "restored_otherwise").map(({ message }) => String(message));
  }

  it("is no nearer to its end for sequences that go on", async () => {
    const differences = await whileCopied(async (over) => {
      while (!over())
        await sql(
          "INSERT INTO used (body) VALUES ('later'); SELECT nextval('around') FROM generate_series(1, 7)",
        );
    });
    expect(differences.filter((one) => !one.includes("sequence value public.around: cycle"))).toEqual([]);
    const [row] = await sql(
      "SELECT max(id) <= nextval('used_id_seq') - 1 AS free, count(*)::int AS n FROM used",
      "other",
    );
    expect(row).toMatchObject({ free: true, n: ROWS });
    await drop(world, "other");
  });

  it("does not wait for what waits for the end of the backup", async () => {
    const other = await openSession(world);
    try {
      let altered: Promise<unknown> = Promise.resolve();
      const differences = await whileCopied(async () => {
        altered = other.query("ALTER TABLE used DROP COLUMN note");
        await eventually(async () => {
          const waiting = await sql("SELECT FROM pg_locks WHERE NOT granted AND relation = 'used'::regclass");
          return waiting.length === 1;
        });
      });
      await altered;
      expect(differences).toEqual([]);
      expect(
        await sql(
          "SELECT count(*)::int AS n FROM pg_attribute WHERE attrelid = 'used'::regclass AND attname = 'note'",
          "other",
        ),
      ).toEqual([{ n: 1 }]);
      await drop(world, "other");
    } finally {
      await other.end();
    }
  });

  it("holds functions and views as they were, and compares with them", async () => {
    const differences = await whileCopied(async () => {
      await sql(`CREATE OR REPLACE FUNCTION answer() RETURNS int LANGUAGE sql AS 'SELECT 2';
        CREATE OR REPLACE VIEW answers AS SELECT 2 AS n, 3 AS m`);
    });
    expect(differences).toEqual([]);
    expect(await sql("SELECT answer() AS f, n FROM answers", "other")).toEqual([{ f: 1, n: 1 }]);
    await drop(world, "other");
  });
});
