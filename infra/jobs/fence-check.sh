#!/bin/bash
# Asks whether the other environment still serves, before this one begins to: one good answer of any of its health URLs
# forbids it, for two environments that write to two databases cannot be put together again.
# shellcheck source-path=SCRIPTDIR
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
source "$here/health-lib.sh"

# Between two attempts, so that a peer whose ingress restarts is not taken for one that is gone.
readonly pause_seconds=1

main() {
  start
  FENCE_CHECK_ATTEMPTS=${FENCE_CHECK_ATTEMPTS:-3} FENCE_CHECK_TIMEOUT_SECONDS=${FENCE_CHECK_TIMEOUT_SECONDS:-5}
  require_number FENCE_CHECK_ATTEMPTS 1 100
  require_number FENCE_CHECK_TIMEOUT_SECONDS 1 60
  if [[ $(setting '.peerHealth | length') == 0 ]]; then
    log warn peer_unknown "$service has no health URL of the other environment: whether that one serves was not checked"
    return
  fi
  local attempt serving
  for ((attempt = 1; attempt <= FENCE_CHECK_ATTEMPTS; attempt++)); do
    ((attempt == 1)) || pause "$pause_seconds"
    ask_health peerHealth "$FENCE_CHECK_TIMEOUT_SECONDS"
    serving=$(told true)
    [[ -z $serving ]] ||
      die "$EXIT_GENERAL" peer_serves "the other environment still serves ($serving): two writers would be at work, and what each writes is lost to the other. Fence it first: pulumi config set lifeboat:posture fenced, then pulumi up, both in its own stack; then run this again" attempt "$attempt"
    log info peer_asked "attempt $attempt of $FENCE_CHECK_ATTEMPTS: $(told false)" attempt "$attempt"
  done
  log info peer_silent "no health URL of the other environment was healthy in $FENCE_CHECK_ATTEMPTS attempts: it does not serve" \
    attempts "$FENCE_CHECK_ATTEMPTS" totalSeconds "$(seconds_since "$started_us")"
}

main "$@"
