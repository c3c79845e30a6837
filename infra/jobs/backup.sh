#!/bin/bash
# Backs up the database: one consistent snapshot, streamed through zstd and age into the vault's staging, promoted to
# the tiers that are due, manifests last. Nothing but small files touches the disk. `backup.sh safety` backs up to the
# safety tier only, as a restore does before it replaces a database; `backup.sh migration` to the tiers that are due, also
# where key tables are missing: those that the migration is to make.
# shellcheck source-path=SCRIPTDIR
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
source "$here/database-lib.sh"
source "$here/upload-lib.sh"

# Bytes of the dump that pg_restore --list may read: the table of contents comes first, the rest bypasses it.
readonly list_bytes=$((64 * 1024 * 1024))

main() {
  local scope=${1:-scheduled}
  start
  [[ $scope =~ ^(scheduled|safety|migration)$ ]] || die $EXIT_ARGUMENTS arguments "argument '$scope' must be scheduled, safety or migration"
  [[ ${BACKUP_LABEL:-} =~ ^[a-z0-9.-]{0,63}$ ]] ||
    die $EXIT_ARGUMENTS arguments "BACKUP_LABEL '$BACKUP_LABEL' is not a label: lower case, digits, . and -, at most 63"
  login
  export PGOPTIONS='-c default_transaction_read_only=on -c lock_timeout=60s'
  require_database "$PGDATABASE"
  require_tables "$scope"
  write_recipients
  open_snapshot
  new_id run
  local id=$run snapshot_at
  snapshot_at=$(iso_time "$id")
  log info backup_started "backing up database $PGDATABASE" backupId "$id" databaseBytes "$database_bytes"

  open_upload backup "staging/$id.dump.zst.age" --expect "$database_bytes" --scope "${scope/migration/scheduled}"
  background dump_stream
  local dump_group=$group
  count_sql >&"$sql_in"
  printf '%s\n' '\echo done' >&"$sql_in"
  wait "$dump_group" || true
  finish_stream "$id" "$snapshot_at"
  log info backup_finished "backup $id completed" backupId "$id" @tiers "$(jq -c .tiers "$scratch/upload.json")" \
    bytes "$(jq .bytes "$scratch/upload.json")" dumpBytes "$dump_bytes" tocEntries "$toc_entries" @rowCounts "$row_counts" \
    publishSeconds "$(jq '(now - .stagedAt) * 10 | round / 10' "$scratch/upload.json")" totalSeconds "$(seconds_since "$started_us")"
  printf '%s\n' "$id"
}

# iso_time ID: the moment in an id as RFC 3339.
iso_time() {
  printf '%s-%s-%sT%s:%s:%sZ' "${1:0:4}" "${1:4:2}" "${1:6:2}" "${1:9:2}" "${1:11:2}" "${1:13:2}"
}

# A database without its key tables is the wrong one or was wiped. Before a restore or a migration, whatever it holds is
# backed up.
require_tables() {
  local missing
  missing=$(missing_tables "$PGDATABASE") ||
    die $EXIT_DATABASE query_failed "cannot look for the key tables of $PGDATABASE: $(said "$scratch/sql.err")"
  [[ -n $missing ]] || return 0
  [[ $1 != scheduled ]] ||
    die $EXIT_CONFIGURATION tables_missing "database $PGDATABASE has no key table $missing; check that it is the right database and was not emptied"
  log warn tables_missing "database $PGDATABASE has no key table $missing"
}

# Opens the snapshot that the dump and the row counts share, in one psql that lives as long as the dump.
open_snapshot() {
  coproc SESSION {
    exec psql -X -A -t -q --no-password -v ON_ERROR_STOP=1 2>"$scratch/session.err"
  }
  exec {sql_in}>&"${SESSION[1]}" {sql_out}<&"${SESSION[0]}"
  printf '%s\n' 'SET idle_in_transaction_session_timeout = 0;' 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;' \
    'SELECT pg_export_snapshot(), pg_database_size(current_database());' >&"$sql_in"
  IFS='|' read -r snapshot database_bytes <&"$sql_out" ||
    die $EXIT_DATABASE snapshot_failed "cannot open a snapshot of $PGDATABASE: $(said "$scratch/session.err")"
}

dump_stream() {
  in_background
  detach_upload
  exec {sql_in}>&- {sql_out}<&-
  pg_dump --format=custom --compress=0 --no-password --snapshot="$snapshot" --lock-wait-timeout=60s 2>"$scratch/dump.err" |
    compress_and_list |
    age -R "$scratch/recipients" 2>"$scratch/encrypt.err" 1>&"$upload_fd"
  printf '%s\n' "${PIPESTATUS[*]}" >"$scratch/statuses"
}

