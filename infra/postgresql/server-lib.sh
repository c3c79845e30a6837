#!/bin/bash
# What the programs of a database server share: log lines, and questions to its repositories.
# shellcheck disable=SC2034 # names are used by the scripts that source this file
set -euo pipefail
umask 077
export LC_ALL=C.UTF-8 TZ=UTC

readonly EXIT_GENERAL=1 EXIT_ARGUMENTS=2 EXIT_DATABASE=3 EXIT_NOT_FOUND=4 EXIT_CONFIGURATION=6
readonly repositories=(1 2)
readonly bin=/usr/lib/postgresql/17/bin
stanza=${LIFEBOAT_STANZA:?LIFEBOAT_STANZA is missing}
readonly stanza
PATH=$bin:$PATH
export TMPDIR=${TMPDIR:-/tmp}
readonly secrets=${LIFEBOAT_REPOSITORY_SECRETS:-/var/run/secrets/lifeboat/repositories}

# log LEVEL EVENT MESSAGE [NAME VALUE]...: one JSON object on stderr; a VALUE is a text.
log() {
  local level=$1 event=$2 message=$3
  shift 3
  jq -nc --arg level "$level" --arg event "$event" --arg message "$message" --arg service "${LIFEBOAT_SERVICE:-}" \
    --arg job "${LIFEBOAT_JOB:-server}" '$ARGS.positional as $more
    | {time: (now | todate), level: $level, service: $service, job: $job, event: $event, message: $message}
      + ([range(0; $more | length; 2) | {($more[.]): $more[. + 1]}] | add // {})' --args "$@" >&2
}

# die CODE EVENT MESSAGE [NAME VALUE]...: logs the one cause and leaves with the code.
die() {
  local code=$1
  shift
  log error "$@" exitCode "$code"
  exit "$code"
}

# The last lines of a program's messages as one line.
said() {
  tail -c 1500 -- "$1" | tr -s '\n' ' '
}

# sql_at CONNECTION ARGUMENTS...: psql that gives bare answers and stops at the first error.
sql_at() {
  local where=$1
  shift
  psql --no-psqlrc --quiet --no-align --tuples-only -v ON_ERROR_STOP=1 "$@" "$where"
}

# local_sql ARGUMENTS...: psql as superuser, by the socket.
local_sql() {
  sql_at 'host=/run/postgresql user=postgres dbname=postgres' "$@"
}

# archive REPOSITORY ARGUMENTS...: pgBackRest for this database and one repository: 1, this region's own, or 2. Its passphrase is
# in the environment, because a ConfigMap cannot hold it.
archive() {
  local number=$1
  shift
  PGBACKREST_REPO1_CIPHER_PASS=$(<"$secrets/repository-$number") \
    pgbackrest --config="/etc/lifeboat/repository-$number.conf" --stanza="$stanza" "$@"
}

# archive_quietly REPOSITORY ARGUMENTS...: the same for a question, with what it says in $TMPDIR/archive-N.err alone.
archive_quietly() {
  archive "$@" --log-level-console=off --log-level-stderr=error --io-timeout=5 2>"$TMPDIR/archive-$1.err"
}

# backups_in REPOSITORY: number of backups that can be restored; `new` where the repository does not know this database;
# `unreachable` where it does not say, or not in words that can be read: with another passphrase it answers in bytes of any kind.
backups_in() {
  local info count
  if info=$(archive_quietly "$1" --output=json info) &&
    count=$(jq -r '[.. | objects | select(.status?.code? == 99)] as $unread
      | if $unread != [] then error($unread[0].status.message)
        elif all(.[]; .status.code == 1) then "new"
        else [.[].backup[]?] | length end' <<<"$info" 2>"$TMPDIR/archive-$1.err") &&
    [[ $count =~ ^([0-9]+|new)$ ]]; then
    printf '%s' "$count"
  else
    printf unreachable
  fi
}

# newest_wal REPOSITORY: name of the newest segment that it holds, or nothing.
newest_wal() {
  archive_quietly "$1" --output=json info | jq -r '[.[].archive[]?.max // empty] | max // empty'
}
