#!/bin/bash
# Restores one backup into a new database; shared by restore.sh and verify.sh. Sourced after lib.sh.
# shellcheck disable=SC2154 # scratch, here and the exit codes come from lib.sh

# Bytes of a decrypted dump that are read for its table of contents, tried in this order.
readonly head_sizes=(524288 4194304 25165824 "$toc_limit_bytes")

# load.py's exit code where nothing failed but that tables refused rows.
readonly LOAD_AGAIN=8

# MiB that pg_restore may take while it turns rows into SQL: it holds a row as a whole, a value of 300 MB as 572 MiB of text.
# With what runs beside it, that is what the pods' limit of 768 MiB leaves.
readonly row_mib=640

# store_step NAME ARGUMENTS...: one store command as its own group; its result is in $scratch/NAME.json.
store_step() {
  local name=$1 code=0
  shift
  background store_to "$name" "$@"
  wait "$group" || code=$?
  ((code == 0)) || store_failed "$name" "$code"
}

store_failed() {
  die "$(($2 > 6 ? EXIT_GENERAL : $2))" "$1_failed" "$(said "$scratch/$1.err")"
}

store_to() {
  local name=$1
  shift
  in_background
  store "$@" >"$scratch/$name.json" 2>"$scratch/$name.err" </dev/null
}

# use_manifest FILE: makes a manifest the one that the steps below work on; logs which backup it is and its age.
use_manifest() {
  local skipped
  manifest=$1
  backup_id=$(jq -r .id -- "$manifest")
  backup_age_minutes=$(jq '(now - (.snapshotAt | fromdate)) / 60 | floor' -- "$manifest")
  skipped=$(jq -r '.skippedCopies // [] | join("; ")' -- "$manifest")
  [[ -z $skipped ]] || log warn copy_skipped "a copy of backup $backup_id cannot be used, another tier's copy is: $skipped"
  skipped=$(jq -r '.skippedBackups // [] | join("; ")' -- "$manifest")
  [[ -z $skipped ]] || log warn backup_skipped "backup $backup_id is used, a newer one is incomplete here: $skipped"
  log info backup_chosen "backup $backup_id of tier $(jq -r .tier -- "$manifest")" backupId "$backup_id" \
    backupAgeMinutes "$backup_age_minutes" bytes "$(jq .bytes -- "$manifest")" dumpBytes "$(jq .dumpBytes -- "$manifest")"
}

# require_identity: the private key can be read; which backups it opens shows with the first one.
require_identity() {
  identity=$secrets_age/identity.txt
  [[ -r $identity ]] || die "$EXIT_CONFIGURATION" identity_missing "secret file $identity cannot be read"
}

decrypt() {
  age -d -i "$identity" 2>"$scratch/decrypt.err"
}

# list_archive: reads the head of the dump into $scratch/head, and its table of contents into $scratch/toc.
list_archive() {
  local size code=1
  for size in "${head_sizes[@]}"; do
    background read_head "$size"
    code=0
    wait "$group" || code=$?
    ((code != 0)) || break
  done
  ((code == 0)) && return
  if grep -q 'unsupported version' "$scratch/list.err"; then
    local dumped
    dumped=$(jq -r '.clientVersion // .serverVersion' -- "$manifest")
    die "$EXIT_CONFIGURATION" client_too_old "backup $backup_id was dumped by PostgreSQL $dumped, must be by no newer than the client of the job image, PostgreSQL $(client_version): $(newer_image "$dumped")"
  fi
  if grep -q 'no identity matched' "$scratch/decrypt.err"; then
    die "$EXIT_CONFIGURATION" wrong_key "the private key in $identity does not open backup $backup_id, encrypted to $(jq -r '.ageRecipients | join(", ")' -- "$manifest")"
  fi
  die "$EXIT_GENERAL" list_failed "table of contents of backup $backup_id cannot be read: $(said "$scratch/list.err"); $(said "$scratch/get.err"); $(said "$scratch/decrypt.err")"
}

# Reads a bit more ciphertext than plaintext is wanted, because data that does not compress grows slightly. Each stage is
# cut off in the middle on purpose; only pg_restore knows whether the head is enough.
read_head() {
  in_background
  set +o pipefail
  store get "$manifest" --head "$(($1 + $1 / 64 + 65536))" 2>"$scratch/get.err" </dev/null | decrypt |
    zstd -dcq 2>/dev/null | head -c "$1" >"$scratch/head" || return
  : >"$scratch/list.err"
  pg_restore --list "$scratch/head" >"$scratch/toc" 2>"$scratch/list.err"
}

