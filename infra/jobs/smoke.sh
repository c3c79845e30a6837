#!/bin/bash
# Asks this environment's own health URLs until all of them answer well in one round: the last step of an activation.
# shellcheck source-path=SCRIPTDIR
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
source "$here/health-lib.sh"

# Longest wait for one answer, that of a Route 53 health check (4 s to connect, 2 s to answer) less a little.
readonly answer_seconds=5

main() {
  start
  SMOKE_ATTEMPTS=${SMOKE_ATTEMPTS:-10} SMOKE_PAUSE_SECONDS=${SMOKE_PAUSE_SECONDS:-3}
  require_number SMOKE_ATTEMPTS 1 1000
  require_number SMOKE_PAUSE_SECONDS 0 300
  if [[ $(setting '.ownHealth | length') == 0 ]]; then
    log warn health_unknown "$service has no health URL of its own: nothing was checked"
    return
  fi
  local attempt ill=''
  for ((attempt = 1; attempt <= SMOKE_ATTEMPTS; attempt++)); do
    ((attempt == 1)) || pause "$SMOKE_PAUSE_SECONDS"
    ask_health ownHealth "$answer_seconds"
    ill=$(told false)
    if [[ -z $ill ]]; then
      log info healthy "every health URL is healthy: $(told true)" attempts "$attempt" totalSeconds "$(seconds_since "$started_us")"
      return
    fi
    log info not_healthy_yet "attempt $attempt of $SMOKE_ATTEMPTS: $ill" attempt "$attempt"
  done
  die "$EXIT_GENERAL" not_healthy "after $SMOKE_ATTEMPTS attempts not every health URL is healthy: $ill; see the workload's pods and the ingress" \
    @answers "$(answers .)"
}

main "$@"
