#!/bin/bash
# Restores a backup into a new database beside the serving one, checks it, and on request gives it the serving
# database's name. Whatever fails, the serving database stays as it is.
# shellcheck source-path=SCRIPTDIR
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
source "$here/database-lib.sh"
source "$here/restore-lib.sh"
source "$here/facts-lib.sh"
source "$here/session-lib.sh"
source "$here/properties-lib.sh"
source "$here/entries-lib.sh"
source "$here/privileges-lib.sh"
source "$here/create-lib.sh"
source "$here/check-lib.sh"
source "$here/leftovers-lib.sh"
source "$here/serving-lib.sh"
source "$here/switch-lib.sh"

main() {
  start
  local serving target there wanted=${RESTORE_BACKUP:-latest} switch=${RESTORE_SWITCH:-false} safety=${RESTORE_SAFETY:-true}
  local fenced=${RESTORE_REQUIRE_FENCED:-false} wait=${RESTORE_WAIT_SECONDS:-0} keep=${RESTORE_KEEP_BEFORE:-2}
  serving=$(setting .database)
  target=${RESTORE_TARGET:-$(beside "$serving" restore)$(compact "$run")}
  require_arguments
  login
  require_identity
  require_database "$maintenance_database"
  use_own_settings
  [[ $fenced == false ]] || require_fenced
  there=$(database_exists "$target") ||
    die "$EXIT_DATABASE" query_failed "cannot look for database $target: $(said "$scratch/sql.err")"
  [[ $there == f ]] ||
    die "$EXIT_ARGUMENTS" target_exists "RESTORE_TARGET $target exists already; name a new database or drop it first"

  log info restore_started "restoring $wanted into $target" database "$target" switch "$switch"
  drop_killed_restores "$serving" "$target"
  [[ $switch == false || $(database_exists "$serving") != t ]] || check_serving "$serving"
  choose_backup "$wanted" "$wait"
  use_manifest "$scratch/select.json"
  prepare_restore
  on_exit+=(drop_created)
  create_database "$target"
  restore_into "$target"
  check_database "$target" warn
  give_access "$scratch/facts" "$target"
  if [[ $switch == true ]]; then
    switch_database "$target" "$serving" "$safety" "$(beside "$serving" before)$(compact "$run")"
    target=$serving
    drop_old_before "$serving" "$keep" "$replaced_database"
  fi
  mark_restored "$target" "$backup_id"
  created_databases=()
  log info restore_finished "backup $backup_id was restored as database $target" backupId "$backup_id" database "$target" \
    backupAgeMinutes "$backup_age_minutes" bytes "$(jq .bytes -- "$manifest")" totalSeconds "$(seconds_since "$started_us")"
  printf '%s\n' "$target"
}

require_arguments() {
  local faults=()
  [[ $target =~ ^[a-z_][a-z0-9_]{0,62}$ ]] ||
    faults+=("RESTORE_TARGET '$target' is no database name: lower case, digits, _, at most 63 bytes")
  [[ $target != "$serving" ]] ||
    faults+=("RESTORE_TARGET $target is the serving database; leave it empty and set RESTORE_SWITCH=true to replace it")
  [[ $target != postgres && $target != template0 && $target != template1 ]] ||
    faults+=("RESTORE_TARGET $target belongs to the server")
  [[ $switch == true || $switch == false ]] || faults+=("RESTORE_SWITCH '$switch' must be true or false")
  [[ $safety == true || $safety == false ]] || faults+=("RESTORE_SAFETY '$safety' must be true or false")
  [[ $fenced == true || $fenced == false ]] || faults+=("RESTORE_REQUIRE_FENCED '$fenced' must be true or false")
  [[ ${RESTORE_FROM:-source} =~ ^(source|vault|peer)$ ]] ||
    faults+=("RESTORE_FROM '$RESTORE_FROM' must be source, vault or peer")
  is_number "$wait" 0 86400 || faults+=("RESTORE_WAIT_SECONDS '$wait' must be a whole number from 0 to 86400")
  is_number "$keep" 1 1000 || faults+=("RESTORE_KEEP_BEFORE '$keep' must be a whole number from 1 to 1000")
  ((${#faults[@]} == 0)) || die "$EXIT_ARGUMENTS" arguments "$(printf '%s; ' "${faults[@]}")"
}

# require_fenced: whatever is written to this database from now on would be lost in the switch, so nobody may write.
require_fenced() {
  local app may
  app=$(setting .appRole)
  may=$(sql "$maintenance_database" -v app="$app" <<<"SELECT rolcanlogin FROM pg_roles WHERE rolname = :'app'") ||
    die "$EXIT_DATABASE" query_failed "cannot look for role $app: $(said "$scratch/sql.err")"
  [[ $may != t ]] ||
    die "$EXIT_CONFIGURATION" database_open "role $app can log in and may write: what it writes would be lost. Fence this environment first: pulumi config set lifeboat:posture fenced, then pulumi up; RESTORE_REQUIRE_FENCED=false restores anyway"
}

# choose_backup WHAT SECONDS: its manifest in $scratch/select.json; waits that long for one that does not exist yet,
# because replication takes up to a quarter of an hour.
choose_backup() {
  local code=0 older=()
  (($2 > 0)) || older=(--or-older)
  background store_to select select "$1" "${older[@]}"
  wait "$group" || code=$?
  ((code != 0)) || return 0
  if ((code != EXIT_NOT_FOUND || $2 == 0)); then
    store_failed select "$code"
  fi
  log info backup_awaited "$(said "$scratch/select.err"); looking again for up to $2 s" wanted "$1" waitSeconds "$2"
  store_step select select "$1" --wait "$2" --or-older
}

main "$@"
