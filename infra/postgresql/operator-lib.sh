#!/bin/bash
# How a step of a failover talks to a server. Sourced after server-lib.sh.
# shellcheck disable=SC2034 # names are used by the scripts that source this file

readonly wait_seconds=${PROMOTE_WAIT_SECONDS:-${FENCE_WAIT_SECONDS:-600}}
readonly limit=$((SECONDS + wait_seconds))
readonly certificate=/var/run/secrets/lifeboat/certificate

# ask SQL: one answer of the server; from a Job as the operator, whom the certificate names.
ask() {
  local where="host=/run/postgresql user=postgres"
  [[ -z ${LIFEBOAT_SERVER_HOST:-} ]] ||
    where="host=$LIFEBOAT_SERVER_HOST user=lifeboat_operator sslmode=verify-full sslrootcert=$certificate/ca.crt sslcert=$certificate/tls.crt sslkey=$certificate/tls.key connect_timeout=10"
  sql_at "$where dbname=postgres" -c "$1"
}

# await_server SECONDS: until it answers. A standby that waits for its first backup does not.
await_server() {
  until ask 'SELECT 1' >/dev/null 2>"$TMPDIR/ask.err"; do
    ((SECONDS < $1)) ||
      die "$EXIT_DATABASE" server_unreachable "the server does not answer after $1 s: $(said "$TMPDIR/ask.err")"
    sleep 1
  done
}
