#!/bin/bash
# The PostgreSQL server of a service.
#
#   server.sh seed   makes the data directory, before the server starts: a new one, or a copy from a repository
#   server.sh run    starts the server, where no other has taken its place; a fenced one as a standby
#   server.sh tls    answers backups, beside the server
#   server.sh newest-wal REPOSITORY    prints the newest segment that a repository holds
#   server.sh has-successor TIMELINE   leaves with 0 where a repository has the history of the timeline that follows, 1 where none has
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=infra/postgresql/server-lib.sh
source "$here/server-lib.sh"
# shellcheck source=infra/postgresql/fence-lib.sh
source "$here/fence-lib.sh"
# shellcheck source=infra/postgresql/prepare-lib.sh
source "$here/prepare-lib.sh"
# shellcheck source=infra/postgresql/seed-lib.sh
source "$here/seed-lib.sh"

readonly data=${PGDATA:?PGDATA is missing}
readonly volume=${data%/*}
# Seconds between two looks at a repository.
readonly pause=15
# Whether somebody asked this program to stop.
stopping=false

main() {
  # Process 1 of a container has no handler of its own.
  trap 'exit 143' TERM INT
  case ${1:-} in
  seed) seed ;;
  run) run ;;
  tls) tls ;;
  newest-wal) newest_wal "${2:?a repository}" ;;
  has-successor) has_successor "${2:?a timeline}" ;;
  *) die "$EXIT_ARGUMENTS" arguments "server.sh takes seed, run, tls, newest-wal or has-successor, not '${1:-}'" ;;
  esac
}

# tls: pgBackRest's own server. It takes repository and passphrase from the one who asks.
tls() {
  PGBACKREST_REPO1_CIPHER_PASS=$(<"$secrets/repository-1")
  export PGBACKREST_REPO1_CIPHER_PASS
  pgbackrest --config=/etc/lifeboat/repository-1.conf server &
  serve "$!" TERM
}

# serve SERVER SIGNAL: stays until the server ends, and leaves with its code; passes a request to stop on, and has it read
# renewed certificates each hour.
serve() {
  local server=$1 code=0 renewing
  # shellcheck disable=SC2064 # the values of now
  trap "stopping=true; kill -$2 $server 2>/dev/null || true" TERM INT
  while sleep 3600; do kill -HUP "$server" || break; done &
  renewing=$!
  while kill -0 "$server" 2>/dev/null; do
    wait "$server" && code=0 || code=$?
  done
  kill "$renewing" 2>/dev/null || true
  return "$code"
}

# lock_volume: nobody else works on the volume: a pod that was deleted by force may go on for a while beside its successor, and
# PostgreSQL does not see a server of another pod. Held until this program and what it started have ended.
lock_volume() {
  exec 9>"$volume/lock"
  flock --timeout 170 9 ||
    die "$EXIT_GENERAL" volume_in_use "another pod still works on the data volume; the next attempt begins once it has ended"
}

# run: the server as a child, so that a signal shuts it down by its fast way, which archives what is left. One that is fenced
# meanwhile starts again as a standby.
run() {
  local server code
  lock_volume
  while :; do
    rejoin
    judge_timeline
    ready_directory
    write_host_rules
    postgres -D "$data" -c config_file=/etc/lifeboat/postgresql.conf -c hba_file="$TMPDIR/pg_hba.conf" &
    server=$!
    attend "$server" &
    code=0
    serve "$server" INT || code=$?
    [[ -e $TMPDIR/again && $stopping == false ]] || exit "$code"
  done
}

# ready_directory: mounting a volume gives its group rights that PostgreSQL refuses; a process id is of a container that has ended.
ready_directory() {
  chmod 0700 -- "$data"
  rm -rf -- "$data/postmaster.pid" "${TMPDIR:?}/pgbackrest" "$TMPDIR"/entered-* "$TMPDIR/prepared" "$TMPDIR/again"
}

# judge_timeline: refuses to open for writes a server that another was promoted in place of. A standby follows that one instead.
judge_timeline() {
  local code=0
  [[ ! -e $data/standby.signal && ! -e $data/recovery.signal ]] || return 0
  is_overtaken || code=$?
  case $code in
  0) die "$EXIT_CONFIGURATION" timeline_diverged "another server was promoted to timeline $((own_timeline + 1)) while this one is on $own_timeline: it must not write; make it that one's standby: pulumi config set --path 'lifeboat:databaseReseeds.${LIFEBOAT_SERVICE:-}' inc-1, with an id of the incident, and pulumi up" timeline "$own_timeline" ;;
  1) ;;
  *) die "$EXIT_GENERAL" repository_unreachable "no repository says whether another server was promoted in place of this one; it starts once one answers" ;;
  esac
}

# is_overtaken: whether a repository holds the history of a timeline that follows this server's own and that it does not know.
# Leaves 1 where none does, and 2 where no repository answers; `own_timeline` is set.
is_overtaken() {
  local next one answered=2 found
  own_timeline=$(pg_controldata -D "$data" | sed -n "s/^Latest checkpoint's TimeLineID: *//p")
  printf -v next '%08X' $((own_timeline + 1))
  for one in "${repositories[@]}"; do
    found=$(histories_in "$one" "$next") || {
      log warn repository_unreachable "repository $one does not say whether another server was promoted: $(said "$TMPDIR/archive-$one.err")" repository "$one"
      continue
    }
    answered=1
    [[ -n $found ]] || continue
    archive_quietly "$one" --no-archive-async archive-get "$next.history" "$TMPDIR/next.history" ||
      die "$EXIT_GENERAL" repository_unreachable "repository $one does not give $next.history: $(said "$TMPDIR/archive-$one.err")" repository "$one"
    cmp --silent -- "$TMPDIR/next.history" "$data/pg_wal/$next.history" || return 0
  done
  return "$answered"
}

