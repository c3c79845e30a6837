#!/bin/bash
# Opens a standby for writes. Its caller has made sure that no other server writes.
#
#   LIFEBOAT_SERVER_HOST    where the server is, from a Job; empty: by the socket, in the server's own pod
#   PROMOTE_AFTER_FENCE     label of the other server's fence, which this one must have replayed
#   PROMOTE_LOST            true: the other server is lost. From a Job, a standby without either is promoted only after a fence
#                           of its own, which that takes back
#   PROMOTE_WAIT_SECONDS    longest wait for that, and for the server itself. Default 600
#   LIFEBOAT_PROMOTE_ANYWAY true: although the other region's repository has WAL that this server did not replay
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=infra/postgresql/server-lib.sh
source "$here/server-lib.sh"
# shellcheck source=infra/postgresql/operator-lib.sh
source "$here/operator-lib.sh"

readonly fence=${PROMOTE_AFTER_FENCE:-}

main() {
  await_server "$limit"
  if [[ $(ask 'SELECT pg_is_in_recovery()') == f ]]; then
    # A fence that still waits is taken back.
    ask 'SELECT lifeboat.keep_open()' >/dev/null 2>&1 || true
    await_opened
    log info promoted_before "the server is open for writes already"
    return
  fi
  read_own_fence
  # What was fenced last wrote last, and waits for nobody.
  [[ -n $timeline || -z $fence ]] || await_fence
  [[ -n $timeline || -n $fence || ${PROMOTE_LOST:-} == true || -z ${LIFEBOAT_SERVER_HOST:-} ]] ||
    die "$EXIT_CONFIGURATION" promotion_refused "this server is a standby, and nothing says that the other one has stopped: its disk was new, or it follows the other environment's. If no other server writes: kubectl --context <context> -n <namespace> exec postgresql-0 --container=postgresql -- /opt/lifeboat/promote.sh"
  refuse_left_behind
  [[ $(ask "SELECT pg_promote(true, 120)") == t ]] ||
    die "$EXIT_DATABASE" promote_failed "the server did not leave recovery in time; its log says what it waits for"
  await_opened
  log info promoted "the server is open for writes" fence "$fence"
}

# read_own_fence: sets `timeline`, on which this server was fenced, or nothing. One that another was promoted in place of since has
# nothing to give.
read_own_fence() {
  local found label
  found=$(ask 'SELECT lifeboat.fenced()') || found=''
  timeline=''
  read -r timeline _ label <<<"$found" || true
  [[ -z $timeline ]] || refuse_successor "$timeline" "$label"
}

# refuse_successor TIMELINE LABEL: fails where a server was promoted from this timeline.
refuse_successor() {
  local code=0
  "$here/server.sh" has-successor "$1" || code=$?
  case $code in
  1) ;;
  2) die "$EXIT_GENERAL" repository_unreachable "no repository says whether another server was promoted after the fence $2" ;;
  *) die "$EXIT_CONFIGURATION" timeline_diverged "another server was promoted after the fence $2: it has the newest data, and this one becomes its standby" ;;
  esac
}

# await_fence: the label is the last transaction of the other server: what comes after it is nothing, unless that was promoted again.
await_fence() {
  local setting="FROM pg_db_role_setting, unnest(setconfig) one WHERE setrole = 'lifeboat_operator'::regrole AND setdatabase = 0"
  until [[ $(ask "SELECT count(*) $setting AND one = 'lifeboat.fenced=$fence'") == 1 ]]; do
    ((SECONDS < limit)) ||
      die "$EXIT_NOT_FOUND" fence_not_replayed "the last transaction of the other server's fence $fence is not here after $wait_seconds s: its WAL did not reach this region's repository, this server does not replay it, or the fence was taken back; look at both servers' logs. If that WAL is lost, say that the other environment is lost"
    sleep 1
  done
  refuse_successor "$(ask "SELECT substr(one, 20) $setting AND one LIKE 'lifeboat.fenced\\_on=%'")" "$fence"
}

# refuse_left_behind: what was archived while this region's repository was down is in the other one alone; a promotion would
# leave it behind.
refuse_left_behind() {
  local own='' other=''
  [[ ${LIFEBOAT_PROMOTE_ANYWAY:-} != true ]] || return 0
  for _ in 1 2 3 4 5; do
    own=$(timeout 20 "$here/server.sh" newest-wal 1) || own=''
    other=$(timeout 20 "$here/server.sh" newest-wal 2) || other=''
    [[ -z $own || $other > $own ]] || return 0
    sleep 2
  done
  [[ -n $own ]] ||
    die "$EXIT_GENERAL" repository_unreachable "this region's repository does not answer, and a promotion now would lose what it holds; try again, or promote all the same with LIFEBOAT_PROMOTE_ANYWAY=true"
  die "$EXIT_CONFIGURATION" wal_left_behind "the other region's repository has WAL up to $other, and this server's own up to $own only: a promotion now would lose the rest. Restore from the other repository, or promote all the same with LIFEBOAT_PROMOTE_ANYWAY=true"
}

# await_opened: until roles and logins are this environment's own.
await_opened() {
  until [[ $(ask "SELECT count(*) FROM pg_db_role_setting WHERE setrole = 'lifeboat_operator'::regrole AND setdatabase = 0 AND 'lifeboat.opened=' || pg_postmaster_start_time() = ANY (setconfig)") == 1 ]]; do
    ((SECONDS < limit)) ||
      die "$EXIT_DATABASE" not_opened "the server is open for writes, and its roles are not complete after $wait_seconds s: its log says why (prepare_failed)"
    sleep 1
  done
}

main
