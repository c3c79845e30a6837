#!/bin/bash
# Settings of a job's sessions, whatever the server, the database or the login sets. Sourced after lib.sh and
# database-lib.sh.
# shellcheck disable=SC2154 # names come from the other libraries

# use_own_settings: from now on every session has the job's own values. What ALTER DATABASE and ALTER ROLE set for an
# application would end a job (timeouts, read-only), or change what it reads and writes (role, array_nulls, ...);
# options of the connection come before both. Known names only: an unknown one refuses the login.
use_own_settings() {
  local major=${server_version%%[!0-9]*} one
  local settings=(role=none statement_timeout=0 "lock_timeout=${LIFEBOAT_LOCK_TIMEOUT:-60s}" default_transaction_read_only=off
    'default_transaction_isolation=read\ committed' default_transaction_deferrable=off standard_conforming_strings=on
    array_nulls=on transform_null_equals=off quote_all_identifiers=off client_min_messages=notice local_preload_libraries=)
  ((major < 10)) || settings+=(idle_in_transaction_session_timeout=0 row_security=on)
  ((major < 14)) || settings+=(idle_session_timeout=0)
  ((major < 17)) || settings+=(transaction_timeout=0)
  PGOPTIONS=''
  for one in "${settings[@]}"; do
    PGOPTIONS+=" -c $one"
  done
  export PGOPTIONS
}

# with_settings SETTING COMMAND...: runs a command whose sessions have this setting too.
with_settings() {
  local PGOPTIONS="${PGOPTIONS:-} -c $1"
  export PGOPTIONS
  shift
  "$@"
}
