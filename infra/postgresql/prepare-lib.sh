#!/bin/bash
# What a server that is open for writes is given: the administrator and the operator, the service's database, and its entries
# in the repositories. Sourced by server.sh.
# shellcheck disable=SC2154 # names come from server.sh and server-lib.sh

# prepare: what Pulumi's provider and the jobs find on a server that somebody else runs, and what steps of a failover ask. The
# password reaches the server as a variable, and no log.
prepare() {
  local database=$LIFEBOAT_DATABASE
  # What owners of databases set for them, or make in their schemas, must not reach a superuser's session.
  PGOPTIONS='-c search_path=pg_catalog -c default_transaction_read_only=off' local_sql \
    -v admin="$LIFEBOAT_ADMIN" -v owner="$LIFEBOAT_OWNER" -v database="$database" -v volume="$volume" -v extensions="pg_stat_statements ${LIFEBOAT_EXTENSIONS:-}" \
    >/dev/null 2>"$TMPDIR/prepare.err" <<'SQL' || {
SET log_statement = 'none'; SET log_min_duration_statement = -1; SET log_min_error_statement = 'panic';
SET pg_stat_statements.track = 'none';
\set password `cat "$LIFEBOAT_ADMIN_SECRET/password"`
SELECT format('CREATE ROLE %I', :'admin') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'admin') \gexec
SELECT format('ALTER ROLE %I LOGIN CREATEROLE CREATEDB BYPASSRLS NOSUPERUSER PASSWORD %L', :'admin', :'password') \gexec
SELECT format('CREATE ROLE %I NOLOGIN', :'owner') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'owner') \gexec
SELECT format('GRANT %I TO %I WITH ADMIN OPTION', role, :'admin')
  FROM unnest(ARRAY[:'owner', 'pg_monitor', 'pg_read_all_data', 'pg_write_all_data', 'pg_signal_backend', 'pg_maintain']::text[]) AS role \gexec
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'owner') WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA public;
-- Who takes the steps of a failover, known by the certificate: may promote, ask for a fence, and see how far both are.
SELECT 'CREATE ROLE lifeboat_operator' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'lifeboat_operator') \gexec
ALTER ROLE lifeboat_operator LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB NOINHERIT CONNECTION LIMIT 5 PASSWORD NULL;
GRANT EXECUTE ON FUNCTION pg_promote(boolean, integer) TO lifeboat_operator;
CREATE SCHEMA IF NOT EXISTS lifeboat;
GRANT USAGE ON SCHEMA lifeboat TO lifeboat_operator;
CREATE TABLE IF NOT EXISTS lifeboat.life (at timestamptz NOT NULL);
INSERT INTO lifeboat.life SELECT clock_timestamp() WHERE NOT EXISTS (SELECT FROM lifeboat.life);
SELECT format($body$
CREATE OR REPLACE FUNCTION lifeboat.fence(label text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $function$
BEGIN
  IF label IS NULL OR label !~ '^[a-z0-9.-]{1,63}$' THEN RAISE EXCEPTION 'the label of a fence has 1 to 63 lower-case letters, digits, dots and hyphens'; END IF;
  EXECUTE format('COPY (SELECT %%L) TO %%L', label, %1$L || '/fencing');
END $function$;
CREATE OR REPLACE FUNCTION lifeboat.keep_open() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $function$
BEGIN
  IF (pg_stat_file(%1$L || '/fencing', true)).size > 0 THEN EXECUTE format('COPY (SELECT WHERE false) TO %%L', %1$L || '/fencing'); END IF;
END $function$;
CREATE OR REPLACE FUNCTION lifeboat.fenced() RETURNS text LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS
$function$ SELECT pg_read_file(%1$L || '/fenced', true) $function$;
$body$, :'volume') \gexec
REVOKE EXECUTE ON FUNCTION lifeboat.fence(text), lifeboat.keep_open(), lifeboat.fenced() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lifeboat.fence(text), lifeboat.keep_open(), lifeboat.fenced() TO lifeboat_operator;
-- A fence that was taken back is none, for a standby that has replayed it too.
ALTER ROLE lifeboat_operator RESET lifeboat.fenced;
ALTER ROLE lifeboat_operator RESET lifeboat.fenced_on;
-- The checkpointer of a server that was shut down cleanly looks at archive_timeout only from its next checkpoint on.
CHECKPOINT;
\connect :"database"
SELECT format('CREATE EXTENSION IF NOT EXISTS %I SCHEMA public', name) FROM unnest(string_to_array(:'extensions', ' ')) AS name WHERE name <> '' \gexec
\connect postgres
-- Last: a promotion waits for it.
SELECT format('ALTER ROLE lifeboat_operator SET lifeboat.opened = %L', pg_postmaster_start_time()) \gexec
SQL
    log warn prepare_failed "roles and database are not complete yet: $(said "$TMPDIR/prepare.err")"
    return 1
  }
  rm -f -- "$volume/fenced"
  touch -- "$TMPDIR/prepared"
  log info prepared "roles and database are there" database "$database"
}

# enter_repositories: without its entry in a repository, no WAL is archived there.
enter_repositories() {
  local one done_all=0
  for one in "${repositories[@]}"; do
    [[ ! -e $TMPDIR/entered-$one ]] || continue
    if archive_quietly "$one" stanza-create; then
      touch -- "$TMPDIR/entered-$one"
      log info archive_ready "the repository takes WAL" repository "$one"
    else
      log warn archive_waits "the repository cannot take WAL yet: $(said "$TMPDIR/archive-$one.err")" repository "$one"
      done_all=1
    fi
  done
  return "$done_all"
}
