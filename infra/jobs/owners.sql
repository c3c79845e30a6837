-- Prints statements, a JSON object a line, that give objects the owners which the facts name. :owner has made everything.
-- Rows come in from the table fact (kind, name, facts); see privileges-lib.sh.
CREATE TEMP VIEW object AS
SELECT classid, oid, pg_get_userbyid(owner) AS owner, inside, acltype, acl, i.type, i.identity, secdef,
  CASE i.type WHEN 'window function' THEN 'function' WHEN 'composite type' THEN 'type' ELSE i.type END AS kind
FROM (
  SELECT 'pg_class'::regclass AS classid, oid, relowner AS owner, relnamespace AS inside, relacl AS acl,
    -- What a materialized view holds depends on its owner where policies hide rows.
    relkind = 'v' AND coalesce(array_to_string(reloptions, ' ') !~ 'security_invoker=(true|on|yes|1)', true)
      OR relkind = 'm' AND EXISTS (SELECT FROM pg_class WHERE relrowsecurity) AS secdef,
    CASE relkind WHEN 'S' THEN 's' ELSE 'r' END::"char" AS acltype FROM pg_class c
  WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND relpersistence <> 't'
  UNION ALL SELECT 'pg_proc'::regclass, oid, proowner, pronamespace, proacl, prosecdef, 'f' FROM pg_proc
  UNION ALL SELECT 'pg_type'::regclass, t.oid, typowner, typnamespace, typacl, false, 'T' FROM pg_type t LEFT JOIN pg_class c ON c.oid = typrelid
    WHERE (typrelid = 0 OR relkind = 'c') AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
  UNION ALL SELECT 'pg_namespace'::regclass, oid, nspowner, NULL, nspacl, false, 'n' FROM pg_namespace
  UNION ALL SELECT 'pg_language'::regclass, oid, lanowner, NULL, lanacl, false, 'l' FROM pg_language
  UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid, fdwowner, NULL, fdwacl, false, 'F' FROM pg_foreign_data_wrapper
  UNION ALL SELECT 'pg_foreign_server'::regclass, oid, srvowner, NULL, srvacl, false, 'S' FROM pg_foreign_server
  UNION ALL SELECT 'pg_collation'::regclass, oid, collowner, collnamespace, NULL, false, NULL FROM pg_collation
  UNION ALL SELECT 'pg_conversion'::regclass, oid, conowner, connamespace, NULL, false, NULL FROM pg_conversion
  UNION ALL SELECT 'pg_operator'::regclass, oid, oprowner, oprnamespace, NULL, false, NULL FROM pg_operator
  UNION ALL SELECT 'pg_opclass'::regclass, oid, opcowner, opcnamespace, NULL, false, NULL FROM pg_opclass
  UNION ALL SELECT 'pg_opfamily'::regclass, oid, opfowner, opfnamespace, NULL, false, NULL FROM pg_opfamily
  UNION ALL SELECT 'pg_statistic_ext'::regclass, oid, stxowner, stxnamespace, NULL, false, NULL FROM pg_statistic_ext
  UNION ALL SELECT 'pg_ts_dict'::regclass, oid, dictowner, dictnamespace, NULL, false, NULL FROM pg_ts_dict
  UNION ALL SELECT 'pg_ts_config'::regclass, oid, cfgowner, cfgnamespace, NULL, false, NULL FROM pg_ts_config
  UNION ALL SELECT 'pg_publication'::regclass, oid, pubowner, NULL, NULL, false, NULL FROM pg_publication
  UNION ALL SELECT 'pg_event_trigger'::regclass, oid, evtowner, NULL, NULL, false, NULL FROM pg_event_trigger
) all_objects, pg_identify_object(classid, oid, 0) i
WHERE (oid >= 16384 OR classid = 'pg_namespace'::regclass AND oid = 2200)
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = all_objects.classid AND d.objid = all_objects.oid AND d.deptype = 'e');

