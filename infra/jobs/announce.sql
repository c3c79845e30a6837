-- What a restore refuses although the dump has it, because :owner may not make it, and what the dump itself leaves behind: a line of
-- text each. From public reports of restores that stopped at three in the morning.
WITH ours AS (
  SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
), members AS (
  SELECT classid, objid, extname FROM pg_depend JOIN pg_extension e ON refobjid = e.oid WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
), refused (class, oid, entry, why) AS (
  SELECT 'pg_proc'::regclass, p.oid, format('%s %s %I(%s)', CASE prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, nspname, proname,
      oidvectortypes(proargtypes)),
    concat_ws(', ', CASE WHEN NOT lanpltrusted THEN 'language ' || lanname END, CASE WHEN proleakproof THEN 'LEAKPROOF' END,
      CASE WHEN prosupport <> 0 THEN 'SUPPORT' END,
      (SELECT string_agg('SET ' || name, ', ') FROM pg_settings WHERE context LIKE 'superuser%'
        AND name IN (SELECT split_part(one, '=', 1) FROM unnest(proconfig) one)))
  FROM pg_proc p JOIN pg_language l ON l.oid = prolang JOIN ours n ON n.oid = pronamespace
  WHERE prokind <> 'a'
  UNION ALL
  SELECT 'pg_type'::regclass, t.oid, format('TYPE %s %s', nspname, typname), 'a base type'
  FROM pg_type t JOIN ours n ON n.oid = typnamespace WHERE typtype = 'b' AND typisdefined AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
  UNION ALL
  SELECT 'pg_cast'::regclass, oid, format('CAST - CAST (%s AS %s)', format_type(castsource, NULL), format_type(casttarget, NULL)), 'of types that belong to the server'
  FROM pg_cast WHERE oid >= 16384 AND (castmethod = 'b' OR castsource < 16384 AND casttarget < 16384)
  UNION ALL
  SELECT 'pg_opclass'::regclass, o.oid, format('OPERATOR CLASS %s %s', nspname, opcname), 'an operator class' FROM pg_opclass o JOIN ours n ON n.oid = opcnamespace
  UNION ALL
  SELECT 'pg_am'::regclass, oid, format('ACCESS METHOD - %s', amname), 'an access method' FROM pg_am WHERE oid >= 16384
  UNION ALL
  SELECT 'pg_ts_parser'::regclass, o.oid, format('TEXT SEARCH PARSER %s %s', nspname, prsname), 'a parser' FROM pg_ts_parser o JOIN ours n ON n.oid = prsnamespace
  UNION ALL
  SELECT 'pg_ts_template'::regclass, o.oid, format('TEXT SEARCH TEMPLATE %s %s', nspname, tmplname), 'a template' FROM pg_ts_template o JOIN ours n ON n.oid = tmplnamespace
)
SELECT format('%s: only a superuser may make it (%s), and a restore stops there; make it otherwise, or RESTORE_ACCEPT=''%s'' restores without it', entry, why, entry)
FROM refused r WHERE why <> '' AND NOT EXISTS (SELECT FROM members m WHERE m.classid = r.class AND m.objid = r.oid)
  AND NOT COALESCE((SELECT rolsuper FROM pg_roles WHERE rolname = :'owner'), false)
ORDER BY 1;

SELECT format('SELECT format(''table %%s of extension %%s: its rows are in no dump, as the extension does not declare it as its configuration; if they are yours: ALTER EXTENSION %%I DROP TABLE %%1$s'',
    %1$L, %2$L, %2$L) WHERE EXISTS (SELECT FROM ONLY %1$s)', c.oid::regclass, extname)
FROM pg_class c JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND deptype = 'e' JOIN pg_extension e ON e.oid = refobjid
WHERE relkind = 'r' AND refclassid = 'pg_extension'::regclass AND array_position(extconfig, c.oid) IS NULL AND has_table_privilege(c.oid, 'SELECT')
ORDER BY 1 \gexec

-- Files that an administrator put on the server; what PostgreSQL itself brings is on every one.
SELECT format('TEXT SEARCH DICTIONARY %s %s: it reads files of this server that no dump has, and a restore stops on a server without them; keep %s of the folder tsearch_data',
  nspname, dictname, string_agg(format('%s.%s', found[2], CASE WHEN found[1] = 'stopwords' THEN 'stop' WHEN found[1] = 'afffile' THEN 'affix'
    WHEN found[1] = 'synonyms' THEN 'syn' WHEN found[1] = 'rules' THEN 'rules' WHEN tmplname = 'thesaurus' THEN 'ths' ELSE 'dict' END), ', '))
FROM pg_ts_dict d JOIN pg_namespace n ON n.oid = dictnamespace JOIN pg_ts_template t ON t.oid = dicttemplate,
  regexp_matches(dictinitoption, '(dictfile|afffile|stopwords|synonyms|rules) = ''([^'']+)''', 'g') found
WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND found[2] !~ '_sample(_\w+)?$|^unaccent$' AND NOT (found[1] = 'stopwords' AND found[2] IN ('danish', 'dutch',
    'english', 'finnish', 'french', 'german', 'hungarian', 'italian', 'nepali', 'norwegian', 'portuguese', 'russian', 'spanish', 'swedish', 'turkish'))
  AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_ts_dict'::regclass AND objid = d.oid AND deptype = 'e')
GROUP BY nspname, dictname ORDER BY 1;

SELECT format('security label of the database by %s: no dump has it; after a restore: SECURITY LABEL FOR %1$I ON DATABASE %I IS %L', provider, datname, label)
FROM pg_shseclabel JOIN pg_database d ON d.oid = objoid WHERE classoid = 'pg_database'::regclass AND datname = current_database()
ORDER BY 1;
