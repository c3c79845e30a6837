#!/bin/bash
# archive_command: pgbackrest-push.sh SEGMENT; pgBackRest's own checks want its name in the command. Puts a segment into both
# repositories at once, each by a pgBackRest of its own, so that one that is down holds nothing up: the server keeps a segment
# until both have it, and meanwhile the other repository gets all that is finished.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=infra/postgresql/server-lib.sh
source "$here/server-lib.sh"

readonly segment=$1

# push REPOSITORY: this segment, and the newest finished one: pgBackRest pushes all between, in the background.
push() {
  local newest
  archive "$1" --log-level-console=off --log-level-stderr=error archive-push "$segment" || return 1
  newest=$(find pg_wal/archive_status -name '*.ready' -printf '%f\n' | sort | tail -n 1)
  newest=pg_wal/${newest%.ready}
  [[ $newest == "$segment" || ! -e $newest ]] ||
    archive "$1" --log-level-console=off --log-level-stderr=error archive-push "$newest" || return 1
}

push 1 &
first=$!
push 2 &
second=$!
failed=0
wait "$first" || failed=1
wait "$second" || failed=1
exit "$failed"
