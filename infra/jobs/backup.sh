#!/bin/bash
# Backs up the database: one consistent snapshot, streamed through zstd and age into the vault's staging, promoted to
# the tiers that are due, manifests last. Nothing but small files touches the disk. `backup.sh safety` backs up to the
# safety tier only, as a restore does before it replaces a database; `backup.sh migration` to the tiers that are due, also
# where key tables are missing: those that the migration is to make.
# shellcheck source-path=SCRIPTDIR
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
source "$here/database-lib.sh"
source "$here/session-lib.sh"
source "$here/facts-lib.sh"
source "$here/upload-lib.sh"

# Snapshots that are tried: a table that is made while the others are being locked would not be.
readonly lock_attempts=5
# Memory of pg_dump, which holds a row twice and its buffer: of the container's 768 MiB, the rest is for the upload.
readonly dump_kib=$((544 * 1024))

main() {
  local scope=${1:-scheduled}
  start
  [[ $scope =~ ^(scheduled|safety|migration)$ ]] || die $EXIT_ARGUMENTS arguments "argument '$scope' must be scheduled, safety or migration"
  [[ ${BACKUP_LABEL:-} =~ ^[a-z0-9.-]{0,63}$ ]] ||
    die $EXIT_ARGUMENTS arguments "BACKUP_LABEL '$BACKUP_LABEL' is not a label: lower case, digits, . and -, at most 63"
  login
  require_database "$PGDATABASE"
  use_own_settings
  # Without row_security, rows that a policy hides are an error, and not a smaller number.
  # Values of money are written as lc_monetary has it, which no dump names.
  PGOPTIONS+=' -c default_transaction_read_only=on -c row_security=off -c lc_monetary=C'
  require_tables "$scope"
  require_large_objects
  write_recipients
  open_snapshot
  take_catalog "$scratch/facts" || facts_failed
  new_id run
  local id=$run snapshot_at
  snapshot_at=$(iso_time "$id")
  log info backup_started "backing up database $PGDATABASE" backupId "$id" databaseBytes "$database_bytes"
  announce

  open_upload backup "staging/$id.dump.zst.age" --expect "$database_bytes" --scope "${scope/migration/scheduled}"
  background dump_stream
  wait "$group" || true
  # A dump that failed is the cause itself.
  if dump_succeeded; then
    { take_counts "$scratch/facts" && take_answers "$PGDATABASE" "$scratch/facts"; } || facts_failed
    # In the dump's place among the login's connections: two backups may run at once.
    background add_roles
    wait "$group"
    count_key_tables
  fi
  end_snapshot
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

# require_large_objects: pg_dump reads those alone that the login may read, and names neither the owner nor what helps.
require_large_objects() {
  local unread
  unread=$(sql "$PGDATABASE" <<'SQL'
SELECT json_build_object('count', count(*), 'owners', json_agg(DISTINCT pg_get_userbyid(lomowner)), 'first', (array_agg(oid::bigint ORDER BY oid))[:5])
FROM pg_largeobject_metadata WHERE current_setting('lo_compat_privileges') = 'off' AND NOT pg_has_role(lomowner, 'USAGE')
  AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
  AND NOT EXISTS (SELECT FROM aclexplode(lomacl) WHERE privilege_type = 'SELECT' AND (grantee = 0 OR pg_has_role(grantee, 'USAGE')))
SQL
  ) || die $EXIT_DATABASE query_failed "cannot look for large objects of $PGDATABASE: $(said "$scratch/sql.err")"
  [[ $(jq .count <<<"$unread") != 0 ]] || return 0
  die $EXIT_PERMISSION large_objects_unread "$(jq -r --arg login "$PGUSER" --arg role "$(setting .database)_application" '
    def identifier: "\"" + gsub("\""; "\"\"") + "\"";
    "role \($login) may not read \(.count) large objects of \(.owners | join(", ")), of which it is no member: \(.first | map("ALTER LARGE OBJECT \(.) OWNER TO \($role | identifier);") | join(" "))\(if .count > 5 then " and so on" else "" end), or \(.owners | map("GRANT \(identifier) TO \($login | identifier);") | join(" "))"' <<<"$unread")" \
    @owners "$(jq -c .owners <<<"$unread")" count "$(jq .count <<<"$unread")"
}

# Opens the snapshot that the dump and the facts share, in one psql that lives as long as the dump. The tables are locked
# first: TRUNCATE and some ALTER TABLEs make a table look empty to every snapshot that is older than they are, and the locks
# that pg_dump takes itself come after.
open_snapshot() {
  local attempt unlocked=''
  for ((attempt = 1; attempt <= lock_attempts; attempt++)); do
    if begin_snapshot && ((unlocked == 0)); then return; fi
    end_snapshot
    ! has_state "$scratch/session.err" 42501 ||
      die $EXIT_PERMISSION lock_failed "cannot lock the tables of $PGDATABASE: $(said "$scratch/session.err")"
    if has_state "$scratch/session.err" 55P03 '53...' '57...' || grep -q '^psql: error: ' "$scratch/session.err"; then break; fi
  done
  die $EXIT_DATABASE snapshot_failed "cannot open a snapshot of $PGDATABASE with all tables locked: $(lock_fault "$unlocked")"
}

# begin_snapshot: a session, its locks, then its snapshot; sets `unlocked` to the number of tables that came in between.
begin_snapshot() {
  : >"$scratch/session.err"
  coproc SESSION {
    PGCLIENTENCODING=$(encoding_of "$PGDATABASE") exec psql -X -A -t -q --no-password -v ON_ERROR_STOP=1 -v VERBOSITY=verbose 2>>"$scratch/session.err"
  }
  exec {sql_in}>&"${SESSION[1]}" {sql_out}<&"${SESSION[0]}"
  cat >&"$sql_in" <<SQL
SELECT COALESCE('LOCK TABLE ' || string_agg(c.oid::regclass::text, ', ') || ' IN ACCESS SHARE MODE', '') AS locks $own_tables \gset
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
:locks;
SELECT pg_export_snapshot(), pg_database_size(current_database()), count(*) FILTER (WHERE l.pid IS NULL)
FROM (SELECT c.oid $own_tables) c LEFT JOIN pg_locks l ON l.relation = c.oid AND l.pid = pg_backend_pid()
  AND l.locktype = 'relation' AND l.mode = 'AccessShareLock';
SQL
  IFS='|' read -r snapshot database_bytes unlocked <&"$sql_out"
}

# ask FILE: runs the SQL of stdin in the snapshot's session, and writes its rows to the file; fails once the session has ended. Any
# other session would wait behind an ALTER TABLE that itself waits for this one's locks.
ask() {
  local said=''
  { printf "\\\\o '%s'\n" "$1" && cat && printf '\n\\o\n\\echo answered\n'; } 1>&"$sql_in" 2>/dev/null || return 1
  read -r said <&"$sql_out" && [[ $said == answered ]]
}

# end_snapshot: the session that holds the snapshot and the locks ends.
end_snapshot() {
  printf '%s\n' 'COMMIT;' '\q' 1>&"$sql_in" 2>/dev/null || true
  exec {sql_in}>&- {sql_out}<&-
  wait "${SESSION_PID:-}" 2>/dev/null || true
}

# lock_fault UNLOCKED: why there is no snapshot, and what helps.
lock_fault() {
  local fault
  fault=$(said "$scratch/session.err")
  if has_state "$scratch/session.err" 55P03; then
    printf '%s; somebody holds a lock on a table for longer than a minute: end that session, or back up when it is done' "$fault"
  elif has_state "$scratch/session.err" 53200; then
    printf '%s; raise max_locks_per_transaction of the server and restart it' "$fault"
  elif [[ $fault == 'no message' ]]; then
    printf '%s tables were made meanwhile, %s times in a row' "$1" "$lock_attempts"
  else
    printf '%s' "$fault"
  fi
}

# facts_failed: leaves with what the snapshot's session said last.
facts_failed() {
  local code=$EXIT_DATABASE
  ! has_state "$scratch/session.err" 42501 || code=$EXIT_PERMISSION
  die "$code" facts_failed "cannot read what $PGDATABASE holds: $(said "$scratch/session.err")"
}

add_roles() {
  in_background
  exec {sql_in}>&- {sql_out}<&- {upload_fd}>&- {commit_fd}>&-
  take_roles "$PGDATABASE" "$scratch/facts"
}

# count_key_tables: the rows of the key tables, for people who read the manifest.
count_key_tables() {
  row_counts=$(jq -sc 'map(select(.keyTable) | {(.keyTable): .facts.rows}) | add // {}' "$scratch/facts")
  [[ $row_counts == *:[1-9]* ]] || log warn database_empty "every key table of $PGDATABASE is empty" @rowCounts "$row_counts"
}

# announce: what a restore of this backup leaves out unless a superuser makes it, what it refuses, and what no dump has, said while
# there is time.
announce() {
  local text
  ask "$scratch/announced" < <(own_texts && printf "\\\\set owner '%s'\n" "$(setting .ownerRole)" && cat "$here/announce.sql") || facts_failed
  while IFS= read -r text; do
    log warn not_restored "$text"
  done < <(jq -r 'select((.kind | IN("event trigger", "subscription", "slot", "prepared transaction", "user mapping", "foreign-data wrapper"))
      or (.kind == "publication" and .facts.allTables))
    | "\(.kind) \(.name): a restore leaves it out unless a superuser makes it there"' "$scratch/facts" && cat -- "$scratch/announced")
}

dump_stream() {
  in_background
  detach_upload
  exec {sql_in}>&- {sql_out}<&-
  limited pg_dump --format=custom --compress=0 --no-password --encoding="$server_encoding" --snapshot="$snapshot" --lock-wait-timeout=60s 2>"$scratch/dump.err" |
    compress_and_list |
    age -R "$scratch/recipients" 2>"$scratch/encrypt.err" 1>&"$upload_fd"
  printf '%s\n' "${PIPESTATUS[*]}" >"$scratch/statuses"
}

# dump_succeeded: whether every stage of the stream did.
dump_succeeded() {
  [[ $(cat "$scratch/statuses" 2>/dev/null) == '0 0 0' ]]
}

# limited COMMAND...: in so much memory that a row too wide fails by its table's name, instead of the whole container.
limited() (
  ulimit -v "$dump_kib"
  "$@"
)

# Two zstd frames, which are one stream to zstd -d: the head passes through a tee that feeds pg_restore --list, and the
# rest is spared that copy. Level 1 suits COPY's text: level 3 took 1.6 times as long and made the dump no smaller.
compress_and_list() {
  local lister
  mkfifo -- "$scratch/head"
  pg_restore --list <"$scratch/head" >"$scratch/toc" 2>"$scratch/list.err" &
  lister=$!
  head -c "$toc_limit_bytes" | tee --output-error=warn-nopipe "$scratch/head" |
    zstd -1 -vv --no-progress 2>"$scratch/compress.err" || return
  zstd -1 -T2 -vv --no-progress 2>>"$scratch/compress.err" || return
  wait "$lister" || { cat "$scratch/list.err" && table_of_contents_limit; } >>"$scratch/compress.err" || return
}

# A restore would refuse what is larger, so a backup does.
table_of_contents_limit() {
  printf 'the table of contents must be within the first %d bytes of the dump, which is what a restore can hold: keep fewer objects in one database\n' "$toc_limit_bytes"
  return 65
}

# finish_stream ID SNAPSHOT_AT: checks every stage; only then is the upload committed, and becomes a backup.
finish_stream() {
  local statuses=() upload=0
  [[ ! -s $scratch/statuses ]] || read -ra statuses <"$scratch/statuses"
  if dump_succeeded; then
    read_sizes
    seal_facts "$scratch/facts" >"$scratch/sealed" || die $EXIT_GENERAL encrypt_failed "the facts could not be encrypted"
    close_upload "$(manifest_half "$@")" || upload=$?
  else
    close_upload '' || upload=$?
  fi
  ! grep -q 'out of memory\|cannot allocate' "$scratch/dump.err" ||
    printf 'a row of it takes more than the %d MiB that pg_dump has: values of up to 100 MiB fit; keep larger ones as large objects, or in files\n' \
      $((dump_kib / 1024)) >>"$scratch/dump.err"
  ! refused_login || closed "$PGDATABASE" >>"$scratch/dump.err"
  ((${#statuses[@]} == 3)) || ((upload != 0 && upload != STORE_BYSTANDER)) ||
    die $EXIT_GENERAL pipeline_failed "the dump's pipeline was killed, or $scratch is full"
  require_pipeline "$upload" "dump:${statuses[0]-1}:$(dump_exit_code)" "compress:${statuses[1]-1}:$EXIT_GENERAL" \
    "encrypt:${statuses[2]-1}:$EXIT_GENERAL"
}

# read_sizes: what the manifest says of the dump itself.
read_sizes() {
  toc_entries=$(grep -acv '^;' "$scratch/toc" || true)
  dump_bytes=$(sed -n 's/.*(\([0-9 ]*\) B *=>.*/\1/p' "$scratch/compress.err" | jq -s 'add // 0')
  [[ ! -s $scratch/dump.err ]] || log warn dump_warning "pg_dump warned: $(said "$scratch/dump.err")"
}

manifest_half() {
  jq -cn --slurpfile settings "$LIFEBOAT_SETTINGS" --argjson rowCounts "$row_counts" --arg id "$1" \
    --arg database "$PGDATABASE" --arg serverVersion "$server_version" --arg snapshotAt "$2" \
    --argjson dumpBytes "$dump_bytes" --argjson tocEntries "$toc_entries" --arg named "${BACKUP_LABEL:-}" \
    --arg clientVersion "$(client_version)" --rawfile facts "$scratch/sealed" \
    '{version: 1, id: $id, service: $settings[0].service, database: $database, dumpBytes: $dumpBytes,
      tocEntries: $tocEntries, rowCounts: $rowCounts, serverVersion: $serverVersion, clientVersion: $clientVersion, snapshotAt: $snapshotAt,
      startedAt: $snapshotAt, finishedAt: (now | todate), ageRecipients: $settings[0].ageRecipients, facts: $facts,
      format: "pg_dump custom, zstd, age"} + (if $named == "" then {} else {"label": $named} end)'
}

dump_exit_code() {
  if grep -q 'out of memory\|cannot allocate' "$scratch/dump.err" 2>/dev/null; then
    printf '%s' "$EXIT_CONFIGURATION"
  elif refused_login; then
    printf '%s' "$EXIT_DATABASE"
  elif reads_too_little; then
    printf '%s' "$EXIT_PERMISSION"
  else
    printf '%s' "$EXIT_GENERAL"
  fi
}

# refused_login: whether pg_dump could not log in.
refused_login() {
  grep -q 'connection to server .* failed' "$scratch/dump.err" 2>/dev/null
}

# reads_too_little: whether the login lacks a right to what is dumped, or rows of it are hidden from it. pg_dump says so in the server's
# language alone, so the server is asked.
reads_too_little() {
  local denied
  denied=$(sql "$PGDATABASE" <<'SQL'
SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
  AND relpersistence <> 't' AND CASE WHEN relkind IN ('r', 'p') THEN NOT has_table_privilege(c.oid, 'SELECT') OR row_security_active(c.oid)
    WHEN relkind = 'S' THEN NOT has_sequence_privilege(c.oid, 'SELECT') ELSE false END)
SQL
  ) && [[ $denied == t ]]
}

main "$@"
