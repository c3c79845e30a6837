import type { Service } from "../../infra/catalog/types";
import { connected, loadDatabase } from "../databases/service-database";
import type { Postgres } from "../servers/postgres";

/** Rows that the drill's clients write; owned as every table of the service is, so that a backup holds it. */
const TABLE = "public.lifeboat_drill_rows";
/** Bytes that a row of filler takes, about. */
const FILLER_ROW_BYTES = 1100;

/** How much is to be restored beside the service's own rows. */
export interface Filler {
  /** @default 0 */
  readonly rows: number | undefined;
  /** @default 0 */
  readonly sizeMib: number | undefined;
}

/** The owner and the extensions of a service, as somebody with more rights than Pulumi's login made them once. */
async function makeOwner(server: Postgres, { database }: Service): Promise<void> {
  if (database.ownerRole === server.superuser) return;
  const made = await server.sql("postgres", `SELECT 1 FROM pg_roles WHERE rolname = '${database.ownerRole}'`);
  if (made.length === 0) await server.sql("postgres", `CREATE ROLE ${database.ownerRole}`);
}

/** The standby's server before its first restore: the owner is there, the database is not. */
export async function prepareStandby(server: Postgres, service: Service): Promise<void> {
  await makeOwner(server, service);
}

/** The primary's server: schema and rows of the service, the drill's table, and filler. */
export async function preparePrimary(server: Postgres, service: Service, filler: Filler): Promise<void> {
  const { name, ownerRole } = service.database;
  await loadDatabase(server, service);
  // Nobody writes as the owner: the application has a login of its own.
  if (ownerRole !== server.superuser) await server.sql("postgres", `ALTER ROLE ${ownerRole} NOLOGIN`);
  const rows = filler.rows ?? Math.ceil(((filler.sizeMib ?? 0) * 1024 * 1024) / FILLER_ROW_BYTES);
  await connected(server, name, async (client) => {
    await client.query(`SET ROLE ${ownerRole}`);
    await client.query(
      `CREATE TABLE ${TABLE} (seq integer PRIMARY KEY, side text NOT NULL, at timestamptz NOT NULL DEFAULT now())`,
    );
    if (rows === 0) return;
    await client.query(
      "CREATE TABLE public.lifeboat_drill_filler (id bigint PRIMARY KEY, text text NOT NULL)",
    );
    await client.query(
      `INSERT INTO public.lifeboat_drill_filler
         SELECT n, (SELECT string_agg(md5(n::text || part::text), '') FROM generate_series(1, 32) part)
         FROM generate_series(1, $1::bigint) n`,
      [rows],
    );
  });
}

/** Numbers of the rows that a server holds for a service; none where the database is not there. */
export async function rowsThere(server: Postgres, service: Service): Promise<ReadonlySet<number>> {
  const { name } = service.database;
  const there = await server.sql("template1", `SELECT 1 FROM pg_database WHERE datname = '${name}'`);
  if (there.length === 0) return new Set();
  const rows = await server.sql(name, `SELECT seq FROM ${TABLE}`);
  return new Set(rows.map(({ seq }) => Number(seq)));
}
