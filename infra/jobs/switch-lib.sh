#!/bin/bash
# Gives a restored database the serving database's name. Sourced after lib.sh, restore-lib.sh and
# properties-lib.sh and serving-lib.sh.
# shellcheck disable=SC2034,SC2154 # names are shared with the other libraries

readonly switch_attempts=5

# New name of the database that served before the switch; empty when there was none.
replaced_database=''

# switch_database NEW SERVING SAFETY OLD: safety backup, then both renames in one transaction: at every moment, even when
# this job is killed, exactly one database has the serving name. The one that served stays as OLD.
switch_database() {
  local new=$1 serving=$2 old=$4 there switch_us
  there=$(database_exists "$serving") ||
    die "$EXIT_DATABASE" query_failed "cannot look for database $serving: $(said "$scratch/sql.err")"
  if [[ $there != t ]]; then
    sql "$maintenance_database" -v new="$new" -v serving="$serving" <<<'ALTER DATABASE :"new" RENAME TO :"serving";' ||
      die "$EXIT_GENERAL" switch_failed "cannot rename $new to $serving: $(said "$scratch/sql.err")"
    keep_created "$new"
    log info switched "$serving did not exist; the restored database has that name now" database "$serving"
    return
  fi
  [[ $3 == false ]] || safety_backup "$serving"
  take_properties "$serving" "$new"
  switch_us=${EPOCHREALTIME/./}
  background end_sessions "$serving"
  local ender=$group
  retry "$switch_attempts" rename_both "$new" "$serving" "$old" || switch_refused "$serving"
  kill -TERM -- "-$ender" 2>/dev/null || true
  keep_created "$new"
  replaced_database=$old
  log info switched "the restored database serves as $serving; the previous one stays as $old, drop it when it is no longer needed" \
    database "$serving" oldDatabase "$old" switchSeconds "$(seconds_since "$switch_us")"
  warn_of_slots "$old" "pin them still: pg_drop_replication_slot frees them, and a consumer needs a new slot in $serving"
}

# RENAME takes a lock that makes new connections wait, and gives sessions five seconds to leave.
rename_both() {
  sql "$maintenance_database" -v new="$1" -v serving="$2" -v old="$3" <<'SQL'
BEGIN;
SET LOCAL lock_timeout = '10s';
ALTER DATABASE :"serving" RENAME TO :"old";
ALTER DATABASE :"new" RENAME TO :"serving";
COMMIT;
SQL
}

# Ends the serving database's sessions repeatedly until it is stopped; only a superuser's it may not end. PostgreSQL ends
# its own workers itself (they have no usesysid), and backend_type is hidden from this role. Where the serving database is
# also the maintenance database of other services' jobs, RENAME waits for their sessions. A new session each time: while
# one lasts, no other service can rename its own database.
end_sessions() {
  in_background
  while :; do
    PGDATABASE=$maintenance_database PGAPPNAME=$maintenance_app psql -X -A -t -q --no-password -v serving="$1" \
      -v maintenance="$maintenance_app" >/dev/null 2>"$scratch/end.err" <<'SQL'
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = :'serving' AND pid <> pg_backend_pid() AND usesysid IS NOT NULL AND application_name <> :'maintenance'
  AND (usesysid NOT IN (SELECT oid FROM pg_roles WHERE rolsuper)
    OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user))
SQL
    sleep 0.2
  done
}

switch_refused() {
  local message holders prepared
  message=$(said "$scratch/sql.err")
  prepared=$(prepared_transactions "$1")
  holders=$(sql "$maintenance_database" -v serving="$1" <<<"SELECT string_agg(format('pid %s of role %s (%s)', pid, usename,
    application_name), ', ') FROM pg_stat_activity WHERE datname = :'serving'" || true)
  die "$EXIT_GENERAL" switch_failed "cannot rename database $1 after $switch_attempts attempts: $message; its sessions: ${holders:-none}${prepared:+; its prepared transactions, to be ended in it by COMMIT PREPARED or ROLLBACK PREPARED: $prepared}"
}

# Backs the serving database up to the safety tier; one without any table holds nothing to save.
safety_backup() {
  local code=0 tables
  tables=$(count_tables "$1") ||
    die "$EXIT_DATABASE" safety_failed "cannot look into $1: $(said "$scratch/sql.err"); RESTORE_SAFETY=false restores without a safety backup"
  if ((tables == 0)); then
    log warn safety_skipped "database $1 has no table: no safety backup"
    return 0
  fi
  PGDATABASE=$1 background "$here/backup.sh" safety >/dev/null 2>&"$log_fd"
  wait "$group" || code=$?
  ((code == 0)) ||
    die "$code" safety_failed "safety backup of $1 failed, nothing was replaced; RESTORE_SAFETY=false restores without one, the old database is kept in any case"
}
