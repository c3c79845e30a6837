#!/bin/bash
# Checks this environment's own health URLs until all are healthy in one round: the last step of an activation.
# shellcheck source-path=SCRIPTDIR
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
source "$here/health-lib.sh"

# Longest wait for one response, slightly less than a Route 53 health check's (4 s to connect, 2 s to respond).
readonly response_seconds=5

main() {
  start
  SMOKE_ATTEMPTS=${SMOKE_ATTEMPTS:-10} SMOKE_PAUSE_SECONDS=${SMOKE_PAUSE_SECONDS:-3}
  require_number SMOKE_ATTEMPTS 1 1000
  require_number SMOKE_PAUSE_SECONDS 0 300
  if [[ $(setting '.ownHealth | length') == 0 ]]; then
    log warn health_unknown "$service has no health URL of its own: nothing was checked"
    return
  fi
  local attempt unhealthy=''
  for ((attempt = 1; attempt <= SMOKE_ATTEMPTS; attempt++)); do
    ((attempt == 1)) || pause "$SMOKE_PAUSE_SECONDS"
    check_health ownHealth "$response_seconds"
    unhealthy=$(results_that false)
    if [[ -z $unhealthy ]]; then
      log info healthy "every health URL is healthy: $(results_that true)" attempts "$attempt" totalSeconds "$(seconds_since "$started_us")"
      return
    fi
    log info not_healthy_yet "attempt $attempt of $SMOKE_ATTEMPTS: $unhealthy" attempt "$attempt"
  done
  die "$EXIT_GENERAL" not_healthy "after $SMOKE_ATTEMPTS attempts not every health URL is healthy: $unhealthy; check the workload's pods and the ingress" \
    @results "$(results .)"
}

main "$@"
