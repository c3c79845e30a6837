#!/bin/bash
# Databases beside the serving one: their names, and dropping those that are no longer needed. Sourced after lib.sh and
# database-lib.sh.
# shellcheck disable=SC2154 # names come from the other libraries

# beside DATABASE WORD: how the name of a database beside another begins: <database>_<word>_, before the 22 characters of
# a compact id. PostgreSQL has 63 bytes for it; the id is unique, so DATABASE may be cut off.
beside() {
  printf '%s_%s_' "${1:0:39-${#2}}" "$2"
}

# pattern_beside DATABASE WORD: the regular expression of such names; its group is the time of the id.
pattern_beside() {
  printf '^%s([0-9]{8}t[0-9]{6})_[0-9a-f]{6}$' "$(beside "$@")"
}

# stale_databases DATABASE WORD: those whose id is older than a day. A day is longer than any run: the deadlines of the
# jobs are computed from the database's size, the longest of them a few hours.
stale_databases() {
  sql "$maintenance_database" -v pattern="$(pattern_beside "$@")" <<'SQL' ||
SELECT datname FROM pg_database WHERE datname ~ :'pattern' AND (regexp_match(datname, :'pattern'))[1]
  < to_char(now() AT TIME ZONE 'UTC' - interval '1 day', 'YYYYMMDD"t"HH24MISS')
ORDER BY datname;
SQL
    log warn query_failed "cannot look for databases that earlier runs left: $(said "$scratch/sql.err")"
}

# drop_unused NAME: drops a database unless it has connections.
drop_unused() {
  drop_by 'DROP DATABASE IF EXISTS :"name";' "$1"
}

# drop_by STATEMENT NAME: a template is not dropped, and one that takes a template's place is one too.
drop_by() {
  printf '%s\n' "SELECT format('ALTER DATABASE %I IS_TEMPLATE false', datname) FROM pg_database WHERE datname = :'name' AND datistemplate \\gexec" "$1" |
    sql "$maintenance_database" -v name="$2"
}

# drop_leftover COMMAND NAME RUN: drops by COMMAND the database that an earlier run left; RUN describes it.
drop_leftover() {
  if "$1" "$2"; then
    log warn leftover_dropped "database $2 of $3 was dropped" database "$2"
  else
    log warn drop_failed "database $2 of $3 could not be dropped: $(said "$scratch/sql.err")" database "$2"
  fi
}

# drop_killed_restores DATABASE TARGET: a restore that was killed could not drop its database. The database of one that
# succeeded without a switch has a mark (mark_restored) and stays, as does TARGET, which was chosen by name.
drop_killed_restores() {
  local one state
  while read -r one; do
    [[ -n $one && $one != "$2" ]] || continue
    state=$(sql "$maintenance_database" -v name="$one" <<<"SELECT CASE
      WHEN shobj_description(oid, 'pg_database') ~ '^restored and checked: ' OR EXISTS (SELECT FROM pg_db_role_setting s
        WHERE s.setdatabase = d.oid AND array_to_string(s.setconfig, ',') ~ '(^|,)application_name=restored: ') THEN 'marked'
      WHEN EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid) THEN 'used' ELSE 'abandoned' END
      FROM pg_database d WHERE datname = :'name'") || state=unknown
    [[ $state == abandoned ]] || continue
    drop_leftover drop_unused "$one" "a restore that was killed"
  done < <(stale_databases "$1" restore)
}

# mark_restored NAME BACKUP: records that the database is complete and is to stay, and since when. The comment belongs to the
# users of the database, and a setting of one's own making needs a superuser; so the mark is a setting that this login alone
# has in that database, and that each of its sessions overrides (PGAPPNAME).
mark_restored() {
  local at
  printf -v at '%(%Y-%m-%dT%H:%M:%SZ)T' -1
  sql "$maintenance_database" -v name="$1" -v text="restored: $2 $at" <<<'ALTER ROLE CURRENT_USER IN DATABASE :"name" SET application_name TO '":'text';" ||
    log warn mark_failed "database $1 could not be marked as restored; unless it serves, a restore drops it as a leftover after a day: $(said "$scratch/sql.err")" database "$1"
}

# drop_old_before DATABASE KEEP NEW: of the databases that switches replaced, the newest KEEP stay, NEW, which this run
# replaced, among them in any case; empty when it replaced none. One that has connections stays until next time.
drop_old_before() {
  local one
  while read -r one; do
    [[ -n $one ]] || continue
    if drop_unused "$one"; then
      log info old_database_dropped "database $one, replaced by an earlier switch, was dropped: the newest $2 stay" database "$one"
    else
      log warn drop_failed "database $one, replaced by an earlier switch, could not be dropped: $(said "$scratch/sql.err")" database "$one"
    fi
  done < <(sql "$maintenance_database" -v pattern="$(pattern_beside "$1" before)" -v new="$3" -v keep="$2" <<'SQL'
SELECT datname FROM pg_database WHERE datname ~ :'pattern' AND datname <> :'new'
ORDER BY datname DESC OFFSET greatest(0, :keep - (:'new' <> '')::int);
SQL
  )
}
