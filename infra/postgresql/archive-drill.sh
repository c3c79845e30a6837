#!/bin/bash
# Restores the server from a repository onto a volume of the job's own, to a point in time if one is given, opens it there and
# proves it: every page, every index, and that it answers. Nothing of it reaches the serving database or the archive.
#
#   RESTORE_TO          empty: as far as WAL goes. A time with its zone (2026-01-31T12:00:00Z), `immediate` (the end of the
#                       backup), `name:<restore point>` or `xid:<transaction>`
#   RESTORE_REPOSITORY  1, this region's own, or 2. Empty: in turn by month
#   RESTORE_HOLD_MINUTES  minutes that the copy stays open by its socket in this pod, for pg_dump or a look. Default 0
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=infra/postgresql/server-lib.sh
source "$here/server-lib.sh"

readonly data=${PGDATA:?PGDATA is missing}
readonly to=${RESTORE_TO:-} repository=${RESTORE_REPOSITORY:-$((10#$(date +%m) % 2 + 1))} hold=${RESTORE_HOLD_MINUTES:-0}
server='' newest=''

main() {
  local started=$SECONDS
  read_arguments
  mkdir -p -- "${data%/*}/spool/1" "${data%/*}/spool/2"
  restore
  open_copy
  prove
  log info drill_completed "the copy is open and sound" repository "$repository" to "${to:-newest}" seconds "$((SECONDS - started))"
  hold_copy
}

# read_arguments: sets `target`, pgBackRest's words for where to stop; all faults at once.
read_arguments() {
  local faults=()
  case $to in
  '') target=(--type=default) ;;
  immediate) target=(--type=immediate) ;;
  name:?*) target=(--type=name "--target=${to#name:}") ;;
  xid:*)
    [[ ${to#xid:} =~ ^[0-9]+$ ]] || faults+=("RESTORE_TO '$to' must name a transaction by its number: xid:12345")
    target=(--type=xid "--target=${to#xid:}")
    ;;
  *)
    if [[ $to =~ ^([0-9]{4}-[0-9]{2}-[0-9]{2})[T\ ]([0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?)(Z|[+-][0-9]{2}(:?[0-9]{2})?)$ ]] && date -d "$to" >/dev/null 2>&1; then
      target=(--type=time "--target=$(date -u -d "$to" '+%Y-%m-%d %H:%M:%S.%6N+00')")
    else
      faults+=("RESTORE_TO '$to' must be empty, a time with its zone (2026-01-31T12:00:00Z), immediate, name:<restore point> or xid:<transaction>")
    fi
    ;;
  esac
  [[ $repository == [12] ]] || faults+=("RESTORE_REPOSITORY '$repository' must be 1 or 2")
  [[ $hold =~ ^(0|[1-9][0-9]{0,4})$ ]] || faults+=("RESTORE_HOLD_MINUTES '$hold' must be a whole number from 0 to 99999")
  ((${#faults[@]} == 0)) || die "$EXIT_ARGUMENTS" arguments "$(printf '%s; ' "${faults[@]}")"
  [[ -z $to ]] || target+=(--target-action=promote)
}

restore() {
  local started=$SECONDS code=0
  newest=$(newest_wal "$repository") || newest=''
  log info restore_started "restoring" repository "$repository" to "${to:-newest}"
  archive "$repository" --pg1-path="$data" --delta --archive-mode=off "${target[@]}" restore 2>&1 | tee "$TMPDIR/restore.out" >&2 || code=${PIPESTATUS[0]}
  case $code in
  0) log info restored "the backup's files are there; WAL is replayed next" seconds "$((SECONDS - started))" ;;
  # No backup, or none that ended before the time.
  55 | 75) die "$EXIT_NOT_FOUND" backup_not_found "no backup in repository $repository reaches ${to:-the end}: $(said "$TMPDIR/restore.out")" ;;
  28 | 44 | 95) die "$EXIT_CONFIGURATION" repository_refused "repository $repository: $(said "$TMPDIR/restore.out")" ;;
  *) die "$EXIT_GENERAL" restore_failed "pgBackRest left with $code: $(said "$TMPDIR/restore.out")" ;;
  esac
  ! grep -q 'unable to find backup set with stop time less than' "$TMPDIR/restore.out" ||
    die "$EXIT_NOT_FOUND" backup_not_found "no backup in repository $repository was complete at $to; the oldest one kept is newer"
}

# open_copy: the server on the copy, by its socket alone, archiving nothing.
open_copy() {
  local started=$SECONDS
  chmod 0700 -- "$data"
  postgres -D "$data" -c config_file=/etc/lifeboat/postgresql.conf -c listen_addresses= -c ssl=off -c archive_mode=off \
    -c shared_buffers=64MB -c effective_cache_size=128MB -c max_wal_size=1GB -c restore_command="/opt/lifeboat/pgbackrest-get.sh %f %p $repository" 2>"$TMPDIR/postgres.out" &
  server=$!
  # The copy is of production, and its volume stays with the pod.
  trap 'kill -INT "$server" 2>/dev/null && wait "$server"; rm -rf -- "$data"' EXIT
  while [[ $(ask postgres 'SELECT pg_is_in_recovery()' 2>/dev/null) != f ]]; do
    if ! kill -0 "$server" 2>/dev/null; then
      # What the archive says is worth more than the end of the log.
      grep -q 'recovery ended before configured recovery target was reached' "$TMPDIR/postgres.out" &&
        die "$EXIT_NOT_FOUND" target_not_reached "the WAL in repository $repository ends before $to; the newest commit that it has: $(newest_commit)"
      die "$EXIT_DATABASE" copy_failed "the server did not open the copy: $(said "$TMPDIR/postgres.out")"
    fi
    sleep 0.5
  done
  # A segment that is missing ends the replay without an error.
  [[ -n $to || -z $newest ]] || grep -q "restored log file \"$newest\"" "$TMPDIR/postgres.out" ||
    die "$EXIT_DATABASE" wal_missing "repository $repository has WAL up to $newest, and the replay ended before it: a segment is missing or damaged; the newest commit in the copy: $(newest_commit)" repository "$repository"
  log info copy_open "the copy replayed its WAL and is open" seconds "$((SECONDS - started))" \
    newest_commit "$(newest_commit)"
}

# newest_commit: when the newest transaction that was replayed was committed.
newest_commit() {
  sed -n 's/.*last completed transaction was at log time //p' "$TMPDIR/postgres.out" | tail -n 1
}

ask() {
  sql_at "host=/run/postgresql user=postgres dbname=$1" -c "$2"
}

# prove: every page and index of every database.
prove() {
  pg_amcheck --host=/run/postgresql --username=postgres --all --install-missing --heapallindexed --rootdescend \
    >"$TMPDIR/amcheck.out" 2>&1 ||
    die "$EXIT_DATABASE" copy_damaged "pg_amcheck found damage in the copy: $(said "$TMPDIR/amcheck.out")" repository "$repository"
  log info copy_sound "pg_amcheck found no damage" bytes "$(ask postgres 'SELECT sum(pg_database_size(oid)) FROM pg_database')" \
    tables "$(ask "$LIFEBOAT_DATABASE" 'SELECT count(*) FROM pg_stat_user_tables')"
}

hold_copy() {
  ((hold > 0)) || return 0
  log info copy_held "the copy stays for $hold minutes: kubectl --context <context> -n <namespace> exec -it ${HOSTNAME:-<pod>} -- psql --host=/run/postgresql --username=postgres $LIFEBOAT_DATABASE"
  sleep "$((hold * 60))" &
  wait "$!" || true
}

main "$@"
