-- What a database holds beside its rows, one JSON object a line: {"kind": …, "name": …, "facts": {…}}. A backup takes it in
-- its own snapshot, from the catalogs and not from the dump; a restored copy is compared with it by facts.jq. A session that is
-- read-only may run it; columns that came after PostgreSQL 14 are read by name from to_jsonb.
--
-- `structure` is a digest of what the catalogs' rows say, which a dump keeps. `expressions` is one of what the server makes of
-- stored expressions, which it may spell and group otherwise once it has read them from a dump: hence without casts and
-- parentheses, and a difference is no more than a warning.
WITH RECURSIVE ours AS (
  SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), extended AS (
  SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
), owned AS (
  -- Sequences of a serial or identity column, which change their owner with its table.
  SELECT objid FROM pg_depend WHERE classid = 'pg_class'::regclass AND refclassid = 'pg_class'::regclass AND refobjsubid > 0
    AND deptype IN ('a', 'i') AND objid IN (SELECT seqrelid FROM pg_sequence)
), acting AS (
  -- Roles that own or may do something here, and all that act as one of them.
  SELECT refobjid AS role FROM pg_shdepend, (SELECT oid FROM pg_database WHERE datname = current_database()) d
  WHERE refclassid = 'pg_authid'::regclass AND (dbid = d.oid OR classid = 'pg_database'::regclass AND objid = d.oid)
  UNION SELECT member FROM pg_auth_members JOIN acting ON roleid = role
), roles AS (
  -- A restore looks at every role: in its copy, one may own nothing yet.
  SELECT oid FROM pg_roles WHERE oid IN (TABLE acting) OR current_setting('lifeboat.every_role', true) = 'on'
), spelling AS (
  SELECT '[()\s]|::(("[^"]*"|\w+)\.)?("[^"]*"|character varying|bit varying|double precision|time(stamp)?(\(\d\))? with(out)? time zone|\w+)(\(\d+(,\d+)?\))?(\[\])*'
), objects (class, object, part, owner, rights, rights_of, facts) AS (
  SELECT 'pg_database'::regclass, d.oid, 0, d.datdba, d.datacl, 'd'::"char", jsonb_build_object(
    'encoding', pg_encoding_to_char(d.encoding), 'provider', COALESCE(to_jsonb(d) ->> 'datlocprovider', 'c'),
    'collate', d.datcollate, 'ctype', d.datctype, 'collationVersion', to_jsonb(d) ->> 'datcollversion',
    'locale', COALESCE(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale'),
    'icuRules', to_jsonb(d) ->> 'daticurules', 'connectionLimit', d.datconnlimit, 'template', CASE WHEN d.datistemplate THEN true END,
    'tablespace', (SELECT spcname FROM pg_tablespace t WHERE t.oid = d.dattablespace AND spcname <> 'pg_default'),
    -- How values of type money are written.
    'monetary', current_setting('lc_monetary'),
    'comment', shobj_description(d.oid, 'pg_database'))
  FROM pg_database d WHERE d.datname = current_database()
  UNION ALL
  SELECT 'pg_namespace'::regclass, oid, 0, nspowner, nspacl, 'n', '{}' FROM pg_namespace WHERE oid IN (TABLE ours)
  UNION ALL
  SELECT 'pg_class'::regclass, c.oid, 0, c.relowner, c.relacl, CASE c.relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END,
    jsonb_strip_nulls(jsonb_build_object(
      'tableOwner', CASE WHEN c.oid IN (SELECT objid FROM owned) THEN pg_get_userbyid(c.relowner) END,
      -- In the order of their names: pg_dump writes check_option last.
      'options', (SELECT to_jsonb(array_agg(option ORDER BY option)) FROM unnest(c.reloptions) option),
      'rowSecurity', CASE WHEN c.relkind IN ('r', 'p') THEN concat_ws(' ', CASE WHEN c.relrowsecurity THEN 'enabled' END,
        CASE WHEN c.relforcerowsecurity THEN 'forced' END) END,
      'structure', md5(array_to_string(ARRAY[c.relpersistence::text, c.relreplident::text, pg_get_expr(c.relpartbound, c.oid),
          (SELECT concat_ws(' ', partstrat, partnatts) FROM pg_partitioned_table WHERE partrelid = c.oid)]
        || ARRAY(SELECT concat_ws(' ', attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,
            attcollation::regcollation, atthasdef) FROM pg_attribute
          WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped ORDER BY attname)
        -- A foreign key of a partition belongs to the parent's, whose name it gets, and a CHECK that a child inherits is its parent's.
        || ARRAY(SELECT concat_ws(' ', conname, contype, convalidated,
            to_jsonb(k) ->> 'conenforced', condeferrable, condeferred, CASE contype WHEN 'c' THEN connoinherit END, confrelid::regclass, confupdtype, confdeltype,
            confmatchtype, CASE WHEN contype <> 'c' THEN ARRAY(SELECT attname FROM unnest(conkey) WITH ORDINALITY u(n, place)
              JOIN pg_attribute ON (attrelid, attnum) = (conrelid, n) ORDER BY place) END,
            ARRAY(SELECT attname FROM unnest(confkey) WITH ORDINALITY u(n, place)
              JOIN pg_attribute ON (attrelid, attnum) = (confrelid, n) ORDER BY place)) FROM pg_constraint k
          WHERE conrelid = c.oid AND contype <> 'n' AND NOT (contype = 'f' AND conparentid <> 0)
            AND (contype <> 'c' OR conislocal OR c.relispartition) ORDER BY 1)
        -- pg_dump leaves out what CREATE INDEX CONCURRENTLY could not finish.
        || ARRAY(SELECT concat_ws(' ', indexrelid::regclass, (SELECT amname FROM pg_class x JOIN pg_am a ON a.oid = x.relam
              WHERE x.oid = indexrelid), indisunique, indisprimary, indisexclusion, indimmediate, indisclustered, indisreplident,
            to_jsonb(i) ->> 'indnullsnotdistinct', indnkeyatts, indpred IS NOT NULL, indoption::text,
            ARRAY(SELECT COALESCE(attname, '*') FROM unnest(indkey) WITH ORDINALITY u(n, place)
              LEFT JOIN pg_attribute ON (attrelid, attnum) = (indrelid, n) ORDER BY place),
            ARRAY(SELECT one::regcollation FROM unnest(indcollation) WITH ORDINALITY u(one, place) ORDER BY place),
            ARRAY(SELECT opcname FROM unnest(indclass) WITH ORDINALITY u(one, place) JOIN pg_opclass o ON o.oid = one ORDER BY place))
          FROM pg_index i WHERE indrelid = c.oid AND (indisvalid AND indisready OR c.relkind = 'p') ORDER BY 1)
        || ARRAY(SELECT concat_ws(' ', seqtypid::regtype, seqstart, seqincrement, seqmin, seqmax, seqcycle) FROM pg_sequence
          WHERE seqrelid = c.oid)
        || ARRAY(SELECT concat_ws(' ', tgname, tgtype, tgfoid::regproc, tgenabled, tgdeferrable, tginitdeferred, tgoldtable, tgnewtable)
          FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal ORDER BY 1)
        || ARRAY(SELECT concat_ws(' ', rulename, ev_type, is_instead, ev_enabled) FROM pg_rewrite
          WHERE ev_class = c.oid AND rulename <> '_RETURN' ORDER BY 1)
        || ARRAY(SELECT concat_ws(' ', polname, polcmd, polpermissive, polqual IS NOT NULL, polwithcheck IS NOT NULL,
            ARRAY(SELECT CASE r WHEN 0 THEN 'public' ELSE pg_get_userbyid(r) END FROM unnest(polroles) r ORDER BY 1))
          FROM pg_policy WHERE polrelid = c.oid ORDER BY 1)
        || ARRAY(SELECT inhparent::regclass::text FROM pg_inherits WHERE inhrelid = c.oid ORDER BY 1), E'\n', '-')),
      'expressions', md5(regexp_replace(array_to_string(
        CASE WHEN c.relkind IN ('v', 'm') THEN ARRAY[pg_get_viewdef(c.oid)] WHEN c.relkind = 'p' THEN ARRAY[pg_get_partkeydef(c.oid)] END
        || ARRAY(SELECT concat_ws(' ', attname, pg_get_expr(adbin, adrelid), col_description(attrelid, attnum))
          FROM pg_attribute LEFT JOIN pg_attrdef ON (adrelid, adnum) = (attrelid, attnum)
          WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped ORDER BY attname)
        || ARRAY(SELECT conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
          WHERE conrelid = c.oid AND (contype = 'c' AND (conislocal OR c.relispartition) OR contype = 'x') ORDER BY 1)
        || ARRAY(SELECT pg_get_indexdef(indexrelid) FROM pg_index
          WHERE indrelid = c.oid AND (indisvalid AND indisready OR c.relkind = 'p') ORDER BY indexrelid::regclass::text)
        || ARRAY(SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal ORDER BY tgname)
        || ARRAY(SELECT pg_get_ruledef(oid) FROM pg_rewrite WHERE ev_class = c.oid AND rulename <> '_RETURN' ORDER BY rulename)
        || ARRAY(SELECT concat_ws(' ', polname, pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid))
          FROM pg_policy WHERE polrelid = c.oid ORDER BY polname), E'\n', '-'), (TABLE spelling), '', 'g'))))
  FROM pg_class c WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.relpersistence <> 't'
    AND c.relnamespace IN (TABLE ours)
  UNION ALL
  SELECT 'pg_class'::regclass, a.attrelid, a.attnum, c.relowner, a.attacl, 'c',
    jsonb_build_object('tableOwner', pg_get_userbyid(c.relowner))
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  WHERE a.attacl IS NOT NULL AND NOT a.attisdropped AND c.relnamespace IN (TABLE ours)
  UNION ALL
  -- From the row as the snapshot has it: pg_get_functiondef would read what another session has replaced since.
  SELECT 'pg_proc'::regclass, p.oid, 0, proowner, proacl, 'f', jsonb_strip_nulls(jsonb_build_object('securityDefiner', prosecdef,
    'settings', proconfig, 'structure', md5(concat_ws(' ', (SELECT lanname FROM pg_language l WHERE l.oid = prolang), prokind, provolatile,
        proisstrict, proleakproof, proparallel, procost, prorows, proretset, format_type(prorettype, NULL), prosupport::regproc,
        ARRAY(SELECT format_type(one, NULL) FROM unnest(COALESCE(proallargtypes, proargtypes::oid[])) WITH ORDINALITY u(one, place) ORDER BY place),
        proargmodes, proargnames, pronargdefaults, prosrc, probin,
        (SELECT concat_ws(' ', aggtransfn, aggfinalfn, aggtranstype::regtype, agginitval) FROM pg_aggregate WHERE aggfnoid = p.oid))),
    'expressions', md5(regexp_replace(concat_ws(' ', pg_get_expr(proargdefaults, 0), pg_get_function_sqlbody(p.oid)),
      (TABLE spelling), '', 'g'))))
  FROM pg_proc p WHERE pronamespace IN (TABLE ours)
  UNION ALL
  SELECT 'pg_type'::regclass, t.oid, 0, t.typowner, t.typacl, 'T', jsonb_build_object('structure', md5(array_to_string(
    ARRAY[CASE WHEN t.typbasetype <> 0 THEN format_type(t.typbasetype, t.typtypmod) END, t.typnotnull::text, (t.typdefault IS NULL)::text]
    || ARRAY(SELECT enumlabel::text FROM pg_enum WHERE enumtypid = t.oid ORDER BY enumsortorder)
    || ARRAY(SELECT conname || ' ' || convalidated FROM pg_constraint WHERE contypid = t.oid AND contype <> 'n' ORDER BY 1)
    || ARRAY(SELECT attname || ' ' || format_type(atttypid, atttypmod) FROM pg_attribute
      WHERE attrelid = t.typrelid AND attnum > 0 AND NOT attisdropped ORDER BY attnum), E'\n', '-')),
    -- typdefault is a text that was made with the search path of its maker.
    'expressions', md5(regexp_replace(array_to_string(ARRAY[pg_get_expr(t.typdefaultbin, 'pg_type'::regclass)]
    || ARRAY(SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contypid = t.oid AND contype <> 'n' ORDER BY conname), E'\n', '-'),
      (TABLE spelling), '', 'g')))
  FROM pg_type t WHERE t.typnamespace IN (TABLE ours) AND t.typtype <> 'm'
    AND (t.typrelid = 0 OR (SELECT relkind FROM pg_class WHERE oid = t.typrelid) = 'c')
    AND NOT EXISTS (SELECT FROM pg_type element WHERE element.typarray = t.oid)
  UNION ALL
  SELECT class::regclass, oid, 0, owner, NULL, NULL, '{}' FROM (
    SELECT 'pg_operator' AS class, oid, oprnamespace AS schema, oprowner AS owner FROM pg_operator
    UNION ALL SELECT 'pg_opclass', oid, opcnamespace, opcowner FROM pg_opclass
    UNION ALL SELECT 'pg_opfamily', oid, opfnamespace, opfowner FROM pg_opfamily
    UNION ALL SELECT 'pg_collation', oid, collnamespace, collowner FROM pg_collation
    UNION ALL SELECT 'pg_conversion', oid, connamespace, conowner FROM pg_conversion
    UNION ALL SELECT 'pg_ts_config', oid, cfgnamespace, cfgowner FROM pg_ts_config
    UNION ALL SELECT 'pg_ts_dict', oid, dictnamespace, dictowner FROM pg_ts_dict
    UNION ALL SELECT 'pg_statistic_ext', oid, stxnamespace, stxowner FROM pg_statistic_ext) o WHERE schema IN (TABLE ours)
  UNION ALL
  SELECT class::regclass, oid, 0, NULL, NULL, NULL, '{}' FROM (
    SELECT 'pg_cast' AS class, oid FROM pg_cast UNION ALL SELECT 'pg_transform', oid FROM pg_transform
    UNION ALL SELECT 'pg_am', oid FROM pg_am) o WHERE oid >= 16384
  UNION ALL
  SELECT 'pg_language'::regclass, oid, 0, lanowner, lanacl, 'l', '{}' FROM pg_language WHERE oid >= 16384
  UNION ALL
  SELECT 'pg_foreign_data_wrapper'::regclass, oid, 0, fdwowner, fdwacl, 'F', '{}' FROM pg_foreign_data_wrapper
  UNION ALL
  -- Options are named without their values, which may be secrets.
  SELECT 'pg_foreign_server'::regclass, oid, 0, srvowner, srvacl, 'S',
    jsonb_build_object('options', ARRAY(SELECT split_part(option, '=', 1) FROM unnest(srvoptions) option ORDER BY 1))
  FROM pg_foreign_server
  UNION ALL
  SELECT 'pg_default_acl'::regclass, oid, 0, defaclrole, defaclacl, defaclobjtype, '{}' FROM pg_default_acl
  UNION ALL
  SELECT 'pg_publication'::regclass, p.oid, 0, p.pubowner, NULL, NULL, jsonb_build_object('allTables', p.puballtables,
    'publishes', concat_ws(',', p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate, p.pubviaroot),
    'tables', ARRAY(SELECT prrelid::regclass::text FROM pg_publication_rel WHERE prpubid = p.oid ORDER BY 1))
  FROM pg_publication p
  UNION ALL
  SELECT 'pg_subscription'::regclass, s.oid, 0, s.subowner, NULL, NULL, jsonb_build_object('enabled', s.subenabled,
    'slot', s.subslotname, 'publications', s.subpublications)
  FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid WHERE d.datname = current_database()
  UNION ALL
  SELECT 'pg_event_trigger'::regclass, oid, 0, evtowner, NULL, NULL, jsonb_build_object('event', evtevent,
    'function', evtfoid::regproc::text, 'enabled', evtenabled::text, 'tags', evttags)
  FROM pg_event_trigger
)
SELECT jsonb_build_object('kind', i.type, 'name', CASE i.type WHEN 'database' THEN '' ELSE i.identity END,
  'facts', CASE WHEN e.objid IS NOT NULL THEN jsonb_build_object('acl', r.rights)
    ELSE jsonb_strip_nulls(jsonb_build_object('owner', CASE WHEN o.owner IS NOT NULL AND NOT o.facts ? 'tableOwner' THEN pg_get_userbyid(o.owner) END,
      'acl', CASE WHEN o.rights_of IS NOT NULL THEN COALESCE(r.rights, '{}') END,
      'comment', CASE WHEN o.part = 0 AND o.class <> 'pg_database'::regclass
        THEN obj_description(o.object, o.class::text::name) END)) || o.facts END)
