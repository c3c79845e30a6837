#!/bin/bash
# Proves that backups restore: the newest one in full into a scratch database that is always dropped, and a random
# older one by checksum, key and listing (VERIFY_RANDOM=full: in full too). Writes what it found to verification/.
# shellcheck source-path=SCRIPTDIR
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
source "$here/database-lib.sh"
source "$here/restore-lib.sh"
source "$here/check-lib.sh"
source "$here/leftovers-lib.sh"

main() {
  start
  local random=${VERIFY_RANDOM:-checksum} database newest
  database=$(setting .database)
  [[ $random == checksum || $random == full ]] ||
    die "$EXIT_ARGUMENTS" arguments "VERIFY_RANDOM '$random' is neither checksum nor full"
  login
  require_identity
  require_database "$maintenance_database"
  drop_leftovers "$database"
  store_step select select latest
  use_manifest "$scratch/select.json"
  newest=$backup_id
  on_exit+=(drop_created record)
  verify_in_full "$database"

  store_step random select-random --not "$newest"
  if [[ $(<"$scratch/random.json") == null ]]; then
    log warn random_missing "there is no backup besides $newest to verify"
  else
    use_manifest "$scratch/random.json"
    if [[ $random == full ]]; then
      verify_in_full "$database"
    else
      verify_by_reading
    fi
  fi
  log info verify_finished "backup $newest restores" backupId "$newest" totalSeconds "$(seconds_since "$started_us")"
}

# A run that was killed could not drop its scratch database.
drop_leftovers() {
  local leftover
  while read -r leftover; do
    [[ -n $leftover ]] || continue
    if drop_database "$leftover"; then
      log warn leftover_dropped "scratch database $leftover of a run that was killed is dropped" database "$leftover"
    else
      log warn drop_failed "scratch database $leftover could not be dropped: $(said "$scratch/sql.err")" database "$leftover"
    fi
  done < <(stale_databases "$1" verify)
}

# verify_in_full DATABASE: restores the chosen backup into a scratch database, judges and drops it.
verify_in_full() {
  local name id=$run restore_us=${EPOCHREALTIME/./}
  [[ -z ${verified:-} ]] || new_id id
  name=$(beside "$1" verify)$(compact "$id")
  create_database "$name"
  restore_into "$name"
  check_database "$name"
  drop_database "$name" || die "$EXIT_GENERAL" drop_failed "cannot drop $name: $(said "$scratch/sql.err")"
  created_database=''
  [[ -n ${verified:-} ]] || verified=$backup_id verified_age=$backup_age_minutes restore_seconds=$(seconds_since "$restore_us")
  log info verified "backup $backup_id restores" backupId "$backup_id" restoreSeconds "$(seconds_since "$restore_us")"
}

# verify_by_reading: checksum, key, compression and listing of the chosen backup, without a database.
verify_by_reading() {
  local read_us=${EPOCHREALTIME/./} bytes entries
  list_archive
  background read_all
  wait "$group" || true
  judge_stream download:get decrypt decompress count
  bytes=$(<"$scratch/read")
  entries=$(grep -cv '^;' "$scratch/toc" || true)
  [[ $bytes == "$(jq .dumpBytes -- "$manifest")" && $entries == "$(jq .tocEntries -- "$manifest")" ]] ||
    die "$EXIT_GENERAL" random_failed "backup $backup_id opens to $bytes bytes and $entries entries, its manifest says $(jq -r '"\(.dumpBytes) and \(.tocEntries)"' -- "$manifest")"
  log info random_verified "backup $backup_id has the right checksum, opens and lists" backupId "$backup_id" seconds "$(seconds_since "$read_us")"
}

read_all() {
  in_background
  store get "$manifest" 2>"$scratch/get.err" </dev/null | decrypt | zstd -dcq 2>"$scratch/decompress.err" |
    wc -c >"$scratch/read" 2>"$scratch/count.err"
  printf '%s\n' "${PIPESTATUS[*]}" >"$scratch/statuses"
}

# record CODE: step of on_exit; the verdict goes to the vault, where the next reader and the drill find it.
record() {
  [[ -n ${backup_id:-} ]] || return 0
  jq -n --arg id "$run" --arg service "$service" --arg backupId "${verified:-$backup_id}" --argjson code "$1" \
    --argjson restoreSeconds "${restore_seconds:-null}" --argjson totalSeconds "$(seconds_since "$started_us")" \
    --argjson ageMinutes "${verified_age:-$backup_age_minutes}" --arg alsoRead "$backup_id" \
    '{version: 1, id: $id, service: $service, backupId: $backupId, alsoVerified: (if $alsoRead == $backupId then null else $alsoRead end),
      restoreSeconds: $restoreSeconds, totalSeconds: $totalSeconds, ageMinutes: $ageMinutes, ok: ($code == 0), exitCode: $code}' \
    >"$scratch/record.json"
  store record "verification/$run.json" <"$scratch/record.json" >/dev/null 2>"$scratch/record.err" ||
    log warn record_failed "the verdict could not be written to the vault: $(said "$scratch/record.err")"
}

main "$@"
