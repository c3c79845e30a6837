import type { Client } from "pg";
import { z } from "zod";
import type { PresentRole } from "./role-statements";

const row = z.object({
  LOGIN: z.boolean(),
  INHERIT: z.boolean(),
  SUPERUSER: z.boolean(),
  CREATEDB: z.boolean(),
  CREATEROLE: z.boolean(),
  REPLICATION: z.boolean(),
  BYPASSRLS: z.boolean(),
  connectionLimit: z.number(),
  roles: z.array(z.string()),
  parameters: z.array(z.string()),
});

const QUERY = `
  SELECT rolcanlogin AS "LOGIN", rolinherit AS "INHERIT", rolsuper AS "SUPERUSER", rolcreatedb AS "CREATEDB",
    rolcreaterole AS "CREATEROLE", rolreplication AS "REPLICATION", rolbypassrls AS "BYPASSRLS",
    rolconnlimit AS "connectionLimit",
    ARRAY(SELECT g.rolname::text FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid WHERE m.member = r.oid) AS roles,
    ARRAY(SELECT split_part(c, '=', 1) FROM unnest(r.rolconfig) AS c) AS parameters
  FROM pg_roles r WHERE rolname = $1`;

/** A role as the server has it; undefined when there is none of that name. */
export async function presentRole(client: Client, name: string): Promise<PresentRole | undefined> {
  const found = z.array(row).parse((await client.query(QUERY, [name])).rows)[0];
  if (found === undefined) return undefined;
  const { connectionLimit, roles, parameters, ...rights } = found;
  return { connectionLimit, roles, parameters, rights };
}