FROM objects o LEFT JOIN extended e ON (e.classid, e.objid) = (o.class::oid, o.object),
pg_identify_object(o.class, o.object, o.part) i, LATERAL (
  SELECT jsonb_object_agg(grantee, privileges) AS rights FROM (
    SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee)::text END AS grantee,
      string_agg(privilege_type || CASE WHEN is_grantable AND grantee <> o.owner THEN '*' ELSE '' END, ','
        ORDER BY privilege_type) AS privileges
    FROM aclexplode(COALESCE(o.rights, acldefault(o.rights_of, o.owner))) GROUP BY 1) t) r
-- What an extension brought is part of it; a backup has only who may use it.
WHERE e.objid IS NULL OR o.rights_of IS NOT NULL AND o.part = 0
UNION ALL
SELECT jsonb_build_object('kind', CASE s.setrole WHEN 0 THEN 'setting' ELSE 'role setting' END,
  'name', CASE s.setrole WHEN 0 THEN '' ELSE pg_get_userbyid(s.setrole) || '/' END || split_part(one, '=', 1),
  'facts', jsonb_build_object('value', substr(one, strpos(one, '=') + 1)))
FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) one
-- The last is the mark that a restore leaves.
WHERE d.datname = current_database() AND one NOT LIKE 'application\_name=restored: %'
UNION ALL
-- What belongs to the server, and the service does without on another one: its roles' settings in all databases, their memberships.
SELECT jsonb_build_object('kind', 'server setting', 'name', COALESCE(r.name, 'ALL') || '/' || split_part(one, '=', 1),
  'facts', jsonb_strip_nulls(jsonb_build_object('role', r.name, 'value', substr(one, strpos(one, '=') + 1))))
