#!/bin/bash
# Checks the health URLs of the settings. Sourced after lib.sh.
# shellcheck disable=SC2154 # scratch, here and the exit codes come from lib.sh

# check_health SETTING SECONDS: one round of requests to the URLs of a setting; their results are in $scratch/results.
check_health() {
  local code=0
  background health_to_file "$@"
  wait "$group" || code=$?
  ((code == 0)) || die "$EXIT_GENERAL" health_failed "the URLs of $1 could not be requested: $(said "$scratch/health.err")"
}

health_to_file() {
  in_background
  exec /usr/bin/python3 "$here/health.py" "$@" >"$scratch/results" 2>"$scratch/health.err"
}

# results FILTER: those of the last round, by a jq filter over the list of {url, good, result, unresolved}.
results() {
  jq -rsc "$1" -- "$scratch/results"
}

# results_that GOOD: the URLs that are healthy (true) or not (false), each with its result.
results_that() {
  results "map(select(.good == $1) | \"\\(.url): \\(.result)\") | join(\"; \")"
}
