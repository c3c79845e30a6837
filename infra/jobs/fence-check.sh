#!/bin/bash
# Checks whether the other environment still serves, before this one starts to: one good response of any of its health
# URLs forbids it, because what two environments write to two databases cannot be merged again. A resolver that does not
# answer forbids it too, unless FENCE_CHECK_PEER_LOST says that somebody stated the other environment lost.
# shellcheck source-path=SCRIPTDIR
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
source "$here/health-lib.sh"

# Between two attempts, so that a peer whose ingress restarts is not mistaken for one that is gone.
readonly pause_seconds=1

main() {
  start
  FENCE_CHECK_ATTEMPTS=${FENCE_CHECK_ATTEMPTS:-3} FENCE_CHECK_TIMEOUT_SECONDS=${FENCE_CHECK_TIMEOUT_SECONDS:-5}
  require_number FENCE_CHECK_ATTEMPTS 1 100
  require_number FENCE_CHECK_TIMEOUT_SECONDS 1 60
  if [[ $(setting '.peerHealth | length') == 0 ]]; then
    log warn peer_unknown "$service has no health URL of the other environment: it was not checked whether that one serves"
    return
  fi
  local attempt serving
  for ((attempt = 1; attempt <= FENCE_CHECK_ATTEMPTS; attempt++)); do
    ((attempt == 1)) || pause "$pause_seconds"
    check_health peerHealth "$FENCE_CHECK_TIMEOUT_SECONDS"
    serving=$(results_that true)
    [[ -z $serving ]] ||
      die "$EXIT_GENERAL" peer_serves "the other environment still serves ($serving): there would be two writers, and what each writes is lost to the other. Fence it first: pulumi config set lifeboat:posture fenced, then pulumi up, both in its own stack; then run this again" attempt "$attempt"
    log info peer_checked "attempt $attempt of $FENCE_CHECK_ATTEMPTS: $(results_that false)" attempt "$attempt"
  done
  refuse_unresolved
  log info peer_silent "no health URL of the other environment was healthy in $FENCE_CHECK_ATTEMPTS attempts: it does not serve" \
    attempts "$FENCE_CHECK_ATTEMPTS" totalSeconds "$(seconds_since "$started_us")"
}

# refuse_unresolved: what was not asked in the last attempt may serve. A name that does not exist was asked for: nobody serves there.
refuse_unresolved() {
  local unresolved
  unresolved=$(results 'map(select(.unresolved) | "\(.url): \(.result)") | join("; ")')
  [[ -n $unresolved ]] || return 0
  [[ ${FENCE_CHECK_PEER_LOST:-} != true ]] ||
    { log warn peer_unresolved "the other environment was stated lost, and could not be asked whether it serves ($unresolved)" && return; }
  die "$EXIT_GENERAL" peer_unresolved "it is not known whether the other environment serves, because its names could not be resolved ($unresolved): there might be two writers. Repair the cluster's DNS, see that a pod resolves these names, then run this again; state the other environment lost only if that is certain" attempt "$FENCE_CHECK_ATTEMPTS"
}

main "$@"