# restore_into DATABASE: the whole restore of the chosen backup into a new, empty database.
restore_into() {
  local step_us=${EPOCHREALTIME/./} data_seconds own
  restore_options=(--no-owner --no-privileges --role="$(setting .ownerRole)" --no-password)
  ! tablespaces_missing "$1" || restore_options+=(--no-tablespaces)
  restore_jobs=$(nproc)
  ((restore_jobs <= 4)) || restore_jobs=4
  give_settings "$scratch/facts" "$1"
  create_versions "$1"
  own=$PGOPTIONS
  export PGOPTIONS="$own -c synchronous_commit=off -c maintenance_work_mem=256MB"
  background restore_data "$1" tables_then_rows
  wait "$group" || true
  [[ ! -e $scratch/tables_failed ]] || tables_failed
  row_too_large
  load_again "$1"
  judge_stream download:get decrypt decompress convert restore
  data_seconds=$(seconds_since "$step_us")
  step_us=${EPOCHREALTIME/./}
  background restore_section "$1"
  wait "$group" ||
    die "$EXIT_GENERAL" restore_failed "indexes and constraints of backup $backup_id: $(said "$scratch/section_failed")"
  add_unvalidated "$1"
  restore_late "$1"
  keep_privileges "$1"
  restore_last "$1"
  export PGOPTIONS=$own
  announce_left_out
  log_warnings "$scratch"/{pre-data,section,again,convert,late,refresh,rest,last}.err
  log info restored "backup $backup_id is restored into $1; its checksum matches" backupId "$backup_id" database "$1" \
    dataSeconds "$data_seconds" indexSeconds "$(seconds_since "$step_us")"
}

tables_failed() {
  local code=$EXIT_GENERAL
  # What belongs to the server: an extension, or the files of a dictionary.
  ! grep -qE '^(EXTENSION|TEXT SEARCH DICTIONARY) ' "$scratch/tables_failed" || code=$EXIT_CONFIGURATION
  die "$code" restore_failed "tables of backup $backup_id: $(said "$scratch/tables_failed")"
}

# Indexes, constraints and triggers need the table of contents alone; several indexes are built at once. Sessions' words may
# mingle then, so what failed is made a second time, one after the other, where each error has its entry.
restore_section() {
  in_background
  local code=0
  : >"$scratch/again.err"
  # What it is at is said for each of 100,000 indexes, and kept for none. A server's words may be in the encoding of the dump.
  pg_restore "${restore_options[@]}" --verbose --use-list="$scratch/entries.main" --section=post-data --jobs="$restore_jobs" --dbname="$1" \
    "$scratch/head" </dev/null 2>&1 >/dev/null |
    grep -avE '^pg_restore: (launching|processing|finished|skipping) item |^pg_restore: creating ' >"$scratch/section.err"
  ((PIPESTATUS[0] != 0)) || return 0
  if ! grep -q 'errors ignored on restore: ' "$scratch/section.err" || ! entries again "$scratch/section.err"; then
    only_timeout_unknown "$scratch/section.err" && return
    cp -- "$scratch/section.err" "$scratch/section_failed"
    return 1
  fi
  pg_restore "${restore_options[@]}" --verbose --use-list="$scratch/entries.again" --dbname="$1" "$scratch/head" </dev/null \
    >/dev/null 2>"$scratch/again.err" || code=$?
  retry_entries "$1" "$scratch/again.err" "${restore_options[@]}"
  PGDATABASE=$1 entries judge post "$code" "$scratch/again.err" "${restore_options[@]}" >"$scratch/section_failed" 2>&1
}

# retry_entries DATABASE FILE OPTIONS...: what failed in this phase, with the search path of the database, which functions may rely on.
retry_entries() {
  local made
  grep -q 'errors ignored on restore: ' "$2" || return 0
  made=$(entries retry "$@")
  [[ -z $made ]] || log info retried "these entries were made with the search path of the database, without which their functions fail: $made"
}

# only_timeout_unknown FILE: whether a pg_restore complained of one thing alone. From 17 on it begins each of its sessions with a
# setting that servers before 17 do not know, and has no option against it. Both halves of a complaint are one write.
only_timeout_unknown() {
  local errors unknown
  errors=$(grep -ao 'error: ' "$1" | wc -l)
  unknown=$(grep -ao 'Command was: SET transaction_timeout = 0;' "$1" | wc -l)
  ((errors == unknown)) && grep -q 'errors ignored on restore: ' "$1"
}

# add_unvalidated DATABASE: foreign keys that some of the rows violate, as in the source: they hold for new rows. Leaves where one
# cannot be added so, as that of a partitioned table before PostgreSQL 18.
add_unvalidated() {
  local one
  entries unvalidated >"$scratch/unvalidated"
  while IFS= read -r one; do
    { printf 'SET ROLE "%s";\n' "$(setting .ownerRole)" && jq -r .sql <<<"$one"; } | sql "$1" ||
      die "$EXIT_GENERAL" restore_failed "indexes and constraints of backup $backup_id: $(jq -r '"\(.label): \(.why)"' <<<"$one"); nor can it be added without checking them: $(said "$scratch/sql.err"); to restore without it, RESTORE_ACCEPT='$(jq -r .label <<<"$one")'"
    jq -c '{kind, name, property, why, statement}' <<<"$one" >>"$scratch/violated"
  done <"$scratch/unvalidated"
}