FROM pg_db_role_setting s, unnest(s.setconfig) one, LATERAL (SELECT CASE WHEN s.setrole <> 0 THEN pg_get_userbyid(s.setrole)::text END AS name) r
-- What ALTER ROLE ALL sets is in no dump, not even in one of the roles.
WHERE s.setdatabase = 0 AND (s.setrole IN (TABLE roles) OR s.setrole = 0)
UNION ALL
-- Whom row level security binds, and who acts with the rights of others; a login is switched on and off with its environment.
SELECT jsonb_build_object('kind', 'role', 'name', rolname,
  'facts', jsonb_build_object('superuser', rolsuper, 'bypassesRowSecurity', rolbypassrls, 'inherits', rolinherit))
FROM pg_roles WHERE oid IN (TABLE roles) AND rolname !~ '^pg_'
UNION ALL
SELECT jsonb_build_object('kind', 'membership', 'name', format('%I in %I', pg_get_userbyid(member), pg_get_userbyid(roleid)),
  'facts', jsonb_strip_nulls(jsonb_build_object('member', pg_get_userbyid(member), 'role', pg_get_userbyid(roleid), 'admin', bool_or(admin_option),
    -- Since PostgreSQL 16; named where they take something.
    'notInherited', CASE WHEN NOT bool_or((to_jsonb(m) ->> 'inherit_option')::boolean) THEN true END,
    'notSet', CASE WHEN NOT bool_or((to_jsonb(m) ->> 'set_option')::boolean) THEN true END)))
