#!/bin/bash
# Proves that backups restore: the newest one in full into a scratch database that is always dropped, and a random
# older one by checksum, key and listing (VERIFY_RANDOM=full: in full too), and that the newest configuration backup can be
# opened and counted. Writes the verdict to verification/.
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
source "$here/verify-lib.sh"
source "$here/config-lib.sh"

main() {
  start
  local random=${VERIFY_RANDOM:-checksum} database
  database=$(setting .database)
  [[ $random == checksum || $random == full ]] ||
    die "$EXIT_ARGUMENTS" arguments "VERIFY_RANDOM '$random' must be checksum or full"
  choose_newest "$database"
  on_exit+=(drop_created record)
  verify_in_full "$database"

  choose_older
  if [[ -n $older_id && $random == full ]]; then
    verify_in_full "$database"
  elif [[ -n $older_id ]]; then
    verify_by_reading
  fi
  verify_configs
  log info verify_finished "backup $newest_id restores" backupId "$newest_id" totalSeconds "$(seconds_since "$started_us")"
}

# verify_by_reading: checksum, key, compression and listing of the chosen backup, without a database.
verify_by_reading() {
  local read_us=${EPOCHREALTIME/./} bytes entries
  list_archive
  background read_all
  wait "$group" || true
  judge_stream download:get decrypt decompress count
  bytes=$(<"$scratch/read")
  entries=$(grep -acv '^;' "$scratch/toc" || true)
  [[ $bytes == "$(jq .dumpBytes -- "$manifest")" && $entries == "$(jq .tocEntries -- "$manifest")" ]] ||
    die "$EXIT_GENERAL" random_failed "backup $backup_id has $bytes bytes and $entries entries, its manifest says $(jq -r '"\(.dumpBytes) and \(.tocEntries)"' -- "$manifest")"
  log info random_verified "backup $backup_id has the right checksum and a readable table of contents" backupId "$backup_id" seconds "$(seconds_since "$read_us")"
}

read_all() {
  in_background
  store get "$manifest" 2>"$scratch/get.err" </dev/null | decrypt | zstd -dcq 2>"$scratch/decompress.err" |
    wc -c >"$scratch/read" 2>"$scratch/count.err"
  printf '%s\n' "${PIPESTATUS[*]}" >"$scratch/statuses"
}

# record CODE: step of on_exit; writes the verdict to the vault.
record() {
  verdict "$1" | with_configs | keep_record "verification/$run.json"
}

main "$@"