CREATE TEMP TABLE task AS
SELECT o.*, f.wanted, f.facts ? 'tableOwner' AS follows, w.oid AS role, coalesce(pg_has_role(w.oid, 'MEMBER'), false) AS may,
  CASE o.kind WHEN 'aggregate' THEN 'ROUTINE' WHEN 'foreign-data wrapper' THEN 'FOREIGN DATA WRAPPER' WHEN 'statistics object' THEN 'STATISTICS'
    ELSE upper(o.kind) END AS noun,
  CASE WHEN o.kind IN ('table', 'view', 'materialized view', 'foreign table') THEN 'TABLE' WHEN acltype = 'f' THEN 'ROUTINE'
    WHEN acltype = 'S' THEN 'FOREIGN SERVER' WHEN acltype = 'F' THEN 'FOREIGN DATA WRAPPER' WHEN acltype IS NULL THEN NULL ELSE upper(o.kind) END AS grant_noun
FROM object o JOIN fact f ON f.kind = o.kind AND f.name = o.identity LEFT JOIN pg_roles w ON w.rolname = f.wanted
WHERE o.owner <> f.wanted;

-- Who becomes an owner must be allowed to create in the schema, for this moment.
SELECT json_build_object('kind', 'schema', 'name', nspname, 'property', 'passing', 'statement', format('GRANT CREATE, USAGE ON SCHEMA %I TO %I;', nspname, wanted))
FROM (SELECT DISTINCT inside, wanted FROM task WHERE may AND inside IS NOT NULL) t JOIN pg_namespace n ON n.oid = inside
WHERE NOT has_schema_privilege(wanted, n.oid, 'CREATE') ORDER BY nspname, wanted;
SELECT json_build_object('kind', kind, 'name', identity, 'property', 'owner', 'statement', format('ALTER %s %s OWNER TO %I;', noun, identity, wanted))
FROM task WHERE may AND kind <> 'schema' AND NOT follows ORDER BY (kind = 'sequence'), identity;
SELECT json_build_object('kind', 'schema', 'name', nspname, 'property', 'passing', 'statement', format('REVOKE CREATE, USAGE ON SCHEMA %I FROM %I;', nspname, wanted))
FROM (SELECT DISTINCT inside, wanted FROM task WHERE may AND inside IS NOT NULL) t JOIN pg_namespace n ON n.oid = inside
WHERE NOT has_schema_privilege(wanted, n.oid, 'CREATE') ORDER BY nspname, wanted;
SELECT json_build_object('kind', kind, 'name', identity, 'property', 'owner', 'statement', format('ALTER SCHEMA %s OWNER TO %I;', identity, wanted))
FROM task WHERE may AND kind = 'schema' ORDER BY identity;

-- Whose object cannot be given back keeps the use of it, and of the sequences of its columns: the owner could do all that this
-- allows.
SELECT json_build_object('kind', kind, 'name', identity, 'property', 'owner', 'statement', format('ALTER %s %s OWNER TO %I;', noun, identity, wanted),
  'why', CASE WHEN role IS NULL THEN format('role %s does not exist on this server', wanted)
    ELSE format('role %s may not give objects to role %s, of which it is no member', current_user, wanted) END)
FROM task WHERE NOT may AND NOT follows ORDER BY kind, identity;
SELECT json_build_object('kind', kind, 'name', identity, 'property', 'passing', 'statement', format('GRANT ALL ON %s %s TO %I;', grant_noun, identity, wanted))
FROM task WHERE NOT may AND role IS NOT NULL AND grant_noun IS NOT NULL ORDER BY kind, identity;

-- What runs with its owner's rights must not run with more of them than in the source.
SELECT json_build_object('kind', kind, 'name', identity, 'property', 'definer', 'owner', wanted,
  'asInvoker', kind = 'view' AND current_setting('server_version_num')::int >= 150000)
FROM task t WHERE NOT may AND secdef AND NOT coalesce((SELECT rolsuper FROM pg_roles r WHERE r.oid = t.role), false)
  AND NOT EXISTS (SELECT FROM fact f WHERE f.kind = 'roles' AND f.facts ->> 'sql' ~ (format('ALTER ROLE %I WITH SUPERUSER ', t.wanted)))
ORDER BY identity;