# Two zstd frames, which are one stream to zstd -d: the head passes through a tee that feeds pg_restore --list, and the
# rest is spared that copy. Level 1 suits COPY's text: level 3 took 1.6 times as long and made the dump no smaller.
compress_and_list() {
  local lister
  mkfifo -- "$scratch/head"
  pg_restore --list <"$scratch/head" >"$scratch/toc" 2>"$scratch/list.err" &
  lister=$!
  head -c "$list_bytes" | tee --output-error=warn-nopipe "$scratch/head" |
    zstd -1 -vv --no-progress 2>"$scratch/compress.err" || return
  zstd -1 -T2 -vv --no-progress 2>>"$scratch/compress.err" || return
  wait "$lister" || { cat "$scratch/list.err" >>"$scratch/compress.err" && return 65; }
}

# finish_stream ID SNAPSHOT_AT: checks every stage; only then is the upload committed, and becomes a backup.
finish_stream() {
  local statuses=() upload=0
  [[ ! -s $scratch/statuses ]] || read -ra statuses <"$scratch/statuses"
  if [[ ${statuses[*]} == '0 0 0' ]]; then
    read_counts
    close_upload "$(manifest_half "$@")" || upload=$?
  else
    close_upload '' || upload=$?
  fi
  ((${#statuses[@]} == 3)) || ((upload != 0 && upload != STORE_BYSTANDER)) ||
    die $EXIT_GENERAL pipeline_failed "the dump's pipeline was killed, or $scratch is full"
  require_pipeline "$upload" "dump:${statuses[0]-1}:$(dump_exit_code)" "compress:${statuses[1]-1}:$EXIT_GENERAL" \
    "encrypt:${statuses[2]-1}:$EXIT_GENERAL"
}

# read_counts: reads the row counts of the snapshot's session and ends it; sets what the manifest needs.
read_counts() {
  local line='' counts=()
  while [[ $line != "done" ]]; do
    read -r line <&"$sql_out" ||
      die $EXIT_DATABASE count_failed "cannot count the rows of the key tables: $(said "$scratch/session.err")"
    [[ $line != \[* ]] || counts+=("$line")
  done
  printf '%s\n' 'COMMIT;' '\q' 1>&"$sql_in" 2>/dev/null || true
  exec {sql_in}>&- {sql_out}<&-
  row_counts=$(printf '%s\n' "${counts[@]}" | jq -sc 'map({(.[0]): .[1]}) | add // {}')
  [[ $row_counts == *:[1-9]* ]] || log warn database_empty "every key table of $PGDATABASE is empty" @rowCounts "$row_counts"
  toc_entries=$(grep -cv '^;' "$scratch/toc" || true)
  dump_bytes=$(sed -n 's/.*(\([0-9 ]*\) B *=>.*/\1/p' "$scratch/compress.err" | jq -s 'add // 0')
}

manifest_half() {
  jq -cn --slurpfile settings "$LIFEBOAT_SETTINGS" --argjson rowCounts "$row_counts" --arg id "$1" \
    --arg database "$PGDATABASE" --arg serverVersion "$server_version" --arg snapshotAt "$2" \
    --argjson dumpBytes "$dump_bytes" --argjson tocEntries "$toc_entries" --arg named "${BACKUP_LABEL:-}" \
    --arg clientVersion "$(client_version)" \
    '{version: 1, id: $id, service: $settings[0].service, database: $database, dumpBytes: $dumpBytes,
      tocEntries: $tocEntries, rowCounts: $rowCounts, serverVersion: $serverVersion, clientVersion: $clientVersion, snapshotAt: $snapshotAt,
      startedAt: $snapshotAt, finishedAt: (now | todate), ageRecipients: $settings[0].ageRecipients,
      format: "pg_dump custom, zstd, age"} + (if $named == "" then {} else {"label": $named} end)'
}

dump_exit_code() {
  if grep -q 'permission denied\|row-level security' "$scratch/dump.err" 2>/dev/null; then
    printf '%s' "$EXIT_PERMISSION"
  elif grep -q 'connection to server .* failed' "$scratch/dump.err" 2>/dev/null; then
    printf '%s' "$EXIT_DATABASE"
  else
    printf '%s' "$EXIT_GENERAL"
  fi
}

main "$@"
