#!/bin/bash
# Judges a restored database by its manifest and the catalog's queries. Sourced after lib.sh and restore-lib.sh.
# shellcheck disable=SC2154 # scratch, manifest and the exit codes come from the other libraries

# check_database NAME: row counts, integrity queries and the newest row; every fault is told before it leaves.
check_database() {
  local faults=() step_us=${EPOCHREALTIME/./} code=$EXIT_GENERAL
  export PGOPTIONS='-c default_transaction_read_only=on'
  check_counts "$1"
  check_integrity "$1"
  check_newest_row "$1"
  unset PGOPTIONS
  ((${#faults[@]} == 0)) ||
    die "$code" check_failed "database $1, restored from backup $backup_id, is not right: $(printf '%s; ' "${faults[@]}")"
  log info checked "row counts and integrity queries of $1 are right" database "$1" \
    integrityQueries "$(setting '.integrity | length')" seconds "$(seconds_since "$step_us")"
}

check_counts() {
  local line
  if ! count_sql | sql "$1" >"$scratch/counts"; then
    faults+=("row counts could not be read: $(said "$scratch/sql.err")")
    return 0
  fi
  while IFS= read -r line; do
    faults+=("$line")
  done < <(jq -rs --slurpfile manifest "$manifest" '(map({(.[0]): .[1]}) | add // {}) as $found
    | $manifest[0].rowCounts | to_entries[] | select($found[.key] != .value)
    | "\(.key) has \($found[.key] // "no") rows, the manifest says \(.value)"' "$scratch/counts")
}

check_integrity() {
  local id text query answer
  while IFS=$'\t' read -r id text query; do
    query=$(jq -r . <<<"$query")
    if ! answer=$(sql "$1" <<<"$query"); then
      faults+=("integrity $id could not run: $(said "$scratch/sql.err")")
    elif ! [[ $answer =~ ^[0-9]+$ ]]; then
      faults+=("integrity $id answered '${answer:0:40}', wanted one number")
    elif ((answer > 0)); then
      faults+=("integrity $id ($text): $answer rows")
    fi
  done < <(setting '.integrity[] | "\(.id)\t\(.description // "-" | gsub("[\t\n]"; " "))\t\(.sql | tojson)"')
}

# The newest row's age at the time of the snapshot: old rows in a fresh backup mean that the wrong thing is backed up.
check_newest_row() {
  local query limit age
  query=$(setting .newestRowSql)
  limit=$(setting '.newestRowMaxAgeMinutes // ""')
  if ! age=$(sql "$1" -v at="$(jq -r .snapshotAt -- "$manifest")" \
    <<<"SELECT floor(extract(epoch FROM :'at'::timestamptz - (${query%;})) / 60)"); then
    faults+=("newest row could not be read: $(said "$scratch/sql.err")")
  elif [[ -z $age ]]; then
    log warn newest_row_missing "the newest-row query of $1 finds no row"
  else
    log info newest_row "newest row was $age minutes old at the snapshot" newestRowAgeMinutes "$age"
    [[ -z $limit ]] || ((age <= limit)) ||
      faults+=("the newest row was $age minutes old at the snapshot, limit $limit")
  fi
}
