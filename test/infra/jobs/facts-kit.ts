import { execFileSync } from "node:child_process";
import type { World } from "./world";

/** What a backup's facts say of one thing. */
export interface Fact {
  readonly kind: string;
  readonly name: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

const DATABASE = `SELECT json_build_object('kind', 'database', 'name', '', 'facts', json_build_object('owner', pg_get_userbyid(datdba),
    'encoding', pg_encoding_to_char(encoding), 'provider', datlocprovider, 'collate', datcollate, 'ctype', datctype, 'locale', daticulocale,
    'icuRules', NULL, 'comment', shobj_description(d.oid, 'pg_database'), 'connectionLimit', datconnlimit, 'template', datistemplate,
    'acl', (SELECT json_object_agg(g, p) FROM (SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee) END AS g,
      string_agg(privilege_type || CASE WHEN is_grantable THEN '*' ELSE '' END, ',') AS p
      FROM aclexplode(coalesce(datacl, acldefault('d', datdba))) GROUP BY 1) a))) AS fact
  FROM pg_database d WHERE datname = 'DATABASE'`;

const SETTINGS = `SELECT json_build_object('kind', CASE setrole WHEN 0 THEN 'setting' ELSE 'role setting' END,
    'name', CASE setrole WHEN 0 THEN '' ELSE pg_get_userbyid(setrole) || '/' END || split_part(s, '=', 1),
    'facts', json_build_object('value', substr(s, strpos(s, '=') + 1))) AS fact
  FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase, unnest(setconfig) s WHERE datname = 'DATABASE'`;

const EXTENSIONS = `SELECT json_build_object('kind', 'extension', 'name', extname, 'facts', json_build_object('version', extversion,
    'schema', nspname)) AS fact FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace`;

const OBJECTS = `SELECT json_build_object('kind', i.type, 'name', i.identity, 'facts', json_build_object('owner', pg_get_userbyid(owner),
    'acl', (SELECT json_object_agg(g, p) FROM (SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee) END AS g,
      string_agg(privilege_type || CASE WHEN is_grantable THEN '*' ELSE '' END, ',') AS p FROM aclexplode(acl) GROUP BY 1) a))) AS fact
  FROM (SELECT 'pg_class'::regclass AS c, oid, relowner AS owner, coalesce(relacl, acldefault(CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", relowner)) AS acl
      FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    UNION ALL SELECT 'pg_proc'::regclass, oid, proowner, coalesce(proacl, acldefault('f', proowner)) FROM pg_proc
    UNION ALL SELECT 'pg_type'::regclass, oid, typowner, coalesce(typacl, acldefault('T', typowner)) FROM pg_type
    UNION ALL SELECT 'pg_namespace'::regclass, oid, nspowner, coalesce(nspacl, acldefault('n', nspowner)) FROM pg_namespace) o,
    pg_identify_object(c, oid, 0) i
  WHERE oid >= 16384 OR i.identity = 'public'`;

const LARGE_OBJECTS = `SELECT json_build_object('kind', 'large objects', 'name', pg_get_userbyid(lomowner), 'facts',
    json_build_object('count', count(*), 'oids', range_agg(int8range(oid::int8, oid::int8 + 1))::text)) AS fact
  FROM pg_largeobject_metadata GROUP BY lomowner`;

/** Facts of a database as it is now. */
export async function factsOf(world: World, database = "shop"): Promise<Fact[]> {
  const facts: Fact[] = [];
  for (const sql of [DATABASE, SETTINGS, EXTENSIONS, OBJECTS, LARGE_OBJECTS]) {
    const from = sql.includes("'DATABASE'") ? "postgres" : database;
    for (const row of await world.postgres.sql(from, sql.replace("'DATABASE'", `'${database}'`)))
      facts.push(row["fact"] as Fact);
  }
  return facts;
}

/** The facts that a backup carries, decrypted. */
export async function factsIn(world: World, id: string): Promise<Fact[]> {
  const { facts } = await world.bucket.json(`postgresql/hourly/${id}.manifest.json`);
  const open = `base64 -d | age -d -i '${world.identityFile}' | zstd -dcq`;
  const text = execFileSync("/bin/sh", ["-c", open], { input: String(facts), encoding: "utf8" });
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Fact);
}

/** Puts facts into every manifest of a backup. */
export async function addFacts(world: World, id: string, facts: readonly Fact[]): Promise<void> {
  const recipient = execFileSync("/usr/bin/age-keygen", ["-y", world.identityFile], {
    encoding: "utf8",
  }).trim();
  const lines = facts.map((fact) => JSON.stringify(fact)).join("\n") + (facts.length === 0 ? "" : "\n");
  const zstd = execFileSync("/usr/bin/zstd", ["-qc"], { input: lines });
  const text = execFileSync("/usr/bin/age", ["-r", recipient], { input: zstd }).toString("base64");
  for (const key of (await world.bucket.manifests()).filter((one) => one.includes(id))) {
    const manifest = await world.bucket.json(key);
    await world.bucket.put(key, Buffer.from(JSON.stringify({ ...manifest, facts: text })));
  }
}

/** What a restore could not keep, as its warnings name it: kind, name, property, why and statement. */
export function unkept(stderr: string): Record<string, string>[] {
  return stderr
    .split("\n")
    .filter((line) => line.includes('"event":"unkept"'))
    .flatMap((line) => (JSON.parse(line) as { unkept: Record<string, string>[] }).unkept);
}
