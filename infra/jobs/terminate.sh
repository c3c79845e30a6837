#!/bin/bash
# Ends sessions of the service's database (TASK-9, MAC-5): idle ones, one, or all after a warning. Sessions of the jobs, of the
# server's administrator and of superusers are left, but for the one that is named. What is ended is what was listed, if it is
# still so: a process id is used again, and a session that was idle may work.
# shellcheck source-path=SCRIPTDIR
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
source "$here/database-lib.sh"
source "$here/session-lib.sh"

# Longest time in seconds for sessions to end; a terminated one ends at its next statement or wait.
readonly end_seconds=30
# Seconds between two lines of the warning.
readonly warn_every_seconds=60

main() {
  local which=${TERMINATE:-} dry=${TERMINATE_DRY_RUN:-false} pid=${TERMINATE_PID:-} began=${TERMINATE_BACKEND_START:-} count listed='' ended
  local idle_minutes=${TERMINATE_IDLE_MINUTES:-60} warning=${TERMINATE_WARNING_SECONDS:-300}
  start
  require_arguments
  login
  require_database "$PGDATABASE"
  use_own_settings
  PGOPTIONS+=" -c default_transaction_read_only=on -c statement_timeout=30s"
  list_sessions
  if [[ $dry == true ]]; then
    log_sessions "would end"
    log info terminate_dry_run "nothing was ended; $count sessions of database $PGDATABASE would be: $(counts)" dryRun true count "$count" \
      @states "$(states)" @left "$(left_alone)"
    printf '%s\n' "$count"
    return
  fi
  [[ $which != all ]] || warn_all
  if ((count == 0)); then
    log info terminate_finished "no session of database $PGDATABASE had to be ended" count 0 @left "$(left_alone)"
    printf '0\n'
    return
  fi
  end_sessions
  log info terminate_finished "$ended of $count listed sessions of database $PGDATABASE were ended; applications connect again at once" \
    count "$ended" @states "$(states)" @left "$(left_alone)" seconds "$(seconds_since "$started_us")"
  printf '%s\n' "$ended"
}

