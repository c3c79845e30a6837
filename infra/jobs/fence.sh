#!/bin/bash
# Fences the database: ends every session but the jobs', proves that nobody who could write can log in any more, and
# takes the final backup, which the other environment finds by its label. The stack has taken the application's login
# away before; this job only checks that.
# shellcheck source-path=SCRIPTDIR
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
source "$here/database-lib.sh"

# Longest time in seconds for sessions to end; a terminated one ends at its next statement or wait.
readonly end_seconds=30

main() {
  start
  local ended left=''
  [[ ${BACKUP_LABEL:-} =~ ^[a-z0-9.-]{1,63}$ ]] ||
    die "$EXIT_ARGUMENTS" arguments "BACKUP_LABEL '${BACKUP_LABEL:-}' is not a label, by which the final backup is found: lower case, digits, . and -, 1 to 63"
  login
  require_database "$PGDATABASE"
  require_fenced
  log info fence_started "ending the sessions of database $PGDATABASE"
  end_sessions
  warn_of_superusers
  require_no_writer
  [[ -z $left ]] ||
    die "$EXIT_GENERAL" sessions_left "after $end_seconds s database $PGDATABASE still has sessions: $left; end them at their source, then run this again"
  log info fenced "nobody but the jobs can write to database $PGDATABASE; the final backup follows" \
    endedSessions "$ended" seconds "$(seconds_since "$started_us")"
  hand_over "$here/backup.sh"
}

# fence_sql: SQL from stdin, with the roles and tables of the settings as variables.
fence_sql() {
  sql "$PGDATABASE" -v app="$(setting .appRole)" -v owner="$(setting .ownerRole)" -v jobs="$(setting '.jobRoles | tojson')" \
    -v tables="$(setting '.keyTables | tojson')"
}

# require_fenced: the application's role exists and cannot log in; where it is missing the stack was never deployed.
require_fenced() {
  local app may
  app=$(setting .appRole)
  may=$(fence_sql <<<"SELECT rolcanlogin FROM pg_roles WHERE rolname = :'app'") || query_failed
  case $may in
  f) ;;
  t) die "$EXIT_CONFIGURATION" not_fenced "role $app can still log in; fence it by the stack: pulumi config set lifeboat:posture fenced, then pulumi up" ;;
  *) die "$EXIT_CONFIGURATION" not_fenced "role $app does not exist on the server; check that it is the right server, and deploy the stack first" ;;
  esac
}

# end_sessions: sets `ended`, how many there were, and `left`, those that remain. Two looks in a row must find none,
# because a session that has just logged in is not listed at once.
end_sessions() {
  local deadline=$((SECONDS + end_seconds)) quiet=0
  : >"$scratch/sessions"
  while ((quiet < 2 && SECONDS < deadline)); do
    end_once >"$scratch/left" || end_refused
    quiet=$((quiet + 1))
    [[ ! -s $scratch/left ]] || quiet=0
    cat "$scratch/left" >>"$scratch/sessions"
    ((quiet == 2)) || pause 0.2
  done
  ended=$(sort -u "$scratch/sessions" | wc -l)
  ((quiet > 0)) || left=$(paste -sd, "$scratch/left" | sed 's/,/, /g')
}

# Terminates every session that is neither a job's nor a superuser's, and prints it. PostgreSQL's own workers have no
# usesysid; a session whose role was dropped has a usesysid that is in no list.
end_once() {
  fence_sql <<'SQL' | sed 's/|[tf]$//'
SELECT format('pid %s of role %s (%s)', pid, coalesce(usename, 'dropped'), translate(application_name, E',\n', '  ')),
  pg_terminate_backend(pid)
FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL
  AND usesysid NOT IN (SELECT oid FROM pg_roles WHERE rolsuper OR rolname = current_user
    OR rolname IN (SELECT json_array_elements_text(:'jobs'::json)));
SQL
}

end_refused() {
  has_state "$scratch/sql.err" 42501 &&
    die "$EXIT_PERMISSION" end_denied "role $PGUSER may not end sessions: $(said "$scratch/sql.err"); it must be a member of pg_signal_backend"
  query_failed
}

# This role can neither end a superuser's session nor forbid its login: the log has to mention it.
warn_of_superusers() {
  local found
  found=$(fence_sql <<<"SELECT string_agg(format('pid %s of role %s (%s)', pid, usename, application_name), ', ') FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IN (SELECT oid FROM pg_roles WHERE rolsuper)") || query_failed
  [[ -z $found ]] || log warn superuser_sessions "superusers are connected to database $PGDATABASE and could write: $found"
}

# require_no_writer: roles that can log in here and write, by membership or by a grant on a key table. The application
# roles of the server's other databases could too, because pg_write_all_data knows no database; nothing but a grant of
# CONNECT keeps them out, so they are logged and do not fail the fence.
require_no_writer() {
  local kind name names=() others=()
  fence_sql >"$scratch/writers" <<'SQL' || query_failed
SELECT CASE WHEN NOT pg_has_role(r.oid, o.oid, 'MEMBER') AND EXISTS (SELECT FROM pg_database d
    WHERE d.datname <> current_database() AND r.rolname = d.datname || '_app') THEN 'other' ELSE 'writer' END, quote_ident(r.rolname)
FROM pg_roles r, pg_roles o
WHERE o.rolname = :'owner' AND r.rolcanlogin AND NOT r.rolsuper AND has_database_privilege(r.oid, current_database(), 'CONNECT')
  AND r.rolname NOT IN (SELECT json_array_elements_text(:'jobs'::json))
  AND (pg_has_role(r.oid, o.oid, 'MEMBER') OR pg_has_role(r.oid, 'pg_write_all_data', 'MEMBER')
    OR EXISTS (SELECT FROM json_array_elements_text(:'tables'::json) t WHERE to_regclass(t) IS NOT NULL
      AND has_table_privilege(r.oid, to_regclass(t), 'INSERT, UPDATE, DELETE, TRUNCATE')))
ORDER BY r.rolname;
SQL
  while IFS='|' read -r kind name; do
    if [[ $kind == writer ]]; then names+=("$name"); else others+=("$name"); fi
  done <"$scratch/writers"
  ((${#others[@]} == 0)) ||
    log warn other_writers "application roles of other databases could write here as well: ${others[*]}; REVOKE CONNECT ON DATABASE ... FROM PUBLIC keeps them out"
  ((${#names[@]} == 0)) ||
    die "$EXIT_CONFIGURATION" writers_can_log_in "roles that can write to database $PGDATABASE can log in: ${names[*]}; on the server: $(printf 'ALTER ROLE %s NOLOGIN; ' "${names[@]}")then run this again" \
      @roles "$(printf '%s\n' "${names[@]}" | jq -Rsc 'split("\n")[:-1]')"
}

query_failed() {
  die "$EXIT_DATABASE" query_failed "cannot look into database $PGDATABASE: $(said "$scratch/sql.err")"
}

main "$@"