FROM pg_auth_members m WHERE member IN (TABLE roles) OR roleid IN (TABLE roles) GROUP BY member, roleid
UNION ALL
SELECT jsonb_build_object('kind', 'extension', 'name', e.extname,
  'facts', jsonb_build_object('version', e.extversion, 'schema', n.nspname))
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
UNION ALL
SELECT jsonb_build_object('kind', 'user mapping', 'name', format('%s on server %I', usename, srvname), 'facts', '{}'::jsonb)
FROM pg_user_mappings
UNION ALL
SELECT jsonb_build_object('kind', 'slot', 'name', slot_name, 'facts', jsonb_build_object('plugin', plugin, 'active', active))
FROM pg_replication_slots WHERE database = current_database()
UNION ALL
SELECT jsonb_build_object('kind', 'prepared transaction', 'name', gid, 'facts', jsonb_build_object('owner', owner))
FROM pg_prepared_xacts WHERE database = current_database()
UNION ALL
-- By owner, because there may be hundreds of thousands; a restore keeps their numbers.
SELECT jsonb_build_object('kind', 'large objects', 'name', l.owner, 'facts', jsonb_build_object('count', count(*),
  'oids', (range_agg(int8range(l.oid::bigint, l.oid::bigint + 1)))::text,
  'grants', md5(string_agg(l.oid || l.rights, ' ' ORDER BY l.oid))))
