import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { startPostgres, type Postgres } from "../../../sandbox/servers/postgres";
import { describeReal } from "../../support/describe-real";
import { compareFacts, readFacts, type Comparison, type DatabaseFact } from "./facts-compare";

const SHAPES = path.resolve(__dirname, "../../../sandbox/databases/shapes.sql");

describeReal("the facts of a database", ["postgresql", "jq"], () => {
  let server: Postgres;
  let original: DatabaseFact[];
  const directory = temporaryDirectory("facts");

  const factsOf = (database: string): Promise<DatabaseFact[]> => readFacts(server, database);
  const compare = (
    expected: readonly DatabaseFact[],
    found: readonly DatabaseFact[],
    more?: Comparison,
  ): Promise<string[]> => compareFacts(directory.path, expected, found, more);

  beforeAll(async () => {
    server = await startPostgres({ settings: { wal_level: "logical", max_prepared_transactions: "2" } });
    for (const role of ["shop", "shop_application", "analyst", "auditor"])
      await server.sql("postgres", `CREATE ROLE ${role}`);
    await server.sql("postgres", "CREATE DATABASE shapes OWNER shop");
    await server.sql("shapes", readFileSync(SHAPES, "utf8"));
    original = await factsOf("shapes");
  });
  afterAll(async () => {
    await server.stop();
    directory.remove();
  });

  it("differ in nothing from themselves, and hold no secret", async () => {
    expect(await compare(original, original)).toEqual([]);
    expect(JSON.stringify(original)).not.toContain("never in a manifest");
    expect(new Set(original.map(({ kind }) => kind)).size).toBeGreaterThan(25);
  });

  it("are read by a login without any right, and without temporary objects", async () => {
    await server.sql(
      "postgres",
      "CREATE ROLE reader LOGIN PASSWORD 'r'; REVOKE TEMPORARY ON DATABASE shapes FROM PUBLIC",
    );
    const login = { PGUSER: "reader", PGPASSWORD: "r" };
    expect((await readFacts(server, "shapes", { login })).length).toBeGreaterThan(60);
  });

  describe("of a copy that was changed by one statement", () => {
    const changes: readonly [statement: string, difference: RegExp][] = [
      [
        "ALTER TABLE shop.parent OWNER TO analyst",
        /^refuse\ttable shop\.parent: owner is analyst, the backup has shop/,
      ],
      ["ALTER SCHEMA shop OWNER TO analyst", /^refuse\tschema shop: owner/],
      ["ALTER VIEW shop.rich OWNER TO analyst", /^refuse\tview shop\.rich: owner/],
      ["ALTER FUNCTION shop.wipe() OWNER TO postgres", /^refuse\tfunction shop\.wipe\(\): owner/],
      ["ALTER TYPE shop.state OWNER TO analyst", /^refuse\ttype shop\.state: owner/],
      ["ALTER COLLATION shop.german OWNER TO analyst", /^refuse\tcollation shop\.german: owner/],
      [
        "ALTER LARGE OBJECT 5001 OWNER TO shop_application; ALTER LARGE OBJECT 5002 OWNER TO shop",
        /^refuse\tlarge objects shop: oids is /,
      ],
      [
        "ALTER LARGE OBJECT 5001 OWNER TO analyst",
        /^refuse\tlarge objects shop: count is 2, the backup has 3/,
      ],
      [
        "GRANT EXECUTE ON FUNCTION shop.wipe() TO PUBLIC",
        /^refuse\tfunction shop\.wipe\(\): wider is .*PUBLIC.*EXECUTE/,
      ],
      ["GRANT DELETE ON shop.orders TO analyst", /^refuse\ttable shop\.orders: wider is .*analyst.*DELETE/],
      [
        "GRANT SELECT ON shop.orders TO analyst WITH GRANT OPTION",
        /^refuse\ttable shop\.orders: wider is .*SELECT\*/,
      ],
      [
        "GRANT UPDATE (name) ON shop.customers TO analyst",
        /^refuse\ttable column shop\.customers\.name: wider/,
      ],
      ["GRANT USAGE ON TYPE shop.state TO PUBLIC", /^refuse\ttype shop\.state: wider/],
      [
        "GRANT EXECUTE ON FUNCTION extensions.gen_random_uuid() TO PUBLIC",
        /^refuse\tfunction extensions\.gen_random_uuid\(\): wider/,
      ],
      ["GRANT SELECT ON LARGE OBJECT 5001 TO PUBLIC", /^refuse\tlarge objects shop: grants/],
      ["GRANT CREATE ON SCHEMA public TO PUBLIC", /^refuse\tschema public: wider/],
      ["REVOKE SELECT ON shop.orders FROM analyst", /^warn\ttable shop\.orders: narrower/],
      [
        "ALTER DEFAULT PRIVILEGES FOR ROLE shop GRANT SELECT ON TABLES TO PUBLIC",
        /^refuse\tdefault acl for role shop on tables: extra/,
      ],
      [
        "ALTER DEFAULT PRIVILEGES FOR ROLE shop IN SCHEMA shop REVOKE SELECT ON TABLES FROM analyst",
        /^refuse\tdefault acl .*exists is missing/,
      ],
      [
        "ALTER TABLE shop.customers DISABLE ROW LEVEL SECURITY",
        /^refuse\ttable shop\.customers: rowSecurity/,
      ],
      [
        "ALTER TABLE shop.customers NO FORCE ROW LEVEL SECURITY",
        /^refuse\ttable shop\.customers: rowSecurity/,
      ],
      ["DROP POLICY readers ON shop.customers", /^refuse\ttable shop\.customers: structure/],
      ["ALTER POLICY readers ON shop.customers TO PUBLIC", /^refuse\ttable shop\.customers: structure/],
      ["ALTER FUNCTION shop.wipe() SECURITY INVOKER", /^refuse\tfunction shop\.wipe\(\): securityDefiner/],
      ["ALTER FUNCTION shop.wipe() RESET ALL", /^refuse\tfunction shop\.wipe\(\): settings/],
      [
        "CREATE OR REPLACE FUNCTION shop.prefixed(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1'",
        /^refuse\tfunction shop\.prefixed.*structure/,
      ],
      [
        "CREATE OR REPLACE AGGREGATE shop.total(int) (SFUNC = int4pl, STYPE = int, INITCOND = '5')",
        /^refuse\taggregate .*structure/,
      ],
      ["DROP PROCEDURE shop.nothing()", /^refuse\tprocedure shop\.nothing\(\): exists/],
      ["DROP OPERATOR shop.<+> (text, text)", /^refuse\toperator .*exists/],
      ["DROP INDEX shop.orders_state", /^refuse\ttable shop\.orders: structure/],
      [
        "ALTER TABLE shop.customers DROP CONSTRAINT customers_mail_key",
        /^refuse\ttable shop\.customers: structure/,
      ],
      [
        "DELETE FROM shop.orders_old; ALTER TABLE shop.orders_old VALIDATE CONSTRAINT positive",
        /^refuse\ttable shop\.orders_old: structure/,
      ],
      ["DROP TRIGGER touched ON shop.parent", /^refuse\ttable shop\.parent: structure/],
      ["ALTER TABLE shop.parent ENABLE TRIGGER sleeping", /^refuse\ttable shop\.parent: structure/],
      ["DROP RULE quiet ON shop.parent", /^refuse\ttable shop\.parent: structure/],
      ["ALTER TABLE shop.parent ALTER a SET NOT NULL", /^refuse\ttable shop\.parent: structure/],
      ["ALTER TABLE shop.customers ALTER extra DROP DEFAULT", /^refuse\ttable shop\.customers: structure/],
      ["ALTER TABLE shop.customers REPLICA IDENTITY DEFAULT", /^refuse\ttable shop\.customers: structure/],
      ["ALTER TABLE shop.child NO INHERIT shop.parent", /^refuse\ttable shop\.child: structure/],
      [
        "ALTER TABLE shop.orders DETACH PARTITION shop.orders_old",
        /^refuse\ttable shop\.orders_old: structure/,
      ],
      ["ALTER TABLE shop.scratch SET LOGGED", /^refuse\ttable shop\.scratch: structure/],
      ["ALTER TABLE shop.parent RESET (fillfactor)", /^refuse\ttable shop\.parent: options/],
      ["ALTER VIEW shop.rich RESET (security_barrier)", /^refuse\tview shop\.rich: options/],
      [
        "CREATE OR REPLACE VIEW shop.rich AS SELECT id, name FROM shop.customers",
        /^warn\tview shop\.rich: expressions/,
      ],
      ["DROP MATERIALIZED VIEW shop.busy", /^refuse\tmaterialized view shop\.busy: exists/],
      [
        "ALTER TABLE shop.orders_old DROP CONSTRAINT positive; ALTER TABLE shop.orders_old ADD CONSTRAINT positive CHECK (total > 9) NOT VALID",
        /^warn\ttable shop\.orders_old: expressions/,
      ],
      ["ALTER DOMAIN shop.amount SET DEFAULT 1", /^warn\ttype shop\.amount: expressions/],
      [
        "ALTER DATABASE changed SET datestyle = 'German'; ALTER TABLE shop.parent ALTER a SET DEFAULT 7",
        /^refuse\ttable shop\.parent: structure/,
      ],
      ["ALTER TYPE shop.state ADD VALUE 'late'", /^refuse\ttype shop\.state: structure/],
      ["ALTER DOMAIN shop.amount DROP CONSTRAINT amount_check", /^refuse\ttype shop\.amount: structure/],
      ["ALTER TYPE shop.place ADD ATTRIBUTE zip text", /^refuse\ttype shop\.place: structure/],
      ["ALTER SEQUENCE shop.number INCREMENT 1", /^refuse\tsequence shop\.number: structure/],
      [
        "SELECT setval('shop.number', 100)",
        /^refuse\tsequence value shop\.number: value is 100, the backup has 107/,
      ],
      ["SELECT setval('shop.down', -10)", /^refuse\tsequence value shop\.down: value/],
      ["DROP TEXT SEARCH CONFIGURATION shop.words", /^refuse\ttext search configuration shop\.words: exists/],
      ["DROP STATISTICS shop.related", /^refuse\tstatistics object shop\.related: exists/],
      ["DROP EXTENSION pg_trgm", /^refuse\textension pg_trgm: exists/],
      ["ALTER EXTENSION pg_trgm SET SCHEMA extensions", /^refuse\textension pg_trgm: schema/],
      ["COMMENT ON SCHEMA shop IS 'other'", /^warn\tschema shop: comment/],
      ["DROP PUBLICATION parts", /^refuse\tpublication parts: exists/],
      ["ALTER PUBLICATION parts DROP TABLE shop.child", /^refuse\tpublication parts: tables/],
      ["DROP EVENT TRIGGER noticed", /^refuse\tevent trigger noticed: exists/],
      ["ALTER EVENT TRIGGER noticed DISABLE", /^refuse\tevent trigger noticed: enabled/],
      ["DROP USER MAPPING FOR shop SERVER far", /^refuse\tuser mapping shop on server far: exists/],
      ["ALTER SERVER far OPTIONS (ADD port '1')", /^refuse\tserver far: options/],
      ["DROP FOREIGN TABLE shop.remote", /^refuse\tforeign table shop\.remote: exists/],
      ["SELECT lo_unlink(5002)", /^refuse\tlarge objects shop_application: exists/],
      ["CREATE TABLE shop.more ()", /^warn\ttable shop\.more: extra/],
      ["CREATE CAST (text AS shop.place) WITH INOUT", /^warn\tcast .*extra/],
    ];

    it.each(changes)("%s", async (statement, difference) => {
      await server.sql("postgres", "CREATE DATABASE changed TEMPLATE shapes OWNER shop");
      try {
        await server.sql("changed", statement);
        const lines = await compare(original, await factsOf("changed"));
        expect(lines.join("\n")).toMatch(new RegExp(difference.source, "m"));
      } finally {
        await server.sql("postgres", "DROP DATABASE changed WITH (FORCE)");
      }
    });
  });

  it("warn of definitions alone where the server has another major, which spells them otherwise", async () => {
    await server.sql("postgres", "CREATE DATABASE changed TEMPLATE shapes OWNER shop");
    try {
      await server.sql("changed", 'DROP INDEX shop.orders_state; DROP TYPE "Odd; Schema".mood');
      const lines = await compare(original, await factsOf("changed"), { sameMajor: "false" });
      expect(lines.filter((line) => line.startsWith("warn")).join()).toMatch(/orders: structure/);
      expect(lines.filter((line) => line.startsWith("refuse")).join()).toMatch(/mood: exists/);
    } finally {
      await server.sql("postgres", "DROP DATABASE changed WITH (FORCE)");
    }
  });

  it("have digests that are not compared with those of another version of these jobs", async () => {
    const of = (query: string): DatabaseFact => ({ kind: "digests", name: "", facts: { of: query } });
    const found = original.map((one) =>
      "structure" in one.facts ? { ...one, facts: { ...one.facts, structure: "other" } } : one,
    );
    const alike = await compare([...original, of("a")], [...found, of("a")]);
    expect(alike.length).toBeGreaterThan(10);
    for (const before of [[], [of("a")]])
      expect(await compare([...original, ...before], [...found, of("b")])).toEqual([
        expect.stringMatching(/^warn\tdigests .*another version of these jobs/),
      ]);
  });

  it("name no right as lost that the one who had it has as the owner", async () => {
    const acl = (facts: DatabaseFact["facts"]) => [{ kind: "schema", name: "s", facts }];
    const before = acl({ owner: "gone", acl: { gone: "CREATE,USAGE", shop: "USAGE", analyst: "USAGE" } });
    const after = acl({ owner: "shop", acl: { shop: "CREATE,USAGE" } });
    const unkept = [{ kind: "schema", name: "s", property: "owner" }];
    expect(await compare(before, after, { unkept })).toEqual([
      expect.stringMatching(/^warn\tschema s: narrower is .*\{"analyst":\["USAGE"\]\}/),
    ]);
  });

  it("leave out what the restore said it could not keep, and nothing more", async () => {
    const found = original
      .filter(({ kind }) => kind !== "event trigger")
      .map((one) =>
        one.name === '"Odd; Schema".ledger'
          ? { ...one, facts: { ...one.facts, owner: "shop", acl: { shop: "SELECT" } } }
          : one,
      );
    const unkept = [
      { kind: "event trigger", name: "noticed", property: "exists" },
      { kind: "table", name: '"Odd; Schema".ledger', property: "owner" },
    ];
    expect(await compare(original, found)).toHaveLength(2);
    expect(await compare(original, found, { unkept })).toEqual([]);
    const open = found.map((one) =>
      one.name === '"Odd; Schema".ledger'
        ? { ...one, facts: { ...one.facts, acl: { PUBLIC: "SELECT" } } }
        : one,
    );
    expect(await compare(original, open, { unkept })).toEqual([
      expect.stringMatching(/^refuse\t.*ledger: wider/),
    ]);
  });

  it("are compared after the switch for what the switch gives to a database", async () => {
    await server.sql("postgres", "CREATE DATABASE changed TEMPLATE shapes OWNER shop");
    const found = await factsOf("changed");
    await server.sql("postgres", "DROP DATABASE changed");
    expect(await compare(original, found)).toEqual([]);
    const lines = await compare(original, found, { when: "given" });
    expect(lines.every((line) => line.startsWith("refuse\t"))).toBe(true);
    expect(lines.join()).not.toContain("500ms");
    expect(lines.join("\n")).toMatch(/setting app\.current_user/);
    expect(lines.join("\n")).toMatch(/role setting shop_application\/work_mem/);
    expect(lines.join("\n")).toMatch(/database : comment/);
  });

  it.each(["encoding", "provider", "collate", "ctype", "locale", "icuRules"])(
    "refuse another %s",
    async (property) => {
      const found = original.map((one) =>
        one.kind === "database" ? { ...one, facts: { ...one.facts, [property]: "other" } } : one,
      );
      expect(await compare(original, found)).toEqual([
        expect.stringMatching(`^refuse\tdatabase : ${property} is other`),
      ]);
    },
  );

  it("name slots and prepared transactions, which no copy has", async () => {
    await server.sql("shapes", "SELECT pg_create_logical_replication_slot('reader_of_all', 'pgoutput')");
    await server.sql("shapes", "BEGIN; DELETE FROM shop.scratch; PREPARE TRANSACTION 'half done'");
    try {
      const lines = await compare(await factsOf("shapes"), original);
      expect(lines).toEqual([
        expect.stringMatching(/^warn\tslot reader_of_all: exists/),
        expect.stringMatching(/^warn\tprepared transaction half done: exists/),
      ]);
    } finally {
      await server.sql("shapes", "ROLLBACK PREPARED 'half done'");
      await server.sql("shapes", "SELECT pg_drop_replication_slot('reader_of_all')");
    }
  });
});
