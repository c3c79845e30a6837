#!/bin/bash
# Backs up before a migration changes anything (TASK-3), and reads back what the vault keeps: the migration
# may begin only if all of it can be read. The label finds the backup if the migration must be undone.
# shellcheck source-path=SCRIPTDIR
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
source "$here/database-lib.sh"
source "$here/restore-lib.sh"

readonly remedy="nothing was migrated and nothing rolled out; fix the cause, then run pulumi up again"

main() {
  start
  [[ ${BACKUP_LABEL:-} =~ ^[a-z0-9.-]{1,63}$ ]] ||
    die "$EXIT_ARGUMENTS" arguments "BACKUP_LABEL '${BACKUP_LABEL:-}' is not a label, by which the backup is found: lower case, digits, . and -, 1 to 63"
  login
  require_database "$PGDATABASE"
  if is_empty || was_just_restored; then return; fi
  back_up
  read_back
  log info migration_backed_up "backup $backup_id holds the data from before the migration, and can be read; to restore it, set RESTORE_BACKUP=label:$BACKUP_LABEL" \
    backupId "$backup_id" label "$BACKUP_LABEL" totalSeconds "$(seconds_since "$started_us")"
}

# is_empty: whether the database has no table, as before the very first migration.
is_empty() {
  local tables
  tables=$(count_tables "$PGDATABASE") || query_failed
  ((tables == 0)) || return 1
  log info nothing_to_back_up "database $PGDATABASE has no table that the migration could damage"
}

# was_just_restored: whether the database was restored and checked within the RPO. That backup holds what another one
# would, less what the RPO allows to lose, and a takeover does not wait for a second copy.
was_just_restored() {
  local restored minutes
  minutes=$(setting .objectives.rpoMinutes)
  restored=$(sql "$PGDATABASE" -v minutes="$minutes" <<'SQL'
SELECT found[1] FROM pg_database d JOIN pg_db_role_setting ON setdatabase = d.oid, unnest(setconfig) setting,
  regexp_match(setting, '^application_name=restored: (\S+) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$') found
WHERE datname = current_database() AND found[2]::timestamptz BETWEEN now() - :'minutes' * interval '1 minute' AND now()
ORDER BY 1 DESC LIMIT 1;
SQL
  ) || query_failed
  [[ -n $restored ]] || return 1
  log info restored_recently "database $PGDATABASE was restored from backup $restored less than $minutes minutes ago, the RPO: that backup covers it" \
    backupId "$restored"
}

query_failed() {
  die "$EXIT_DATABASE" query_failed "cannot look into database $PGDATABASE: $(said "$scratch/sql.err"); $remedy"
}

back_up() {
  local code=0
  background "$here/backup.sh" migration >/dev/null 2>&"$log_fd"
  wait "$group" || code=$?
  ((code == 0)) || die "$code" not_backed_up "no backup of database $PGDATABASE could be made, see the previous line: $remedy"
}

# read_back: finds the backup as a restore would, by its label, and reads the object to its end against its manifest.
read_back() {
  local code=0 read_us=${EPOCHREALTIME/./}
  background store_to select select "label:$BACKUP_LABEL"
  wait "$group" || code=$?
  ((code == 0)) || unread "$code" "$scratch/select.err"
  use_manifest "$scratch/select.json"
  background read_all
  wait "$group" || code=$?
  ((code == 0)) || unread "$code" "$scratch/get.err"
  log info backup_read "backup $backup_id has the right length and checksum" backupId "$backup_id" seconds "$(seconds_since "$read_us")"
}

read_all() {
  in_background
  store get "$manifest" >/dev/null 2>"$scratch/get.err" </dev/null
}

# unread CODE FILE: there is no backup that a restore could read.
unread() {
  die "$(($1 > 6 ? EXIT_GENERAL : $1))" backup_unread "the backup before the migration is missing or cannot be read ($(said "$2")): $remedy"
}

main "$@"
