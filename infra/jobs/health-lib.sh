#!/bin/bash
# Asks the health URLs of the settings. Sourced after lib.sh.
# shellcheck disable=SC2154 # scratch, here and the exit codes come from lib.sh

# ask_health SETTING SECONDS: one round of questions to the URLs of a setting; the answers are in $scratch/answers.
ask_health() {
  local code=0
  background health_to_file "$@"
  wait "$group" || code=$?
  ((code == 0)) || die "$EXIT_GENERAL" health_failed "the URLs of $1 could not be queried: $(said "$scratch/health.err")"
}

health_to_file() {
  in_background
  exec /usr/bin/python3 "$here/health.py" "$@" >"$scratch/answers" 2>"$scratch/health.err"
}

# answers FILTER: what the last round found, by a jq filter over the list of {url, good, answer}.
answers() {
  jq -rsc "$1" -- "$scratch/answers"
}

# told GOOD: the URLs that answered well (true) or not (false), each with its last answer.
told() {
  answers "map(select(.good == $1) | \"\\(.url): \\(.answer)\") | join(\"; \")"
}
