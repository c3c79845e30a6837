#!/bin/bash
# The monthly disaster-recovery test (KYB-8): restores the newest backup and a random older one in full into scratch
# databases that are always dropped, compares age and duration with the objectives of the service, and checks that the newest
# configuration backup can be opened and counted.
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
source "$here/rehearsal-lib.sh"
source "$here/verify-lib.sh"
source "$here/config-lib.sh"

missed=()

main() {
  start
  local database
  database=$(setting .database)
  choose_newest "$database"
  newest_age_minutes=$(age_at_start)
  on_exit+=(drop_created record)
  check_age
  restore_in_time "$database" rehearse
  choose_older
  [[ -z $older_id ]] || restore_in_time "$database"
  verify_configs
  ((${#missed[@]} == 0)) || exit "$EXIT_GENERAL"
  log info drill_finished "backup $newest_id restores, and both objectives are met" backupId "$newest_id" \
    ageMinutes "$newest_age_minutes" restoreSeconds "${restore_seconds[0]}" totalSeconds "$(seconds_since "$started_us")"
}

# Minutes, rounded up to a tenth, between the newest backup's snapshot and the start of this job: the data that a
# disaster at that moment would have cost.
age_at_start() {
  jq --argjson start "$started_us" '($start / 1000000 - (.snapshotAt | fromdate)) / 6 | ceil / 10' -- "$manifest"
}

# A miss is logged and the run goes on: whether an old backup can be restored, and how fast, is another question.
check_age() {
  local name limit
  name=$(setting 'if .objectives.dumpAgeMinutes then "dumpAgeMinutes" else "rpoMinutes" end')
  limit=$(setting ".objectives.$name")
  within "$newest_age_minutes" "$limit" || missed_objective "$name" "$limit" \
    "newest backup $newest_id was $newest_age_minutes minutes old when the drill began, objectives.$name allows $limit; check why CronJob $service-backup, or the replication of what it wrote, is behind"
}

# restore_in_time DATABASE [rehearse]: the chosen backup, in full and with all checks.
restore_in_time() {
  local limit seconds
  limit=$(setting .objectives.rtoMinutes)
  verify_in_full "$1" "${2:-}"
  seconds=${restore_seconds[-1]}
  within "$seconds / 60" "$limit" || missed_objective rtoMinutes "$limit" \
    "restoring backup $backup_id took $seconds s, objectives.rtoMinutes allows $limit minutes; give the server more cores or faster disks, or declare an objective that it can meet"
}

# within VALUE LIMIT: whether a figure, as jq reads it, is not above its limit.
within() {
  [[ $(jq -n "$1 <= $2") == true ]]
}

# missed_objective NAME LIMIT MESSAGE
missed_objective() {
  missed+=("$1")
  log error objective_missed "$3" objective "$1" limitMinutes "$2" exitCode "$EXIT_GENERAL"
}

# record CODE: step of on_exit; writes the verdict with both figures and both limits to the vault.
record() {
  verdict "$1" | jq --argjson olderRestoreSeconds "${restore_seconds[1]:-null}" --slurpfile settings "$LIFEBOAT_SETTINGS" \
    '. + {olderRestoreSeconds: $olderRestoreSeconds, objectives: $settings[0].objectives,
      missed: ($ARGS.positional | unique)}' --args "${missed[@]}" | with_configs |
    keep_record "verification/drill-$run.json"
}

main "$@"
