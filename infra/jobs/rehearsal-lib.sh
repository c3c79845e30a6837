#!/bin/bash
# The steps that an emergency alone would run, on scratch databases: settings, sessions that hold on, renames, logins,
# clean-up. Sourced after switch-lib.sh, verify-lib.sh and leftovers-lib.sh.
# shellcheck disable=SC2034,SC2154 # names are shared with the other libraries

# rehearse_switch RESTORED SERVING: another scratch database stands for the serving one, with its settings and grants and a
# session that holds on; the restored one takes its name. All of them are dropped at the end.
rehearse_switch() {
  local restored=$1 stand_in old id step_us=${EPOCHREALTIME/./} held faults=() there number
  new_id id
  stand_in=$(beside "$2" verify)$(compact "$id")
  new_id id
  old=$(beside "$2" verify)$(compact "$id")
  there=$(database_exists "$2") || die "$EXIT_DATABASE" query_failed "cannot look for database $2: $(said "$scratch/sql.err")"
  number=$(database_number "$restored")
  : >"$scratch/unkept"
  create_database "$stand_in"
  background hold "$stand_in"
  held=$group
  await_session "$stand_in"
  if [[ $there == t ]]; then
    take_properties "$2" "$stand_in"
    describe_database "$2" >"$scratch/expected"
  else
    give_settings "$scratch/facts" "$stand_in"
    give_access "$scratch/facts" "$stand_in"
    describe_database "$stand_in" >"$scratch/expected"
  fi
  check_serving "$stand_in"
  switch_database "$restored" "$stand_in" false "$old"
  created_databases=("$restored" "$stand_in" "$old")
  check_switched "$stand_in" "$old" "$held" "$number"
  ((${#faults[@]} == 0)) || die "$EXIT_GENERAL" rehearsal_failed "the switch of an emergency was rehearsed with $stand_in in place of $2, and failed: $(printf '%s; ' "${faults[@]}")"
  log info rehearsed "the switch of an emergency was rehearsed: settings, grants, sessions, renames" database "$stand_in" seconds "$(seconds_since "$step_us")"
}

database_number() {
  sql "$maintenance_database" -v name="$1" <<<"SELECT oid FROM pg_database WHERE datname = :'name'"
}

# hold DATABASE: a session that does not leave by itself.
hold() {
  in_background
  PGDATABASE=$1 PGAPPNAME=lifeboat-rehearsal psql -X -q --no-password -c 'SELECT pg_sleep(3600)' >/dev/null 2>&1
}

await_session() {
  local until=$((SECONDS + 30)) count
  while ((SECONDS < until)); do
    count=$(sql "$maintenance_database" -v name="$1" <<<"SELECT count(*) FROM pg_stat_activity WHERE datname = :'name' AND application_name = 'lifeboat-rehearsal'") || break
    ((count == 0)) || return 0
    sleep 0.2
  done
  die "$EXIT_DATABASE" rehearsal_failed "no session could be opened in $1, as the service's would be"
}

# check_switched DATABASE OLD GROUP NUMBER: adds to `faults` what is not as the serving database was, but what was announced.
check_switched() {
  local different until=$((SECONDS + 10))
  describe_database "$1" >"$scratch/found" || faults+=("it cannot be described: $(said "$scratch/sql.err")")
  different=$(jq -rn --slurpfile expected "$scratch/expected" --slurpfile found "$scratch/found" --slurpfile unkept "$scratch/unkept" \
    --arg owner "$(setting .ownerRole)" -f "$here/rehearsal.jq")
  [[ -z $different ]] || faults+=("${different//$'\n'/; }")
  [[ $(database_number "$1") == "$4" ]] || faults+=("the restored database did not take the name")
  [[ $(database_exists "$2") == t ]] || faults+=("the replaced database does not exist as $2")
  while kill -0 -- "-$3" 2>/dev/null && ((SECONDS < until)); do
    sleep 0.2
  done
  ! kill -0 -- "-$3" 2>/dev/null || faults+=("a session that held on was not ended")
}
