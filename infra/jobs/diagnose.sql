-- What diagnose.py reports on, a line for each section: its name and JSON. A section that fails leaves the others; what the
-- server says of it is on stderr after its name. Sizes take a lock that waits behind ALTER TABLE and everything that waits for
-- it, granted or not (public reports of exporters that hung there): such tables are left out, and counted.
\set ON_ERROR_STOP 0
\set VERBOSITY terse
\warn @server
SELECT 'server', jsonb_build_object('version', current_setting('server_version'), 'database', current_database(),
  'sizeBytes', pg_database_size(current_database()), 'upSeconds', floor(extract(epoch FROM now() - pg_postmaster_start_time())),
  'inRecovery', pg_is_in_recovery(), 'role', current_user, 'readOnly', current_setting('transaction_read_only') = 'on',
  'superuser', (SELECT rolsuper FROM pg_roles WHERE rolname = current_user),
  'seesSessions', pg_has_role(current_user, 'pg_read_all_stats', 'USAGE'), 'tracksActivities', current_setting('track_activities') = 'on',
  'countedSeconds', (SELECT floor(extract(epoch FROM now() - coalesce(stats_reset, pg_postmaster_start_time()))) FROM pg_stat_database WHERE datname = current_database()),
  'deadlocks', (SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()),
  'cacheHitPercent', (SELECT round(100.0 * blks_hit / nullif(blks_hit + blks_read, 0), 1) FROM pg_stat_database WHERE datname = current_database()));

\warn @connections
WITH client AS (SELECT * FROM pg_stat_activity WHERE usesysid IS NOT NULL AND coalesce(backend_type, 'client backend') = 'client backend'),
by_kind AS (
  SELECT datname, usename, application_name, coalesce(state, 'not visible') AS state, count(*) AS sessions,
    floor(max(extract(epoch FROM now() - state_change))) AS longest
  FROM client GROUP BY 1, 2, 3, 4 ORDER BY sessions DESC LIMIT :rows)
SELECT 'connections', jsonb_build_object('max', current_setting('max_connections')::int, 'used', (SELECT count(*) FROM client),
  'reserved', current_setting('superuser_reserved_connections')::int, 'notVisible', (SELECT count(*) FROM client WHERE backend_start IS NULL),
  'groups', coalesce((SELECT jsonb_agg(jsonb_build_object('database', datname, 'role', usename, 'application', application_name, 'state', state,
    'sessions', sessions, 'longestSeconds', longest) ORDER BY sessions DESC) FROM by_kind), '[]'));

