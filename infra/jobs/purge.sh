#!/bin/bash
# Purges the CDN as the catalog says, and checks that the next responses come from the origin, then from
# the cache (TASK-7).
# shellcheck source-path=SCRIPTDIR
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"

readonly token_file=${LIFEBOAT_CLOUDFLARE_SECRET:-/var/run/secrets/lifeboat/cloudflare}/token

read_token() {
  local token
  [[ -r $token_file ]] ||
    die "$EXIT_CONFIGURATION" token_missing "$token_file cannot be read; mount the Secret with the purge token"
  token=$(<"$token_file")
  [[ $token =~ ^[A-Za-z0-9_-]{20,200}$ ]] ||
    die "$EXIT_CONFIGURATION" token_invalid "$token_file does not hold an API token of Cloudflare: 20 to 200 letters, digits, _ and -, on one line"
  # Whatever a response repeats of it is masked in the log.
  secrets+=("$token")
}

purge_to_pipe() {
  in_background
  exec /usr/bin/python3 "$here/purge.py" "$token_file" "$PURGE_TIMEOUT_SECONDS" "$PURGE_REQUEST_SECONDS" \
    >"$scratch/events" 2>"$scratch/purge.err"
}

main() {
  local code=0 cause=()
  start
  PURGE_TIMEOUT_SECONDS=${PURGE_TIMEOUT_SECONDS:-240} PURGE_REQUEST_SECONDS=${PURGE_REQUEST_SECONDS:-10}
  require_number PURGE_TIMEOUT_SECONDS 1 3600
  require_number PURGE_REQUEST_SECONDS 1 60
  [[ $(setting '.cdn != null') == true ]] ||
    die "$EXIT_CONFIGURATION" cdn_missing "$service has no cdn in its settings: there is nothing to purge"
  read_token
  mkfifo -- "$scratch/events"
  background purge_to_pipe
  log_events
  wait "$group" || code=$?
  ((code == 0)) || die "$code" "${cause[0]:-purge_failed}" "${cause[1]:-the purge failed: $(said "$scratch/purge.err")}"
}

main "$@"
