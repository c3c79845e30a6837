#!/bin/bash
# How a server is fenced, and joins the other environment's afterwards. Sourced by server.sh.
#
# The volume has `fencing` from the request on, with the label of the fence; an empty one takes the request back. It has `fenced`
# once nobody writes any more and all WAL is archived, with the timeline, where the label lies in it, and the label. A server
# that is fenced runs as a standby of its own archive: it takes no write, and its data can be read.
# shellcheck disable=SC2154 # names come from server.sh and server-lib.sh

# Seconds after which a fence no longer waits for the own repository, if the other region's has everything.
readonly fence_patience=60

# fence SERVER: ends every session and lets nobody in but by the socket and the operator, writes the label as the last
# transaction, waits until all of it is archived, and has the server start again as a standby. Who finds that transaction has
# every other one.
fence() {
  local server=$1 label written at last
  fence_waited=0
  label=$(<"$volume/fencing")
  # A Job whose fence was taken back may ask again.
  if [[ -z $label || -e $data/standby.signal || $label == "$(cat -- "$volume/fence-taken-back" 2>/dev/null)" ]]; then
    end_fence "$server" "$label"
    return
  fi
  log info fence_started "the server takes no more sessions; its last WAL is archived next" label "$label"
  printf '%s' "$label" >"$volume/fence-label"
  write_host_rules
  kill -HUP "$server"
  # One that has been let in before may still be asked for its password.
  until quiet && sleep 11 && quiet; do go_on "$server" || return; done
  written=$(local_sql -v label="$label" <<'SQL'
BEGIN;
SELECT format('ALTER ROLE lifeboat_operator SET lifeboat.fenced_on = %L', ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int) \gexec
ALTER ROLE lifeboat_operator SET lifeboat.fenced = :'label';
COMMIT;
SELECT pg_current_wal_lsn();
SELECT pg_walfile_name(pg_switch_wal());
SQL
  ) || {
    log error fence_failed "the server does not take the label of the fence; the next attempt begins at once" label "$label"
    return
  }
  at=${written%%$'\n'*} last=${written##*$'\n'}
  until is_archived "$last"; do go_on "$server" || return; done
  touch -- "$data/standby.signal" "$TMPDIR/again"
  note_fence "$((16#${last:0:8}))" "$at" "$label"
  log info fenced "all WAL is archived; the server goes on as a standby" label "$label" last_segment "$last"
  kill -INT "$server"
}

# note_fence TIMELINE LSN LABEL: the fence is complete, also after a crash of the machine.
note_fence() {
  printf '%s %s %s\n' "$@" >"$volume/fenced.new" && mv -- "$volume/fenced.new" "$volume/fenced" && sync &&
    rm -f -- "$volume/fencing"
}

# end_fence SERVER LABEL: a request that was taken back, or of a server that is a standby: one whose fence was all but complete,
# or one that wrote nothing.
end_fence() {
  local on
  if [[ -n $2 ]] && on=$(local_sql -v label="$2" <<<"SELECT substr(one, 20) FROM pg_db_role_setting, unnest(setconfig) one
    WHERE setrole = 'lifeboat_operator'::regrole AND one LIKE 'lifeboat.fenced\_on=%' AND 'lifeboat.fenced=' || :'label' = ANY (setconfig)") && [[ -n $on ]]; then
    note_fence "$on" "$(local_sql -c 'SELECT pg_last_wal_replay_lsn()')" "$2"
  else
    [[ -n $2 ]] || mv -f -- "$volume/fence-label" "$volume/fence-taken-back" 2>/dev/null || true
    log warn fence_ended "nothing is fenced: the request was taken back, or this server is a standby" label "$2"
    rm -f -- "$volume/fencing"
  fi
  write_host_rules
  kill -HUP "$1"
}

# write_host_rules: who may come to the server: as configured, and during a fence nobody.
write_host_rules() {
  if [[ -s $volume/fencing ]]; then
    printf '%s\n' 'local all postgres peer map=server' 'hostssl postgres lifeboat_operator all cert map=server' 'host all all all reject'
  else
    cat /etc/lifeboat/pg_hba.conf
  fi >"$TMPDIR/pg_hba.new"
  mv -- "$TMPDIR/pg_hba.new" "$TMPDIR/pg_hba.conf"
}

# quiet: whether no session is there but the operator's, who can write nothing; ends those that are.
quiet() {
  [[ $(local_sql -c "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND usename IS DISTINCT FROM 'lifeboat_operator'") == 0 ]]
}

# go_on SERVER: waits a second. Fails where the server has ended, for the next start goes on, and where the request was taken back.
go_on() {
  kill -0 "$1" 2>/dev/null && [[ -s $volume/fencing ]] && sleep 1
}

# is_archived SEGMENT: whether both repositories have everything up to a segment; after a while, whether the other region's has.
is_archived() {
  compgen -G "$data/pg_wal/archive_status/*.ready" >/dev/null || return 0
  fence_waited=$((fence_waited + 1))
  ((fence_waited % 15 != 0)) || log warn fence_waits "WAL up to $1 is not in both repositories yet; nobody can write meanwhile"
  ((fence_waited >= fence_patience && fence_waited % 15 == 0)) || return 1
  [[ ! $(newest_wal 2) < $1 ]] || return 1
  log warn fence_archived_abroad "only the other region's repository has all WAL up to $1; this region's lacks it: take a full backup there once a server writes again"
}

# is_replaced: whether this server was fenced, and another was promoted in place of it that has all of its rows; `fence_label` is
# set. One that began before the fence lacks rows, which are here and nowhere else.
is_replaced() {
  local timeline at next one fork=''
  [[ -s $volume/fenced ]] || return 1
  read -r timeline at fence_label <"$volume/fenced"
  printf -v next '%08X' "$((timeline + 1))"
  for one in "${repositories[@]}"; do
    [[ -n $(histories_in "$one" "$next") ]] || continue
    archive_quietly "$one" --no-archive-async archive-get "$next.history" "$TMPDIR/successor.history" || continue
    fork=$(awk -v timeline="$timeline" '$1 == timeline { print $2 }' "$TMPDIR/successor.history" | tail -n 1)
    break
  done
  [[ -n $fork ]] || return 1
  (($(lsn_number "$fork") >= $(lsn_number "$at"))) && return 0
  log error fence_left_behind "the server that was promoted began at $fork, before this one's last transaction at $at: what lies between is here alone. Dump what is needed, then make this server that one's standby with lifeboat:databaseReseeds" label "$fence_label"
  return 1
}

# rejoin: a fenced server that another was promoted in place of becomes that one's standby. It has nothing of its own: the
# other began with all that was archived, and that was everything.
rejoin() {
  [[ -e $data/standby.signal ]] && is_replaced || return 0
  log info rejoin_started "another server was promoted after this one was fenced: this one becomes its standby" label "$fence_label"
  become_standby
  log info rejoined "the data are those of the other server's archive" label "$fence_label"
}

# lsn_number LSN: as a number.
lsn_number() {
  printf '%s' "$((16#${1%/*} * 4294967296 + 16#${1#*/}))"
}

# has_successor TIMELINE: whether a repository has the history of the timeline that follows. Leaves 1 where none has, and 2 where
# none answers.
has_successor() {
  local one next found answered=2
  printf -v next '%08X' "$(($1 + 1))"
  for one in "${repositories[@]}"; do
    found=$(histories_in "$one" "$next") || continue
    [[ -z $found ]] || return 0
    answered=1
  done
  return "$answered"
}
