import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import type { Service } from "../../../infra/catalog/types";
import { loadDatabase } from "../../../sandbox/databases/service-database";
import { temporaryDirectory } from "../../../sandbox/servers/at-exit";
import { startPostgres, type Postgres } from "../../../sandbox/servers/postgres";
import { describeReal } from "../../support/describe-real";
import { compareFacts, readFacts, type DatabaseFact } from "./facts-compare";

/** What no restore is judged by, and why. */
const NOT_JUDGED: Readonly<Record<string, string>> = {
  "database collationVersion": "the restore builds its indexes with this server's, and says so",
  "database monetary": "the restore reads values of money as they were written",
  "database tablespace": "the restore uses it where it may, or says so",
  "role exists": "belongs to the server; who owns what is judged",
  "sequence tableOwner": "the table's owner is judged",
  "sequence value increment": "belongs to the sequence's structure, which is judged",
  "sequence value cycles": "belongs to the sequence's structure, which is judged",
};

/** A value of the same type that is no copy's. */
function other(value: unknown): unknown {
  if (typeof value === "number") return value - 1;
  if (typeof value === "boolean") return !value;
  if (typeof value === "string" || value === null) return `${value ?? ""} another`;
  return Array.isArray(value) ? [...(value as unknown[]), "another"] : { ...value, PUBLIC: "ANOTHER" };
}

/** What follows from the version of an extension, which is judged. */
const isOfExtension = ({ facts }: DatabaseFact): boolean =>
  "acl" in facts && !("owner" in facts) && !("tableOwner" in facts);

/** The word with which a difference in a property is named. */
const named = (property: string): string => (property === "acl" ? "wider" : property);

/** What changes a service's own database in one way each. */
function changes({ database: { keyTables, ownerRole } }: Service): readonly (readonly [string, RegExp])[] {
  const [table = ""] = keyTables;
  const refused = (what: string): RegExp =>
    new RegExp(`^refuse\ttable ${table.replace(".", "\\.")}: ${what}`, "m");
  return [
    [`ALTER TABLE ${table} OWNER TO another`, refused("owner is another")],
    [`GRANT SELECT ON ${table} TO PUBLIC`, refused("wider is .*PUBLIC.*SELECT")],
    [`ALTER TABLE ${table} ADD COLUMN another int`, refused("structure")],
    [`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`, refused("rowSecurity")],
    [
      `ALTER DEFAULT PRIVILEGES FOR ROLE ${ownerRole} GRANT SELECT ON TABLES TO PUBLIC`,
      /^refuse\tdefault acl .*: (extra|wider)/m,
    ],
    ["CREATE FUNCTION public.another() RETURNS int LANGUAGE sql AS 'SELECT 1'", /^warn\tfunction .*: extra/m],
  ];
}

describeReal("the facts of a service's own database", ["postgresql", "jq"], () => {
  let server: Postgres;
  const directory = temporaryDirectory("service-facts");
  const originals = new Map<string, readonly DatabaseFact[]>();
  const originalOf = ({ id }: Service): readonly DatabaseFact[] => originals.get(id) ?? [];
  const compare = (service: Service, found: readonly DatabaseFact[]): Promise<string[]> =>
    compareFacts(directory.path, originalOf(service), found);

  beforeAll(async () => {
    server = await startPostgres({});
    await server.sql("postgres", "CREATE ROLE another");
    for (const service of services) {
      await loadDatabase(server, service);
      originals.set(service.id, await readFacts(server, service.database.name));
    }
  });
  afterAll(async () => {
    await server.stop();
    directory.remove();
  });

  describe.each(services.map((service) => [service.id, service] as const))("of %s", (_, service) => {
    it("differ in nothing from themselves", async () => {
      expect(originalOf(service).length).toBeGreaterThan(10);
      expect(await compare(service, originalOf(service))).toEqual([]);
    });

    /** Facts of which the comparison with a copy does not name every one of these properties. */
    async function unnoticed(
      copy: readonly DatabaseFact[],
      properties: (one: DatabaseFact) => readonly string[],
    ): Promise<string[]> {
      const facts = originalOf(service);
      const lines = [
        ...(await compare(service, copy)),
        ...(await compareFacts(directory.path, facts, copy, { when: "given" })),
      ];
      return facts.flatMap((one) =>
        properties(one)
          .filter((property) => !(`${one.kind} ${property}` in NOT_JUDGED))
          .map((property) => `${one.kind} ${one.name}: ${named(property)} is `)
          .filter((text) => !lines.some((line) => line.split("\t")[1]?.startsWith(text))),
      );
    }

    it("are all noticed where a copy lacks them", async () => {
      const lacked = (one: DatabaseFact) =>
        isOfExtension(one) ? [] : [one.kind.endsWith("setting") ? "value" : "exists"];
      expect(await unnoticed([], lacked)).toEqual([]);
    });

    it("are all noticed where a copy has others", async () => {
      const copy = originalOf(service).map((one) => ({
        ...one,
        facts: Object.fromEntries(
          Object.entries(one.facts).map(([property, value]) => [property, other(value)]),
        ),
      }));
      // One that was never asked has no value that another could be before.
      const judged = ({ kind, facts }: DatabaseFact) =>
        Object.keys(facts).filter((property) => kind !== "sequence value" || facts[property] !== null);
      expect(await unnoticed(copy, judged)).toEqual([]);
    });

    it.each(changes(service))("%s", async (change, difference) => {
      const found = await readFacts(server, service.database.name, { change });
      expect((await compare(service, found)).join("\n")).toMatch(difference);
    });
  });
});