\warn @idleInTransaction
SELECT 'idleInTransaction', coalesce(jsonb_agg(s), '[]') FROM (
  SELECT pid, usename AS role, application_name AS application, floor(extract(epoch FROM now() - state_change)) AS "idleSeconds",
    floor(extract(epoch FROM now() - xact_start)) AS "transactionSeconds", to_json(backend_start) #>> '{}' AS "backendStart", left(query, 2000) AS query
  FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%' ORDER BY xact_start LIMIT :rows) s;

\warn @transactions
SELECT 'transactions', coalesce(jsonb_agg(s), '[]') FROM (
  SELECT pid, usename AS role, application_name AS application, state, concat_ws(' ', wait_event_type, wait_event) AS "waitsFor",
    floor(extract(epoch FROM now() - xact_start)) AS "transactionSeconds", floor(extract(epoch FROM now() - query_start)) AS "querySeconds",
    to_json(backend_start) #>> '{}' AS "backendStart", left(query, 2000) AS query
  FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active' AND xact_start IS NOT NULL
  ORDER BY xact_start LIMIT :rows) s;

\warn @locks
WITH waiting AS (
  SELECT pid, pg_blocking_pids(pid) AS blockers FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'),
edges AS (SELECT w.pid, b AS blocker FROM waiting w, unnest(w.blockers) b GROUP BY 1, 2)
SELECT 'locks', jsonb_build_object('waiting', (SELECT count(*) FROM waiting),
  'prepared', coalesce((SELECT jsonb_agg(jsonb_build_object('id', gid, 'role', owner, 'seconds', floor(extract(epoch FROM now() - prepared)))) FROM pg_prepared_xacts
    WHERE database = current_database()), '[]'),
  'blockers', coalesce((SELECT jsonb_agg(b ORDER BY b."blocks" DESC) FROM (
    SELECT e.blocker AS pid, count(*) AS blocks, e.blocker NOT IN (SELECT pid FROM waiting) AS root, a.usename AS role, a.application_name AS application,
      CASE e.blocker WHEN 0 THEN 'prepared transaction' ELSE a.state END AS state, floor(extract(epoch FROM now() - a.xact_start)) AS "transactionSeconds",
      to_json(a.backend_start) #>> '{}' AS "backendStart", left(a.query, 2000) AS query
    FROM edges e LEFT JOIN pg_stat_activity a ON a.pid = e.blocker GROUP BY e.blocker, a.usename, a.application_name, a.state, a.xact_start, a.backend_start, a.query
    ORDER BY root DESC, blocks DESC LIMIT :rows) b), '[]'),
  'blocked', coalesce((SELECT jsonb_agg(b) FROM (
    SELECT w.pid, a.usename AS role, a.application_name AS application, w.blockers AS "blockedBy", l.mode, l.relation::regclass::text AS relation,
      floor(extract(epoch FROM now() - a.query_start)) AS "querySeconds", left(a.query, 2000) AS query
    FROM waiting w JOIN pg_stat_activity a ON a.pid = w.pid
      LEFT JOIN LATERAL (SELECT mode, relation FROM pg_locks WHERE pid = w.pid AND NOT granted LIMIT 1) l ON true
    ORDER BY a.query_start LIMIT :rows) b), '[]'));

\warn @tables
WITH locked AS (SELECT DISTINCT relation FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation IS NOT NULL AND pid IS DISTINCT FROM pg_backend_pid()),
busy AS (SELECT relation FROM locked UNION SELECT indrelid FROM pg_index JOIN locked ON relation = indexrelid
  UNION SELECT oid FROM pg_class JOIN locked ON relation = reltoastrelid),
sized AS (
  SELECT s.relid, s.relid::regclass::text AS name, pg_total_relation_size(s.relid) AS total, pg_indexes_size(s.relid) AS indexes
  FROM pg_stat_user_tables s WHERE s.relid NOT IN (SELECT relation FROM busy) ORDER BY total DESC LIMIT :rows)
SELECT 'tables', jsonb_build_object('locked', (SELECT count(*) FROM pg_stat_user_tables WHERE relid IN (SELECT relation FROM busy)),
  'largest', coalesce((SELECT jsonb_agg(jsonb_build_object('table', name, 'totalBytes', total, 'indexBytes', indexes, 'rows', n_live_tup, 'deadRows', n_dead_tup,
    'deadPercent', round(100.0 * n_dead_tup / nullif(n_live_tup + n_dead_tup, 0), 1), 'vacuumed', greatest(last_vacuum, last_autovacuum),
    'analyzed', greatest(last_analyze, last_autoanalyze)) ORDER BY total DESC) FROM sized JOIN pg_stat_user_tables USING (relid)), '[]'));

\warn @bloat
WITH described AS (
  SELECT c.oid, c.oid::regclass::text AS name, c.relpages, c.reltuples::numeric AS reltuples, current_setting('block_size')::numeric AS block,
    coalesce((SELECT split_part(o, '=', 2)::int FROM unnest(c.reloptions) o WHERE o LIKE 'fillfactor=%'), 100) AS fill,
    (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
    s.described, s.width
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN LATERAL (SELECT count(*) AS described, sum((1 - null_frac) * avg_width)::numeric AS width FROM pg_stats p
      WHERE p.schemaname = n.nspname AND p.tablename = c.relname AND NOT p.inherited) s ON true
  WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relpages > 0),
expected AS (
  -- A row has a header of 24 bytes and a pointer of 4, and is aligned to 8; a page has a header of 24.
  SELECT name, relpages * block AS bytes, block * ceil(reltuples * (28 + 8 * ceil(width / 8)) / ((block - 24) * fill / 100)) AS needed
  FROM described WHERE described = columns AND reltuples > 0)
SELECT 'bloat', jsonb_build_object('tables', (SELECT count(*) FROM described), 'undescribed', (SELECT count(*) FROM described WHERE described <> columns),
  'wasted', coalesce((SELECT jsonb_agg(b) FROM (SELECT name AS "table", bytes AS "bytes", greatest(0, bytes - needed) AS "wastedBytes",
    round(100 * greatest(0, bytes - needed) / bytes, 1) AS "wastedPercent" FROM expected WHERE bytes - needed > 0 ORDER BY bytes - needed DESC LIMIT :rows) b), '[]'));

\warn @indexes
WITH locked AS (SELECT DISTINCT relation FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND relation IS NOT NULL AND pid IS DISTINCT FROM pg_backend_pid()),
own AS (
  SELECT i.*, i.indexrelid::regclass::text AS name, i.indrelid::regclass::text AS "table", am.amname,
    CASE WHEN i.indexrelid IN (SELECT relation FROM locked) OR i.indrelid IN (SELECT relation FROM locked) THEN NULL ELSE pg_relation_size(i.indexrelid) END AS bytes,
    EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid) AS constrains
  FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am am ON am.oid = c.relam JOIN pg_class t ON t.oid = i.indrelid
    JOIN pg_namespace n ON n.oid = t.relnamespace
  WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND t.relpersistence <> 't' AND c.relkind = 'i'),
same AS (SELECT min(indexrelid) AS kept, array_agg(name ORDER BY indexrelid) AS names, "table", sum(bytes) - max(bytes) AS bytes
  FROM own WHERE indisvalid
  GROUP BY "table", amname, indkey::text, indclass::text, indcollation::text, indoption::text, coalesce(pg_get_expr(indexprs, indrelid), ''), coalesce(pg_get_expr(indpred, indrelid), '')
  HAVING count(*) > 1),
foreign_keys AS (
  SELECT k.conrelid::regclass::text AS "table", k.conname AS "constraint", k.confrelid::regclass::text AS "references", t.reltuples,
    (SELECT string_agg(attname, ', ' ORDER BY o.n) FROM unnest(k.conkey) WITH ORDINALITY o(key, n) JOIN pg_attribute ON attrelid = k.conrelid AND attnum = o.key) AS columns
  FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid
  WHERE k.contype = 'f' AND k.conparentid = 0 AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = k.conrelid AND i.indisvalid AND i.indpred IS NULL
    AND (string_to_array(i.indkey::text, ' ')::smallint[])[1:cardinality(k.conkey)] @> k.conkey))
SELECT 'indexes', jsonb_build_object(
  'unused', coalesce((SELECT jsonb_agg(b) FROM (SELECT name AS index, "table", bytes FROM own JOIN pg_stat_user_indexes USING (indexrelid)
    WHERE idx_scan = 0 AND indisvalid AND NOT indisunique AND NOT constrains ORDER BY bytes DESC NULLS LAST LIMIT :rows) b), '[]'),
  'duplicate', coalesce((SELECT jsonb_agg(b) FROM (SELECT names AS indexes, "table", bytes FROM same ORDER BY bytes DESC NULLS LAST LIMIT :rows) b), '[]'),
  'invalid', coalesce((SELECT jsonb_agg(b) FROM (SELECT name AS index, "table", bytes FROM own WHERE NOT indisvalid LIMIT :rows) b), '[]'),
  'missing', coalesce((SELECT jsonb_agg(b) FROM (SELECT "table", columns, "constraint", "references" FROM foreign_keys ORDER BY reltuples DESC LIMIT :rows) b), '[]'),
  'scanned', coalesce((SELECT jsonb_agg(b) FROM (SELECT relid::regclass::text AS "table", seq_scan AS scans, seq_tup_read / seq_scan AS "rowsEach", idx_scan AS "indexScans"
    FROM pg_stat_user_tables WHERE seq_scan > 1000 AND seq_tup_read / seq_scan > 10000 ORDER BY seq_tup_read DESC LIMIT :rows) b), '[]'));

\warn @statements
SELECT quote_ident(nspname) AS statements FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'pg_stat_statements'
UNION ALL SELECT '' ORDER BY 1 DESC LIMIT 1 \gset
SELECT :'statements' <> '' AS has_statements \gset
\if :has_statements
SELECT 'statements', coalesce(jsonb_agg(s), '[]') FROM (
  SELECT rolname AS role, calls, round(total_exec_time) AS "totalMilliseconds", round(mean_exec_time::numeric, 1) AS "meanMilliseconds",
    round(max_exec_time) AS "longestMilliseconds", rows, left(query, 2000) AS query
  FROM :statements.pg_stat_statements p JOIN pg_database d ON d.oid = p.dbid LEFT JOIN pg_roles r ON r.oid = p.userid
  WHERE datname = :'of' ORDER BY total_exec_time DESC LIMIT :rows) s;
\endif
