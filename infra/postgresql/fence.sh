#!/bin/bash
# Fences the server: nobody writes to it any more, and all that was written is archived. It goes on as a standby, which the
# other environment's server then replaces.
#
#   LIFEBOAT_SERVER_HOST  where the server is
#   FENCE_LABEL           what the other environment's promotion waits for: 1 to 63 lower-case letters, digits, dots and hyphens
#   FENCE_WAIT_SECONDS    longest wait. Default 600
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=infra/postgresql/server-lib.sh
source "$here/server-lib.sh"
# shellcheck source=infra/postgresql/operator-lib.sh
source "$here/operator-lib.sh"

readonly label=${FENCE_LABEL:-}
[[ $label =~ ^[a-z0-9.-]{1,63}$ ]] ||
  die "$EXIT_ARGUMENTS" arguments "FENCE_LABEL '$label' must be 1 to 63 lower-case letters, digits, dots and hyphens"

# A database that is down is fenced by that; who fences wants to go on.
await_server 60
own_fence() {
  ask 'SELECT lifeboat.fenced()' 2>"$TMPDIR/ask.err"
}
waits=$(ask 'SELECT pg_is_in_recovery()')
own=$(own_fence) || die "$EXIT_DATABASE" query_failed "the server does not say whether it is fenced: $(said "$TMPDIR/ask.err")"
if [[ $waits == t && -z $own ]]; then
  log warn fence_not_needed "the server is a standby: nothing was written here since it became one"
  exit 0
fi
[[ -z $own || $own == *" $label" ]] ||
  die "$EXIT_CONFIGURATION" fenced_before "the server was fenced before, as ${own##* }, and takes no other label; take that back with posture active, then fence again"
log info fence_asked "the server ends its sessions and archives its last WAL" label "$label"
# Once: a request that is taken back meanwhile must not be made again.
[[ -n $own ]] || ask "SELECT lifeboat.fence('$label')" >/dev/null ||
  die "$EXIT_DATABASE" query_failed "the server does not take the request"
until [[ $own == *" $label" ]]; do
  ((SECONDS < limit)) ||
    die "$EXIT_DATABASE" fence_incomplete "nobody can write to the server any more, but it has not archived all of its WAL after $wait_seconds s; it goes on trying. Its log names the repository that does not take it; then run this again, or take the fence back with posture active. Last answer: $(said "$TMPDIR/ask.err")"
  sleep 1
  own=$(own_fence) || own=''
done
log info fenced "all WAL is archived, and the server goes on as a standby" label "$label"
