#!/bin/bash
# Looks at the database as TASK-8 asks, and changes nothing: a report to read on stdout, and the same as one record in the log. Its
# sessions are read-only by the server's own word, wait for no lock and end by themselves.
# shellcheck source-path=SCRIPTDIR
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
source "$here/database-lib.sh"
source "$here/session-lib.sh"

# Longest time in seconds that one section may take, and that it may wait for a lock.
readonly section_seconds=30 lock_seconds=2

main() {
  local rows=${DIAGNOSE_ROWS:-15}
  DIAGNOSE_ROWS=$rows
  start
  require_number DIAGNOSE_ROWS 1 100
  login
  require_database "$PGDATABASE"
  use_own_settings
  PGOPTIONS+=" -c default_transaction_read_only=on -c statement_timeout=${section_seconds}s -c lock_timeout=${lock_seconds}s"
  log info diagnose_started "looking at database $PGDATABASE as $PGUSER; nothing is changed"
  look
  report
}

# look: every section of diagnose.sql into $scratch/sections, and what the server said of those that failed into $scratch/failures.
look() {
  questions "$PGDATABASE" "$here/diagnose.sql" "$scratch/sections" "$scratch/failures" ||
    die "$EXIT_DATABASE" query_failed "cannot look into database $PGDATABASE: $(said "$scratch/failures")"
  [[ -s $scratch/sections ]] ||
    die "$EXIT_DATABASE" query_failed "database $PGDATABASE answered no question: $(said "$scratch/failures")"
  # The exporter's extension is where the exporter asks; it counts the statements of every database.
  if ! grep -q '^statements' "$scratch/sections" && [[ $maintenance_database != "$PGDATABASE" ]]; then
    sed -n '/^.warn @statements/,$p' "$here/diagnose.sql" >"$scratch/statements.sql"
    questions "$maintenance_database" "$scratch/statements.sql" "$scratch/elsewhere" "$scratch/unasked" || true
    cat -- "$scratch/elsewhere" >>"$scratch/sections"
    sed -i '/^@statements/,$d' "$scratch/failures"
    cat -- "$scratch/unasked" >>"$scratch/failures"
  fi
}

# questions DATABASE FILE OUTPUT MESSAGES: 0 also where single ones fail.
questions() {
  local code=0
  sql "$1" -F $'\t' -v rows="$DIAGNOSE_ROWS" -v of="$(setting .database)" -f - <"$2" >"$3" || code=$?
  cp -- "$scratch/sql.err" "$4"
  # psql ends with 3 where a statement failed; with 1 and 2 it did not get that far.
  ((code == 0 || code == 3))
}

# report: the text, and the record that says the same.
report() {
  local text
  text=$(/usr/bin/python3 "$here/diagnose.py" "$scratch/sections" "$scratch/failures" "$scratch/record" 2>"$scratch/report.err") ||
    die "$EXIT_GENERAL" report_failed "the report cannot be written: $(said "$scratch/report.err")"
  mask "$text"
  printf '\n'
  log info diagnosed "$(jq -r .summary -- "$scratch/record")" database "$PGDATABASE" @report "$(jq -c .report -- "$scratch/record")" \
    seconds "$(seconds_since "$started_us")"
}

main "$@"
