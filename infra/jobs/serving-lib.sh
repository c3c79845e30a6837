#!/bin/bash
# What binds the serving database to this server, and would stop a switch or be left behind by it. Sourced after lib.sh and
# database-lib.sh.
# shellcheck disable=SC2154 # names come from the other libraries

# check_serving NAME: before a restore that switches begins. Leaves with 6 for what makes the switch impossible.
check_serving() {
  local prepared subscriptions
  prepared=$(prepared_transactions "$1")
  [[ -z $prepared ]] ||
    die "$EXIT_CONFIGURATION" prepared_transactions "database $1 has prepared transactions, with which it cannot be renamed: $prepared; connect to $1 and run COMMIT PREPARED or ROLLBACK PREPARED with each name, then restore again; nothing was restored"
  warn_of_slots "$1" "will pin them still after the switch; pg_drop_replication_slot frees them, and a consumer needs a new slot in the new database"
  subscriptions=$(sql "$maintenance_database" -v name="$1" <<'SQL' || true
SELECT string_agg(format('%s (%s)', subname, CASE WHEN subenabled THEN 'enabled' ELSE 'disabled' END), ', ')
FROM pg_subscription JOIN pg_database d ON d.oid = subdbid WHERE datname = :'name'
SQL
  )
  [[ -z $subscriptions ]] ||
    log warn subscriptions "database $1 has subscriptions, which stay with it and go on there: $subscriptions; ALTER SUBSCRIPTION ... DISABLE before the switch, because the worker of an enabled one keeps the database from being renamed" subscriptions "$subscriptions"
  warn_of_publications "$1"
  warn_of_sessions "$1"
  warn_of_closed "$1"
}

# warn_of_closed NAME: a database that takes the name of another has its limit, and lets in as few.
warn_of_closed() {
  local opens
  opens=$(sql "$maintenance_database" -v name="$1" <<'SQL' || true
SELECT format('ALTER DATABASE %I %s', datname, CASE WHEN datallowconn THEN 'CONNECTION LIMIT -1' ELSE 'ALLOW_CONNECTIONS true' END)
FROM pg_database WHERE datname = :'name' AND (NOT datallowconn OR datconnlimit = 0)
SQL
  )
  [[ -z $opens ]] ||
    log warn closed "database $1 lets nobody in, and neither will the one that takes its name, until somebody runs: $opens" statement "$opens"
}

# prepared_transactions NAME: those of a database, comma-separated.
prepared_transactions() {
  sql "$maintenance_database" -v name="$1" <<'SQL' || die "$EXIT_DATABASE" query_failed "cannot look for prepared transactions: $(said "$scratch/sql.err")"
SELECT string_agg(format('%L of role %s, since %s', gid, owner, to_char(prepared, 'YYYY-MM-DD"T"HH24:MI:SSOF')), ', ')
FROM pg_prepared_xacts WHERE database = :'name'
SQL
}

# warn_of_slots NAME WHAT [SLOTS OF]: the logical slots of a database and what they pin.
warn_of_slots() {
  local slots
  slots=$(sql "$maintenance_database" -v name="$1" <<'SQL' || true
SELECT coalesce(json_agg(json_build_object('slot', slot_name, 'plugin', plugin, 'active', active, 'restartLsn', restart_lsn, 'catalogXmin', catalog_xmin,
  'walBytes', CASE WHEN pg_is_in_recovery() THEN NULL ELSE pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) END)), '[]')
FROM pg_replication_slots WHERE database = :'name'
SQL
  )
  [[ -n $slots && $slots != '[]' ]] || return 0
  log warn slots "database $1 has logical replication slots: $(jq -r 'map("\(.slot) (\(.plugin)) pins the WAL since \(.restartLsn), \(.walBytes // "?") bytes, and rows since transaction \(.catalogXmin // "-")") | join("; ")' <<<"$slots"); they $2" @slots "$slots"
}

# warn_of_sessions NAME: sessions and workers that this login may not end, as a superuser's: while one is open, there is no switch.
warn_of_sessions() {
  local sessions
  sessions=$(sql "$maintenance_database" -v name="$1" -v maintenance="$maintenance_app" <<'SQL' || true
SELECT coalesce(json_agg(json_build_object('pid', pid, 'role', usename, 'application', application_name) ORDER BY pid), '[]')
FROM pg_stat_activity JOIN pg_roles r ON r.oid = usesysid
WHERE datname = :'name' AND pid <> pg_backend_pid() AND application_name <> :'maintenance'
  AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
  AND (rolsuper OR NOT (pg_has_role(r.oid, 'USAGE') OR pg_has_role('pg_signal_backend', 'USAGE')))
SQL
  )
  [[ -n $sessions && $sessions != '[]' ]] || return 0
  log warn sessions_stay "this login may not end these sessions of database $1, and it cannot be replaced while one is open: $(jq -r 'map("pid \(.pid) of role \(.role) (\(.application))") | join(", ")' <<<"$sessions"); close them, or have a superuser run SELECT pg_terminate_backend(pid), before the switch" \
    @sessions "$sessions"
}

# A publication is restored with the database; who subscribes to it reads from a slot that is not.
warn_of_publications() {
  local publications
  publications=$(sql "$1" <<<"SELECT string_agg(pubname, ', ') FROM pg_publication" || true)
  [[ -z $publications ]] ||
    log warn publications "database $1 publishes ($publications): its subscribers must be synchronised again after the switch" publications "$publications"
}