# restore_data DATABASE MAKER: data from the stream, as SQL that MAKER prints: pg_restore itself would load it in one session, and of
# an uncompressed dump send each row as a message of its own. What it leaves of the stream is read too, so that the whole object is
# compared.
restore_data() {
  in_background
  rm -f -- "$scratch"/{tables_failed,again.json}
  : >"$scratch/convert.err"
  store get "$manifest" 2>"$scratch/get.err" </dev/null | decrypt | zstd -dcq 2>"$scratch/decompress.err" |
    { "$2" "$1" && cat >/dev/null; } |
    /usr/bin/python3 "$here/load.py" "$1" "$restore_jobs" "$scratch/again.json" 2>"$scratch/restore.err"
  printf '%s\n' "${PIPESTATUS[*]}" >"$scratch/statuses"
}

# The tables are made while the store's client starts and the stream fills its pipes; then the rows as SQL. An entry that
# cannot be made may be left out, so pg_restore goes on after errors, in one session, where each error has its entry.
tables_then_rows() {
  local code=0
  pg_restore "${restore_options[@]}" --verbose --use-list="$scratch/entries.main" --section=pre-data --dbname="$1" \
    "$scratch/head" </dev/null >/dev/null 2>"$scratch/pre-data.err" || code=$?
  retry_entries "$1" "$scratch/pre-data.err" "${restore_options[@]}"
  if ! entries judge pre "$code" "$scratch/pre-data.err" >"$scratch/tables_failed" 2>&1 || ! tables_may_be_filled "$1" >"$scratch/tables_failed" 2>&1; then
    return 1
  fi
  rm -f -- "$scratch/tables_failed"
  ulimit -v "$((row_mib * 1024))"
  pg_restore "${restore_options[@]}" --use-list="$scratch/entries.main" --section=data --file=- 2>"$scratch/convert.err"
}

# load_again DATABASE: tables that refused rows are emptied and filled a second time, after all others: a CHECK may call a function
# that reads them, also those whose rows were lost with theirs. What is refused then ends the restore.
load_again() {
  local which
  [[ -s $scratch/again.json && $(<"$scratch/statuses") == "0 0 0 0 $LOAD_AGAIN" ]] || return 0
  log warn rows_again "tables refused rows, and are filled a second time after all others: $(said "$scratch/restore.err")"
  cp -- "$scratch/again.json" "$scratch/incomplete.json"
  for which in lost refused; do
    { printf 'SET ROLE "%s";\n' "$(setting .ownerRole)" && entries rows "$which"; } | sql "$1" ||
      die "$EXIT_GENERAL" restore_failed "tables of backup $backup_id that refused rows cannot be emptied: $(said "$scratch/sql.err")"
    [[ -s $scratch/entries.rows ]] || continue
    background restore_data "$1" rows_again
    wait "$group" || true
    row_too_large
    [[ $(<"$scratch/statuses") == '0 0 0 0 0' ]] || return 0
  done
}

rows_again() {
  ulimit -v "$((row_mib * 1024))"
  pg_restore "${restore_options[@]}" --use-list="$scratch/entries.rows" --section=data --file=- 2>"$scratch/convert.err"
}

# row_too_large: leaves with the table whose row pg_restore could not hold, if that is what ended it.
row_too_large() {
  ! grep -q 'out of memory' "$scratch/convert.err" ||
    die "$EXIT_GENERAL" row_too_large "backup $backup_id has a row that is larger than the $row_mib MiB of text that this job can hold: $(said "$scratch/restore.err"); store large values as large objects, or RESTORE_ACCEPT='TABLE DATA schema table' restores without the rows of that table"
}

# without_rows: how RESTORE_ACCEPT names the tables that refused rows.
without_rows() {
  [[ ! -s $scratch/again.json ]] || printf "; to restore without the rows of these tables, RESTORE_ACCEPT='%s'" "$(entries refused)"
}

# judge_stream STAGE[:FILE]...: checks the stages of the pipeline in order, each with the file of its messages. A damaged
# object is the cause of whatever failed because of it; otherwise the first stage that failed itself is.
judge_stream() {
  local statuses=() stage index=0
  [[ ! -s $scratch/statuses ]] || read -ra statuses <"$scratch/statuses"
  ((${#statuses[@]} == $#)) || die "$EXIT_GENERAL" restore_failed "the stream of backup $backup_id was killed"
  [[ ${statuses[*]} =~ [1-9] ]] || return 0
  ((statuses[0] == 0 || statuses[0] == STORE_BYSTANDER || statuses[0] > 6)) ||
    die "${statuses[0]}" download_failed "backup $backup_id: $(said "$scratch/get.err")"
  for stage in "$@"; do
    case ${statuses[index]} in
    0 | 141 | "$STORE_BYSTANDER") ;;
    *)
      die "$EXIT_GENERAL" "${stage%:*}_failed" "backup $backup_id, ${stage%:*} failed with status ${statuses[index]}: $(said "$scratch/${stage#*:}.err")$(without_rows)"
      ;;
    esac
    index=$((index + 1))
  done
  die "$EXIT_GENERAL" restore_failed "the stream of backup $backup_id was cut off (${statuses[*]})"
}
