import { afterAll, beforeAll, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { startPostgres, type Postgres } from "../../../sandbox/servers/postgres";
import { connected, loadDatabase } from "../../../sandbox/databases/service-database";
import { describeReal } from "../../support/describe-real";
import { violations } from "./violations";

describeReal("integrity queries on a real PostgreSQL", ["postgresql"], () => {
  let server: Postgres;

  beforeAll(async () => {
    server = await startPostgres({ ssl: false });
    for (const service of services) await loadDatabase(server, service);
  }, 60_000);

  afterAll(async () => {
    await server.stop();
  });

  for (const service of services) {
    const { database } = service;

    it(`${service.id}: every query gives one bigint, and 0 on good data`, async () => {
      for (const query of database.integrity) {
        await connected(server, database.name, async (client) => {
          const result = await client.query({ text: query.sql, rowMode: "array" });
          expect(result.rows, query.id).toEqual([["0"]]);
          expect(
            result.fields.map((field) => field.dataTypeID),
            query.id,
          ).toEqual([20]);
        });
      }
    });

    it(`${service.id}: every query finds its violation`, async () => {
      expect(Object.keys(violations[service.id] ?? {})).toEqual(database.integrity.map((query) => query.id));
      for (const query of database.integrity) {
        await connected(server, database.name, async (client) => {
          await client.query("SET session_replication_role = replica");
          await client.query("SET allow_system_table_mods = on");
          await client.query("BEGIN");
          await client.query(violations[service.id]?.[query.id] ?? "");
          const result = await client.query<[string]>({ text: query.sql, rowMode: "array" });
          expect(Number(result.rows[0]?.[0]), query.id).toBeGreaterThan(0);
          await client.query("ROLLBACK");
        });
      }
    });

    it(`${service.id}: key tables exist and have rows, and the newest row is fresh`, async () => {
      for (const table of database.keyTables) {
        const [row] = await server.sql(database.name, `SELECT count(*) > 0 AS some FROM ${table}`);
        expect(row?.["some"], table).toBe(true);
      }
      const maxAge = database.newestRowMaxAgeMinutes ?? 0;
      const [row] = await server.sql(
        database.name,
        `SELECT (${database.newestRowSql}) > now() - make_interval(mins => ${maxAge}) AS fresh`,
      );
      expect(row?.["fresh"]).toBe(true);
    });

    it(`${service.id}: its extensions are installed, and no other but PL/pgSQL`, async () => {
      const rows = await server.sql(
        database.name,
        "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'",
      );
      expect(rows.map((row) => row["extname"]).sort()).toEqual([...database.extensions].sort());
    });
  }
});