FROM (SELECT oid, pg_get_userbyid(lomowner)::text AS owner,
    (SELECT string_agg(concat_ws(' ', CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee)::text END,
      privilege_type), ',' ORDER BY grantee, privilege_type) FROM aclexplode(lomacl) WHERE grantee <> lomowner) AS rights
  FROM pg_largeobject_metadata) l GROUP BY l.owner;

-- Sequences know no snapshot: a backup reads them before the dump does, so that a copy is never behind. pg_sequences would keep
-- everybody from altering them until the dump has ended; this takes the lock that pg_dump takes.
SELECT format('SELECT jsonb_build_object(''kind'', ''sequence value'', ''name'', %L::text, ''facts'',
    jsonb_build_object(''value'', %s, ''increment'', %s, ''cycles'', %L::boolean)) %s', name,
  CASE WHEN may THEN 'CASE WHEN is_called THEN last_value END' ELSE 'NULL::bigint' END, seqincrement, seqcycle,
  CASE WHEN may THEN 'FROM ' || name END)
FROM pg_sequence JOIN pg_class c ON c.oid = seqrelid JOIN pg_namespace n ON n.oid = relnamespace,
  format('%I.%I', nspname, relname) name, has_sequence_privilege(c.oid, 'SELECT') may
WHERE relpersistence <> 't' AND nspname !~ '^pg_' AND nspname <> 'information_schema'
  -- Of an extension's own, a dump carries those alone that it declares as its configuration.
  AND NOT EXISTS (SELECT FROM pg_depend d JOIN pg_extension e ON e.oid = refobjid WHERE d.classid = 'pg_class'::regclass
    AND d.objid = c.oid AND refclassid = 'pg_extension'::regclass AND deptype = 'e'
    AND COALESCE(extcondition[array_position(extconfig, c.oid)], 'not declared') <> '')
ORDER BY 1 \gexec
