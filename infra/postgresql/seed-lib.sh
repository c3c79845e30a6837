#!/bin/bash
# Where a server's data directory comes from. Sourced by server.sh.
# shellcheck disable=SC2154 # names come from server.sh and server-lib.sh

# seed: leaves a data directory. What a repository holds comes before an empty one: a lost volume must not become an empty
# database that is then archived over the true one's history.
seed() {
  local found from=''
  lock_volume
  mkdir -p -- "$volume/spool/1" "$volume/spool/2"
  reseed
  if [[ -s $data/PG_VERSION && ! -e $volume/restoring ]]; then
    log info data_found "the data directory is there"
    return
  fi
  while :; do
    from=''
    found=$(look) || true
    case $found in
    restore:*)
      from=${found#restore:}
      break
      ;;
    new)
      [[ ${LIFEBOAT_MAY_INITIALIZE:-false} != true ]] || break
      log warn no_backup_yet "no repository knows $stanza yet; a server that waits is made from its first backup"
      ;;
    none) log warn no_backup_yet "a repository knows $stanza and has no backup of it: this server waits for one. If its volume was lost before the first backup, and its WAL is of no use, remove the entry from both repositories with pgbackrest stanza-delete" ;;
    *) log warn repository_unreachable "$found" ;;
    esac
    sleep "$pause" &
    wait "$!"
  done
  if [[ -n $from ]]; then copy "$from"; else initialize; fi
  # An id that is left in the configuration must not replace these data later.
  printf '%s' "${LIFEBOAT_RESEED:-}" >"$volume/reseeded"
}

# look: where the data come from: `restore:<repository>`, `new` where no repository knows this database, `none` where one knows it
# and has no backup, or why nobody can tell.
look() {
  local one count unreachable='' known=new
  for one in "${repositories[@]}"; do
    count=$(backups_in "$one")
    case $count in
    unreachable) unreachable+="repository $one cannot be read: $(said "$TMPDIR/archive-$one.err"); " ;;
    new) ;;
    0) known=none ;;
    *)
      printf 'restore:%s' "$one"
      return
      ;;
    esac
  done
  printf '%s' "${unreachable:-$known}"
}

# copy REPOSITORY: the newest backup, as a standby: it replays what is archived and opens for nobody's writes before it is
# promoted. An interrupted one is gone on with.
copy() {
  local started=$SECONDS
  log info restore_started "no data here: restoring the newest backup of $stanza as a standby" repository "$1"
  restore_from "$1" ||
    die "$EXIT_GENERAL" restore_failed "the backup could not be restored; the next attempt goes on with it" repository "$1"
  log info restore_completed "restored as a standby" repository "$1" seconds "$((SECONDS - started))"
}

# restore_from REPOSITORY...: from the first that can. The mark tells the next start that this was interrupted; with the data, what
# was said of their fence goes.
restore_from() {
  local one
  touch -- "$volume/restoring"
  for one in "$@"; do
    restore_standby "$one" || continue
    rm -f -- "$volume/restoring" "$volume/fenced" "$volume/fencing"
    return
  done
  return 1
}

# restore_standby REPOSITORY: the newest backup's files, as far as those here differ. What replays WAL afterwards must ask as
# postgresql.conf says, and not as pgBackRest would.
restore_standby() {
  archive "$1" --type=standby --delta --pg1-path="$data" \
    --recovery-option=restore_command='/opt/lifeboat/pgbackrest-get.sh %f %p' restore
}

# reseed: a server that another has overtaken is made a standby of that one. Asked for by an id that is new; the data here are
# replaced, as far as they differ.
reseed() {
  local wanted=${LIFEBOAT_RESEED:-} done_before='' code=0
  [[ -n $wanted ]] || return 0
  [[ ! -e $volume/reseeded ]] || done_before=$(<"$volume/reseeded")
  [[ $wanted != "$done_before" && -s $data/PG_VERSION ]] || return 0
  is_overtaken || code=$?
  case $code in
  0) ;;
  1)
    log warn reseed_not_needed "no repository holds a timeline that this server does not know: its data stay ($wanted)"
    printf '%s' "$wanted" >"$volume/reseeded"
    return
    ;;
  *) die "$EXIT_GENERAL" repository_unreachable "no repository says whether another server was promoted in place of this one" ;;
  esac
  log warn reseed_started "the data directory is made a standby of what the repositories hold ($wanted)"
  become_standby
  printf '%s' "$wanted" >"$volume/reseeded"
}

# become_standby: of what the repositories hold, in place of the data here.
become_standby() {
  rm -f -- "$data/postmaster.pid"
  restore_from "${repositories[@]}" ||
    die "$EXIT_GENERAL" reseed_failed "the backup could not be restored; the next attempt goes on with it"
}

# initialize: a new server with checksums; whole or not at all.
initialize() {
  local new=$volume/new
  log info initialize_started "no repository has a backup of $stanza: a new database is made"
  rm -rf -- "$new" "$data"
  initdb --pgdata="$new" --username=postgres --auth-local=peer --auth-host=scram-sha-256 --data-checksums \
    --encoding=UTF8 --locale=C.UTF-8 >"$TMPDIR/initdb.out" 2>&1 ||
    die "$EXIT_GENERAL" initialize_failed "initdb: $(said "$TMPDIR/initdb.out")"
  mv -- "$new" "$data"
  log info initialized "a new data directory"
}
