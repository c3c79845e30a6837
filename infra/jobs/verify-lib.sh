#!/bin/bash
# Proves that backups can be restored, in scratch databases, and records the verdict; shared by verify.sh and
# drill.sh. Sourced after lib.sh, database-lib.sh, restore-lib.sh, check-lib.sh and leftovers-lib.sh.
# shellcheck disable=SC2034,SC2154 # names are shared with the scripts and the other libraries

# The backup that the run is about, and another one; empty until chosen, the latter also when there is no other.
newest_id='' newest_age_minutes='' older_id=''
# Seconds that each full restore took, from an empty server to a checked and dropped database, in order.
restore_seconds=()
# How many things of the last restore could not be kept.
unkept_count=0

# choose_newest DATABASE: logs in, drops what killed runs left, and makes the newest backup the chosen one.
choose_newest() {
  login
  require_identity
  require_database "$maintenance_database"
  use_own_settings
  drop_leftovers "$1"
  store_step select select latest --or-older
  use_manifest "$scratch/select.json"
  newest_id=$backup_id newest_age_minutes=$backup_age_minutes
}

# choose_older: makes a random other backup the chosen one; where the vault has only one, the newest stays chosen.
choose_older() {
  store_step random select-random --not "$newest_id"
  if [[ $(<"$scratch/random.json") == null ]]; then
    log warn random_missing "there is no backup but $newest_id to verify"
  else
    use_manifest "$scratch/random.json"
    older_id=$backup_id
  fi
}

# A run that was killed could not drop its scratch database.
drop_leftovers() {
  local leftover
  while read -r leftover; do
    [[ -n $leftover ]] || continue
    drop_leftover drop_database "$leftover" "a verification that was killed"
  done < <(stale_databases "$1" verify)
}

# verify_in_full DATABASE [rehearse]: restores the chosen backup into a scratch database, checks and drops it.
verify_in_full() {
  local name id=$run restore_us=${EPOCHREALTIME/./} seconds
  ((${#restore_seconds[@]} == 0)) || new_id id
  name=$(beside "$1" verify)$(compact "$id")
  prepare_restore
  create_database "$name"
  restore_into "$name"
  check_database "$name"
  give_access "$scratch/facts" "$name"
  check_given "$name"
  keep_unkept
  [[ ${2:-} != rehearse ]] || rehearse_switch "$name" "$1"
  drop_scratch
  seconds=$(seconds_since "$restore_us")
  restore_seconds+=("$seconds")
  log info verified "backup $backup_id restores" backupId "$backup_id" restoreSeconds "$seconds"
}

# drop_scratch: drops what the run made.
drop_scratch() {
  local one
  for one in "${created_databases[@]}"; do
    drop_database "$one" || die "$EXIT_GENERAL" drop_failed "cannot drop $one: $(said "$scratch/sql.err")"
  done
  created_databases=()
}

# keep_unkept: what an emergency would leave out or could not keep, for the record.
keep_unkept() {
  jq -cs '.[:1000] | map({kind, name, property, why})' "$scratch/unkept" >"$scratch/unkept.json"
  unkept_count=$(unkept_lines)
}

# verdict CODE: what every record has, as JSON.
verdict() {
  jq -n --arg id "$run" --arg service "$service" --arg backupId "$newest_id" --arg older "$older_id" \
    --argjson ageMinutes "$newest_age_minutes" --argjson restoreSeconds "${restore_seconds[0]:-null}" \
    --argjson totalSeconds "$(seconds_since "$started_us")" --argjson code "$1" --argjson unkeptCount "$unkept_count" \
    --slurpfile unkept <(cat "$scratch/unkept.json" 2>/dev/null) \
    '{version: 1, id: $id, service: $service, backupId: $backupId, alsoVerified: (if $older == "" then null else $older end),
      restoreSeconds: $restoreSeconds, totalSeconds: $totalSeconds, ageMinutes: $ageMinutes, ok: ($code == 0), exitCode: $code,
      unkeptCount: $unkeptCount, unkept: ($unkept[0] // [])}'
}

# keep_record KEY: writes the JSON of stdin to the vault.
keep_record() {
  store record "$1" >/dev/null 2>"$scratch/record.err" ||
    log warn record_failed "the verdict could not be written to the vault: $(said "$scratch/record.err")"
}