require_arguments() {
  local faults=()
  [[ $which =~ ^(idle|one|all)$ ]] || faults+=("TERMINATE '$which' must be idle, one or all")
  [[ $dry == true || $dry == false ]] || faults+=("TERMINATE_DRY_RUN '$dry' must be true or false")
  is_number "$idle_minutes" 0 10080 || faults+=("TERMINATE_IDLE_MINUTES '$idle_minutes' must be a whole number from 0 to 10080")
  is_number "$warning" 0 3600 || faults+=("TERMINATE_WARNING_SECONDS '$warning' must be a whole number from 0 to 3600")
  if [[ $which == one ]]; then
    is_number "$pid" 1 999999999 || faults+=("TERMINATE_PID '$pid' must be a whole number from 1 to 999999999")
    [[ $began =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$ ]] ||
      faults+=("TERMINATE_BACKEND_START '$began' must be when the session began, as diagnose prints it: 2026-01-31T12:00:00.123456+00:00")
  fi
  ((${#faults[@]} == 0)) || die "$EXIT_ARGUMENTS" arguments "$(printf '%s; ' "${faults[@]}")"
}

# session_sql: SQL from stdin after a view of this database's sessions. `spared` says why a session is left, `wanted` whether the
# arguments mean it; what is not to be seen of a session is NULL there.
session_sql() {
  {
    cat <<'SQL'
WITH session AS (
  SELECT a.pid, a.backend_start AS began, translate(coalesce(a.usename, 'dropped'), E'|\n', '  ') AS role,
    translate(a.application_name, E'|\n', '  ') AS app, host(a.client_addr) AS address, a.state,
    floor(extract(epoch FROM now() - a.state_change)) AS seconds,
    CASE WHEN r.rolsuper THEN 'superuser' WHEN r.rolname IN (SELECT json_array_elements_text(:'jobs'::json)) THEN 'job' END AS spared,
    CASE :'which'
      WHEN 'one' THEN a.pid = nullif(:'pid', '')::int AND a.backend_start = nullif(:'began', '')::timestamptz
      WHEN 'idle' THEN a.state LIKE 'idle%' AND a.state_change < now() - make_interval(mins => :'minutes'::int)
      ELSE true END AS wanted
  FROM pg_stat_activity a LEFT JOIN pg_roles r ON r.oid = a.usesysid
  WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.usesysid IS NOT NULL
    AND coalesce(a.backend_type, 'client backend') = 'client backend'
), listed AS (
  SELECT (one ->> 0)::int AS pid, (one ->> 1)::timestamptz AS began FROM json_array_elements(:'listed'::json) one
)
SQL
    cat
  } | sql "$PGDATABASE" -v jobs="$(setting '.jobRoles | tojson')" -v which="$which" -v pid="$pid" -v began="$began" \
    -v minutes="$idle_minutes" -v listed="${listed:-[]}"
}

# list_sessions: the sessions to end into $scratch/sessions, those that are left into $scratch/left; sets `count` and `listed`.
list_sessions() {
  local unseen
  session_sql >"$scratch/all" <<'SQL' || query_failed
SELECT pid, coalesce(to_json(began) #>> '{}', ''), role, app, coalesce(address, 'local'), coalesce(state, ''), coalesce(seconds, 0),
  coalesce(spared, ''), coalesce(wanted, false)
FROM session ORDER BY seconds DESC NULLS LAST;
SQL
  # When a session began is hidden with all that tells it from another one, or an idle one from one that works.
  unseen=$(awk -F '|' '$2 == "" && $8 == ""' "$scratch/all" | wc -l)
  ((unseen == 0)) ||
    die "$EXIT_PERMISSION" sessions_hidden "role $PGUSER sees of $unseen sessions of database $PGDATABASE only that they are there, must be a member of pg_monitor; nothing was ended. On the server: GRANT pg_monitor TO $PGUSER"
  if [[ $which == one ]]; then
    awk -F '|' '$9 == "t"' "$scratch/all" >"$scratch/sessions"
    : >"$scratch/left"
    require_one
  else
    awk -F '|' '$9 == "t" && $8 == ""' "$scratch/all" >"$scratch/sessions"
    awk -F '|' '$8 != ""' "$scratch/all" >"$scratch/left"
  fi
  count=$(wc -l <"$scratch/sessions")
  listed=$(jq -Rsc 'split("\n")[:-1] | map(split("|")[:2])' "$scratch/sessions")
}

# require_one: the session that is named can be ended; that it is gone is what was wanted.
require_one() {
  if [[ ! -s $scratch/sessions ]]; then
    local other
    other=$(awk -F '|' -v pid="$pid" '$1 == pid { print $2 }' "$scratch/all")
    log warn session_gone "session $pid that began at $began is not in database $PGDATABASE: it has ended${other:+; pid $pid is another one now, which began at $other, and is left}"
  elif grep -q '|superuser|' "$scratch/sessions"; then
    die "$EXIT_PERMISSION" session_of_superuser "session $pid belongs to a superuser, and only a superuser may end it: SELECT pg_terminate_backend($pid) as the server's administrator"
  fi
}

# log_sessions VERB: a line for each listed session.
log_sessions() {
  local pid began role app address state seconds
  while IFS='|' read -r pid began role app address state seconds _; do
    log info session "$1: pid $pid of role $role (${app:-no application}) from $address, ${state:-state unknown} for $seconds s" \
      pid "$pid" role "$role" application "$app" address "$address" state "$state" stateSeconds "$seconds" backendStart "$began"
  done <"$scratch/sessions"
}

# states: how many of the listed sessions are in each state, as JSON; left_alone: how many sessions are left, by the reason.
states() {
  counted 5 "$scratch/sessions"
}
left_alone() {
  counted 7 "$scratch/left"
}
counted() {
  jq -Rsc --argjson field "$1" 'split("\n")[:-1] | map(split("|")[$field]) | group_by(.) | map({(.[0]): length}) | add // {}' "$2"
}

# counts: the same for a reader.
counts() {
  jq -r 'to_entries | map("\(.value) \(.key)") | join(", ") | if . == "" then "none" else . end' <<<"$(states)"
}

# warn_all: says for a while what will be ended, and looks again: people get the time to save, and the operator to stop it.
warn_all() {
  local left=$warning
  while ((left > 0)); do
    log warn terminate_warning "in $left s all $count sessions of database $PGDATABASE but those of jobs and superusers are ended ($(counts)); delete this Job to stop it" \
      secondsLeft "$left" count "$count"
    pause "$((left < warn_every_seconds ? left : warn_every_seconds))"
    left=$((left - warn_every_seconds))
  done
  list_sessions
}

# end_sessions: ends what is listed, if it is still wanted; sets `ended`, and fails if some of these are there after a while.
end_sessions() {
  local remaining deadline=$((SECONDS + end_seconds))
  log_sessions "is ended"
  session_sql >"$scratch/ended" <<'SQL' || end_refused
SELECT pid, pg_terminate_backend(pid) FROM session JOIN listed USING (pid, began) WHERE wanted;
SQL
  ended=$(wc -l <"$scratch/ended")
  while :; do
    remaining=$(session_sql <<'SQL'
SELECT string_agg(pid::text, ', ') FROM session JOIN listed USING (pid, began) WHERE wanted;
SQL
    ) || query_failed
    [[ -n $remaining ]] || return 0
    ((SECONDS < deadline)) ||
      die "$EXIT_GENERAL" sessions_left "after $end_seconds s database $PGDATABASE still has sessions that should have ended: $remaining; they may wait for a disk or a lock of the system: run diagnose"
    pause 0.2
  done
}

end_refused() {
  if has_state "$scratch/sql.err" 42501; then
    die "$EXIT_PERMISSION" end_denied "role $PGUSER may not end sessions: $(said "$scratch/sql.err"); it must be a member of pg_signal_backend"
  fi
  query_failed
}

query_failed() {
  die "$EXIT_DATABASE" query_failed "cannot look into database $PGDATABASE: $(said "$scratch/sql.err")"
}

main "$@"
