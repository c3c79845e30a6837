import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { JOB_REQUIREMENTS, describeReal } from "../../support/describe-real";
import type { PostgresMajor } from "../../../sandbox/servers/postgres";
import { addFacts, factsIn, unkept } from "./facts-kit";
import { backup } from "./restore-kit";
import { events, type Ended } from "./run-job";
import { startWorld, type World } from "./world";

const SHAPES = readFileSync(path.resolve(__dirname, "../../../sandbox/databases/shapes.sql"), "utf8");

/** The rows of every table, materialized view and large object, by name. */
const ROWS = `SELECT string_agg(name || ' ' || hash, E'\\n' ORDER BY name) AS rows FROM (
  SELECT c.oid::regclass::text AS name, (xpath('/row/h/text()', query_to_xml(format(
    'SELECT md5(string_agg(t::text, ''|'' ORDER BY t::text)) AS h FROM ONLY %s t', c.oid::regclass), false, true, '')))[1]::text AS hash
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^pg_|^information_schema$'
  UNION ALL SELECT 'large object ' || oid, md5(lo_get(oid)) FROM pg_largeobject_metadata) t`;
const ROLES = ["analyst", "auditor"];

const onServer = (major: PostgresMajor) => () => {
  let world: World;
  let before: { readonly schema: string[]; readonly rows: unknown };
  let ended: Ended;
  let settings: string;

  const sql = (text: string, database = "shop") => world.postgres.sql(database, text);

  /** The database as its server's own pg_dump writes it, without what differs from run to run. */
  function schemaOf(database: string): string[] {
    const [program = "", ...enter] = world.postgres.program("pg_dump");
    const text = execFileSync(program, [...enter, "--schema-only", database], {
      env: { ...world.postgres.env(database), PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
      encoding: "utf8",
      maxBuffer: 1 << 26,
    });
    return text.split("\n").filter((line) => line !== "" && !/^(--|\\(un)?restrict )/.test(line));
  }

  beforeAll(async () => {
    world = await startWorld({ wal_level: "logical" }, major);
    for (const role of ROLES) await sql(`CREATE ROLE ${role}`, "postgres");
    // A restore gives objects to roles that its login is a member of.
    await sql("GRANT analyst TO shop_restore; GRANT analyst TO shop_backup", "postgres");
    await sql("DROP DATABASE shop", "postgres");
    await sql("CREATE DATABASE shop OWNER shop TEMPLATE template0", "postgres");
    await sql(SHAPES);
    before = { schema: schemaOf("shop"), rows: (await sql(ROWS))[0]?.["rows"] };
    settings = world.writeSettings({
      keyTables: ["shop.customers", "shop.orders"],
      integrity: [
        {
          id: "orders",
          description: "orders of nobody",
          sql: "SELECT count(*) FROM shop.orders WHERE customer IS NULL",
        },
      ],
      newestRowSql: "SELECT max(placed) FROM shop.orders",
      newestRowMaxAgeMinutes: null,
    });
    const LIFEBOAT_SETTINGS = settings;
    await backup(world, { LIFEBOAT_SETTINGS });
    ended = await world.run("restore", {
      LIFEBOAT_SETTINGS,
      RESTORE_SWITCH: "true",
      RESTORE_SAFETY: "false",
    });
    expect(ended.code, ended.stderr).toBe(0);
  }, 180_000);
  afterAll(() => world.stop());

  it("has every row and large object after the switch", async () => {
    expect((await sql(ROWS))[0]?.["rows"]).toBe(before.rows);
  });

  it("is what pg_dump says it was, but for what the restore named", () => {
    const after = schemaOf("shop");
    const lost = before.schema.filter((line) => !after.includes(line));
    const added = after.filter((line) => !before.schema.includes(line));
    const left = unkept(ended.stderr).map(({ kind, name }) => `${String(kind)} ${String(name)}`);
    expect(left).toContain("event trigger noticed");
    expect(left).toContain("publication everything");
    expect(left).toContain("foreign-data wrapper elsewhere");
    expect(
      lost.filter(
        (line) =>
          !/noticed|everything|elsewhere|never in a manifest|WHEN TAG IN|\bfar\b|remote|OWNER TO postgres|extensions/.test(
            line,
          ),
      ),
    ).toEqual([]);
    expect(added.filter((line) => !/noticed|extensions|OWNER TO shop/.test(line))).toEqual([]);
  });

  it("keeps settings, comment and grants of the database, and of roles in it", async () => {
    const [row] = await sql(`SELECT shobj_description(d.oid, 'pg_database') AS comment,
      has_database_privilege('pg_monitor', d.oid, 'TEMPORARY') AS temporary, has_database_privilege('analyst', d.oid, 'CREATE') AS create,
      (SELECT array_agg(one ORDER BY one) FROM pg_db_role_setting s, unnest(setconfig) one WHERE s.setdatabase = d.oid AND one !~ '^application_name') AS settings
      FROM pg_database d WHERE datname = 'shop'`);
    expect(row).toEqual({
      comment: "the shop's own; comment",
      temporary: false,
      create: true,
      settings: expect.arrayContaining(['search_path=shop, public, "$user"', "work_mem=12MB"]) as string[],
    });
  });

  it("passes a verification, which compares every fact, until one is not given to the copy", async () => {
    const verified = await world.run("verify", { LIFEBOAT_SETTINGS: settings });
    expect(verified.code, verified.stderr).toBe(0);
    const [manifest] = (await world.bucket.manifests()).filter((key) => key.includes("/hourly/"));
    const id = /([^/]+)\.manifest\.json$/.exec(String(manifest))?.[1] ?? "";
    const changed = (await factsIn(world, id)).map((one) =>
      one.kind === "rows" && one.name === "shop.customers" ? { ...one, facts: { rows: 1 } } : one,
    );
    await addFacts(world, id, changed);
    const refused = await world.run("verify", { LIFEBOAT_SETTINGS: settings });
    expect(refused.code, refused.stderr).toBe(1);
    expect(events(refused, "check_failed")[0]?.["message"]).toMatch(
      /rows shop\.customers: rows is 300, the backup has 1/,
    );
  });

  it("was compared with every fact", () => {
    expect(events(ended, "checked")).toHaveLength(1);
    expect(
      events(ended, "restored_otherwise").filter(({ message }) =>
        /structure|expressions/.test(String(message)),
      ),
    ).toEqual([]);
  });
};

describeReal("a database of every shape, on PostgreSQL 15", JOB_REQUIREMENTS, onServer(15));
describeReal(
  "a database of every shape, on PostgreSQL 17",
  [...JOB_REQUIREMENTS, "postgresql-17"],
  onServer(17),
);
