import { afterAll, beforeAll, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import { backup } from "./restore-kit";
import { startWorld, type World } from "./world";

const MINUTES = 60_000;
/** More than a server of 100 sessions has locks for by default, 6,400. */
const TABLES = 8000;
/** More than the 130,000 whose table of contents a restore once refused that a backup had accepted. */
const OBJECTS = 150_000;
/** Tables of one transaction, each of which holds its locks to the end. */
const AT_ONCE = 4000;

const FACTS = `SELECT (SELECT count(*)::int FROM pg_class WHERE relname LIKE 'many\\_%' AND relkind = 'r') AS tables,
  (SELECT count(*)::int FROM pg_largeobject_metadata m JOIN pg_roles r ON r.oid = m.lomowner WHERE rolname = 'shop') AS objects,
  (SELECT md5(string_agg(loid::text || md5(data), '' ORDER BY loid, pageno)) FROM pg_largeobject) AS content,
  (SELECT sum(n)::int FROM many_1 NATURAL FULL JOIN many_${TABLES}) AS rows`;

describeReal("a database of thousands of tables and 150,000 large objects", JOB_REQUIREMENTS, () => {
  let world: World;

  beforeAll(async () => {
    // As the backup asks for where the default of 64 does not suffice.
    world = await startWorld({ max_locks_per_transaction: "512" });
    for (let from = 1; from <= TABLES; from += AT_ONCE)
      await world.postgres.sql(
        "shop",
        `SET ROLE shop; DO $$ BEGIN FOR i IN ${from}..${from + AT_ONCE - 1} LOOP
           EXECUTE format('CREATE TABLE many_%s (n int); INSERT INTO many_%1$s VALUES (%1$s)', i); END LOOP; END $$`,
      );
    await world.postgres.sql(
      "shop",
      `SET ROLE shop; SELECT count(lo_from_bytea(0, convert_to(g::text, 'UTF8'))) FROM generate_series(1, ${OBJECTS}) g`,
    );
  }, 10 * MINUTES);
  afterAll(async () => {
    await world.stop();
  });

  it(
    "is backed up and restored whole",
    async () => {
      await backup(world);
      const ended = await world.run("restore", { RESTORE_TARGET: "other" });
      expect(ended.code, ended.stderr).toBe(0);
      const [facts] = await world.postgres.sql("other", FACTS);
      // The world has one of its own.
      expect(facts).toMatchObject({ tables: TABLES, objects: OBJECTS + 1 });
      expect([facts]).toEqual(await world.postgres.sql("shop", FACTS));
    },
    20 * MINUTES,
  );
});
