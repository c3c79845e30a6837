import { z } from "zod";
import { connected } from "../../sandbox/databases/service-database";
import type { Postgres } from "../../sandbox/servers/postgres";

/** What a database holds: a digest of the rows of every table, and a line for everything else, by name. */
export type Content = Readonly<Record<string, string>>;

const relation = z.object({ name: z.string(), quoted: z.string(), kind: z.string() });
const fact = z.object({ name: z.string(), value: z.string() });

const RELATIONS = `
  SELECT n.nspname || '.' || c.relname AS name, format('%I.%I', n.nspname, c.relname) AS quoted, c.relkind::text AS kind
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'm', 'S') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
  ORDER BY 1`;

/** Views, indexes, constraints, extensions, functions, triggers, policies, types, grants, large objects, and who owns what. */
const FACTS = `
  WITH own AS (SELECT oid FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema')
  SELECT 'view ' || schemaname || '.' || viewname AS name, md5(definition) AS value FROM pg_views
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
  UNION ALL SELECT 'index ' || schemaname || '.' || indexname, indexdef FROM pg_indexes
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
  UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname LIKE 'pg\\_%' OR nspname = 'information_schema')
  UNION ALL SELECT 'materialised view ' || schemaname || '.' || matviewname, ispopulated::text || md5(definition) FROM pg_matviews
  UNION ALL SELECT 'function ' || p.oid::regprocedure, md5(pg_get_functiondef(p.oid)) FROM pg_proc p
    WHERE p.prokind <> 'a' AND p.pronamespace IN (SELECT oid FROM own)
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  UNION ALL SELECT 'trigger ' || tgrelid::regclass || ' ' || tgname, tgenabled::text || pg_get_triggerdef(oid)
    FROM pg_trigger WHERE NOT tgisinternal
  UNION ALL SELECT 'policy ' || polrelid::regclass || ' ' || polname, polcmd::text || polpermissive::text || polroles::regrole[]::text
    || coalesce(pg_get_expr(polqual, polrelid), '-') || coalesce(pg_get_expr(polwithcheck, polrelid), '-') FROM pg_policy
  UNION ALL SELECT 'row security of ' || oid::regclass, relrowsecurity::text || ' ' || relforcerowsecurity::text
    FROM pg_class WHERE relkind = 'r' AND relnamespace IN (SELECT oid FROM own)
  UNION ALL SELECT 'type ' || t.oid::regtype, t.typtype::text || coalesce((SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder)
      FROM pg_enum WHERE enumtypid = t.oid), format_type(t.typbasetype, t.typtypmod))
    FROM pg_type t WHERE t.typtype IN ('e', 'd') AND t.typnamespace IN (SELECT oid FROM own)
  UNION ALL SELECT 'grants on ' || oid::regclass, relacl::text FROM pg_class
    WHERE relacl IS NOT NULL AND relnamespace IN (SELECT oid FROM own)
  UNION ALL SELECT 'default of ' || adrelid::regclass || ' ' || adnum, pg_get_expr(adbin, adrelid) FROM pg_attrdef
  UNION ALL SELECT 'column ' || a.attrelid::regclass || ' ' || a.attnum,
      a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || a.attnotnull::text
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'v', 'm') AND c.relnamespace IN (SELECT oid FROM own)
  UNION ALL SELECT 'extension ' || extname, extversion FROM pg_extension
  UNION ALL SELECT 'large object ' || oid, md5(lo_get(oid)) FROM pg_largeobject_metadata
  UNION ALL SELECT 'owner of ' || n.nspname || '.' || c.relname, pg_get_userbyid(c.relowner)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'v', 'm', 'S') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
  UNION ALL SELECT 'owner of database', pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()
  ORDER BY 1`;

/** Reads all of a database into digests; two databases with equal content give equal records. */
export async function contentOf(server: Postgres, database: string): Promise<Content> {
  return connected(server, database, async (client) => {
    // One collation and one time zone, or equal rows would print differently.
    await client.query("SET TimeZone = 'UTC'; SET extra_float_digits = 3");
    const relations = z.array(relation).parse((await client.query(RELATIONS)).rows);
    const entries: [string, string][] = [];
    for (const { name, quoted, kind } of relations) {
      const query =
        kind === "S"
          ? `SELECT 'sequence ${name.replaceAll("'", "''")}' AS name, last_value || ' ' || is_called AS value FROM ${quoted}`
          : `SELECT 'table ${name.replaceAll("'", "''")}' AS name,
               count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text) COLLATE "C")), '-') AS value
             FROM ${quoted} t`;
      const [row] = z.array(fact).parse((await client.query(query)).rows);
      if (row !== undefined) entries.push([row.name, row.value]);
    }
    const facts = z.array(fact).parse((await client.query(FACTS)).rows);
    return Object.fromEntries([
      ...entries,
      ...facts.map(({ name, value }): [string, string] => [name, value]),
    ]);
  });
}