# histories_in REPOSITORY TIMELINE: directories of the archive that hold this timeline's history; fails where the repository
# does not answer. A timeline that is new lies in the newest of them.
histories_in() {
  local directories one
  directories=$(archive_quietly "$1" --output=json repo-ls "archive/$stanza") || return 1
  for one in $(jq -r 'to_entries[] | select(.value.type == "path") | .key | select(. != ".")' <<<"$directories"); do
    archive_quietly "$1" --output=json repo-ls "archive/$stanza/$one" --filter="^$2\.history\$" >"$TMPDIR/history.json" || return 1
    jq -r --arg one "$one" 'if length > 0 then $one else empty end' "$TMPDIR/history.json"
  done
}

# attend SERVER: what a server that runs needs, for as long as it runs: once it is open for writes its roles, database and
# entries in the repositories; a sign of life in its WAL; and its end where it is fenced, or where another has taken its place.
attend() {
  local server=$1
  trap - TERM INT
  set +e
  until pg_isready --quiet --host=/run/postgresql --username=postgres --dbname=postgres; do
    kill -0 "$server" 2>/dev/null || return
    sleep 0.5
  done
  while kill -0 "$server" 2>/dev/null; do
    if [[ -e $volume/fencing ]]; then
      fence "$server"
    elif [[ -e $data/standby.signal ]]; then
      # Asked every half a minute. The container starts again, and has the time of a start for the restore.
      ! due question "$((2 * pause))" || ! is_replaced || [[ ! -e $data/standby.signal ]] || kill -INT "$server"
    elif [[ -e $TMPDIR/prepared ]]; then
      ! due entry "$pause" || enter_repositories
      ! due life 20 || show_life
      if replicated && due successor 60 && (is_overtaken); then
        # The next start says what to do.
        log error timeline_diverged "another server was promoted in place of this one, which ends"
        kill -INT "$server"
      fi
    elif writes; then
      prepare || sleep "$pause"
    fi
    sleep 1
  done
}

# due NAME SECONDS: whether something is to be done again.
declare -A done_at=()
due() {
  ((SECONDS >= ${done_at[$1]:-0})) || return 1
  done_at[$1]=$((SECONDS + $2))
}

# show_life: a commit, so that a standby knows how old its data are also where nobody writes.
show_life() {
  ! replicated || local_sql -c 'UPDATE lifeboat.life SET at = clock_timestamp()' >/dev/null 2>&1
}

# replicated: whether another environment's server replays what this one archives.
replicated() {
  [[ ${LIFEBOAT_REPLICATED:-false} == true ]]
}

# writes: whether the server is open for writes.
writes() {
  [[ $(local_sql -c 'SELECT pg_is_in_recovery()' 2>/dev/null) == f ]]
}

main "$@"
