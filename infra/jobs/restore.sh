#!/bin/bash
# Restores a backup into a new database beside the serving one, judges it, and on request lets it take the serving
# database's name. Whatever fails, the serving database stays as it is.
# shellcheck source-path=SCRIPTDIR
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
source "$here/database-lib.sh"
source "$here/restore-lib.sh"
source "$here/check-lib.sh"
source "$here/switch-lib.sh"

main() {
  start
  local serving target wanted=${RESTORE_BACKUP:-latest} switch=${RESTORE_SWITCH:-false} safety=${RESTORE_SAFETY:-true}
  serving=$(setting .database)
  target=${RESTORE_TARGET:-$(fit "$serving" "_restore_$(compact "$run")")}
  require_arguments
  login
  require_identity
  require_database "$maintenance_database"
  [[ $(database_exists "$target") == f ]] ||
    die "$EXIT_ARGUMENTS" target_exists "RESTORE_TARGET $target is there already; name a new database or drop it first"

  log info restore_started "restoring $wanted into $target" database "$target" switch "$switch"
  store_step select select "$wanted"
  use_manifest "$scratch/select.json"
  on_exit+=(drop_created)
  create_database "$target"
  restore_into "$target"
  check_database "$target"
  if [[ $switch == true ]]; then
    switch_database "$target" "$serving" "$safety"
    target=$serving
  fi
  created_database=''
  log info restore_finished "backup $backup_id stands as database $target" backupId "$backup_id" database "$target" \
    backupAgeMinutes "$backup_age_minutes" bytes "$(jq .bytes -- "$manifest")" totalSeconds "$(seconds_since "$started_us")"
  printf '%s\n' "$target"
}

# fit NAME SUFFIX: NAME and SUFFIX in PostgreSQL's 63 bytes; the suffix is unique, so NAME may lose its end.
fit() {
  printf '%s%s' "${1:0:63-${#2}}" "$2"
}

require_arguments() {
  local faults=()
  [[ $target =~ ^[a-z_][a-z0-9_]{0,62}$ ]] ||
    faults+=("RESTORE_TARGET '$target' is no database name: lower case, digits, _, at most 63 bytes")
  [[ $target != "$serving" ]] ||
    faults+=("RESTORE_TARGET $target is the serving database; leave it empty and set RESTORE_SWITCH=true to replace it")
  [[ $target != postgres && $target != template0 && $target != template1 ]] ||
    faults+=("RESTORE_TARGET $target belongs to the server")
  [[ $switch == true || $switch == false ]] || faults+=("RESTORE_SWITCH '$switch' is neither true nor false")
  [[ $safety == true || $safety == false ]] || faults+=("RESTORE_SAFETY '$safety' is neither true nor false")
  [[ ${RESTORE_FROM:-source} == source || ${RESTORE_FROM:-} == vault ]] ||
    faults+=("RESTORE_FROM '$RESTORE_FROM' is neither source nor vault")
  ((${#faults[@]} == 0)) || die "$EXIT_ARGUMENTS" arguments "$(printf '%s; ' "${faults[@]}")"
}

main "$@"
