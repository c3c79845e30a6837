#!/bin/bash
# Checks a restored database against the facts of its backup and the catalog's queries. Sourced after lib.sh, facts-lib.sh
# and restore-lib.sh.
# shellcheck disable=SC2034,SC2154 # scratch, manifest and the exit codes come from the other libraries

# check_database NAME [STALE]: statistics, facts, row counts, integrity queries and newest row, several at once, because each
# keeps at most one core of the server busy; reports every fault before it fails. With STALE "warn" a newest row that is
# too old is only logged: nothing was written lately or the wrong thing is backed up, and the restore is wanted anyway.
check_database() {
  local step_us=${EPOCHREALTIME/./} checks=() faults=() index
  rm -rf -- "$scratch/checks"
  mkdir -- "$scratch/checks"
  # A dump has neither statistics nor the visibility map, without which these queries and the service's first ones
  # would be slow.
  start_check gather_statistics "$1"
  local statistics=$group
  # Rows are among the facts; an older backup has only those of the key tables.
  if [[ -s $facts_file ]]; then start_check check_facts "$1"; else start_check check_counts "$1"; fi
  wait "$statistics" || true
  for index in $(setting '.integrity | keys[]'); do
    start_check check_integrity "$1" "$index" "${2:-fault}"
  done
  start_check check_newest_row "$1" "${2:-fault}"
  end_checks
  ((${#faults[@]} == 0)) ||
    die "$EXIT_GENERAL" check_failed "database $1, restored from backup $backup_id, failed its checks: $(printf '%s; ' "${faults[@]}")"
  log info checked "facts, row counts and integrity queries of $1 match" database "$1" \
    integrityQueries "$(setting '.integrity | length')" seconds "$(seconds_since "$step_us")"
}

# check_given NAME: the settings, comment and grants that a database was given, which are not in its content.
check_given() {
  local faults
  faults=$(check_facts "$1" given)
  [[ -z $faults ]] ||
    die "$EXIT_GENERAL" check_failed "database $1, restored from backup $backup_id, failed its checks: ${faults//$'\n'/; }"
}

# start_check COMMAND...: the check in the background, as soon as fewer run than the restore has sessions.
start_check() {
  local running
  while running=$(jobs -rp) && (($(wc -w <<<"$running") >= restore_jobs)); do
    # shellcheck disable=SC2086 # one word for each process
    wait -n $running || true
  done
  background run_check "${#checks[@]}" "$@"
  checks+=("$group")
}

# run_check NUMBER COMMAND...: prints its faults, one a line, into a scratch folder of its own.
run_check() {
  in_background
  scratch=$scratch/checks/$1
  shift
  mkdir -- "$scratch" && "$@" >"$scratch/faults"
}

# end_checks: waits for all checks; adds to `faults` what they found, in the order of their start.
end_checks() {
  local index code found
  for index in "${!checks[@]}"; do
    code=0
    wait "${checks[index]}" || code=$?
    found=()
    [[ ! -s $scratch/checks/$index/faults ]] || mapfile -t found <"$scratch/checks/$index/faults"
    faults+=("${found[@]}")
    ((code == 0)) || faults+=("check $((index + 1)) of ${#checks[@]} ended with status $code")
  done
}

gather_statistics() {
  local PGOPTIONS="${PGOPTIONS:-} -c synchronous_commit=off -c maintenance_work_mem=256MB"
  export PGOPTIONS
  vacuumdb --analyze --no-password --quiet --jobs=2 --dbname="$1" >/dev/null 2>"$scratch/sql.err" ||
    printf 'statistics could not be gathered: %s\n' "$(said "$scratch/sql.err")"
}

# read_only DATABASE [psql arguments]...: as sql, in a transaction that cannot write.
read_only() {
  PGOPTIONS="${PGOPTIONS:-} -c default_transaction_read_only=on" sql "$@"
}

check_counts() {
  if ! count_sql | read_only "$1" >"$scratch/counts"; then
    printf 'row counts could not be read: %s\n' "$(said "$scratch/sql.err")"
    return 0
  fi
  jq -rs --slurpfile manifest "$manifest" --slurpfile unkept "$unkept_file" '(map({(.[0]): .[1]}) | add // {}) as $found
    | ($unkept | map(select(.kind == "table" and .property != "owner") | .name, (.name | ltrimstr("public.")))) as $left
    | $manifest[0].rowCounts | to_entries[] | select($found[.key] != .value and (.key | IN($left[]) | not))
    | "\(.key) has \($found[.key] // "no") rows, the manifest says \(.value)"' "$scratch/counts"
}

# rows_left_out: whether RESTORE_ACCEPT left out a table, or the rows of one.
rows_left_out() {
  [[ $(jq -s 'any(.kind == "table" and (.property | IN("rows", "exists")))' "$unkept_file") == true ]]
}

# check_integrity DATABASE INDEX STALE: one of the catalog's queries, which returns the number of rows that are wrong: as many
# as in the backup's own snapshot, or the restore added them. Rows that were wrong before are wanted back too. A query of which
# the backup knows nothing is as a stale row is.
check_integrity() {
  local id text count before
  id=$(setting ".integrity[$2].id")
  before=$(fact integrity "$id" rows)
  text=$(setting ".integrity[$2].description // \"-\"")
  if ! count=$(setting ".integrity[$2].sql" | read_only "$1"); then
    count='' text="integrity $id could not run: $(said "$scratch/sql.err")"
  elif ! [[ $count =~ ^[0-9]+$ ]]; then
    text="integrity $id returned '${count:0:40}', must be one number" count=''
  else
    text="integrity $id (${text//[$'\n\t']/ }): $count rows"
  fi
  if [[ -n $before && $count == "$before" ]]; then
    [[ $count == 0 ]] || log warn integrity_violated "$text, as in the database that was backed up" query "$id"
  elif [[ -n $before ]] && ! rows_left_out; then
    printf '%s, the backup says %s\n' "$text" "$before"
  elif [[ -n $before || $3 == warn ]]; then
    [[ $count == 0 ]] || log warn integrity_violated "$text${before:+, the backup says $before, and rows were left out}" query "$id"
  elif [[ $count != 0 ]]; then
    printf '%s\n' "$text"
  fi
}

# check_newest_row DATABASE STALE: the newest row's age at the time of the snapshot. Old rows in a fresh backup may mean
# that the wrong thing is backed up.
check_newest_row() {
  local query limit age
  query=$(setting .newestRowSql)
  limit=$(setting '.newestRowMaxAgeMinutes // ""')
  if ! age=$(read_only "$1" -v at="$(jq -r .snapshotAt -- "$manifest")" \
    <<<"SELECT floor(extract(epoch FROM :'at'::timestamptz - (${query%;})) / 60)"); then
    if [[ $2 == warn ]]; then
      log warn newest_row_unread "the newest row of $1 could not be read: $(said "$scratch/sql.err")"
    else
      printf 'newest row could not be read: %s\n' "$(said "$scratch/sql.err")"
    fi
  elif [[ -z $age ]]; then
    log warn newest_row_missing "the newest-row query of $1 returned no row"
  else
    log info newest_row "newest row was $age minutes old at the snapshot" newestRowAgeMinutes "$age"
    [[ -n $limit ]] && ((age > limit)) || return 0
    if [[ $2 == warn ]]; then
      log warn newest_row_old "the newest row was $age minutes old at the snapshot, limit $limit: nothing was written, or the wrong thing is backed up"
    else
      printf 'the newest row was %s minutes old at the snapshot, limit %s\n' "$age" "$limit"
    fi
  fi
}
