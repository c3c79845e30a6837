#!/bin/bash
# Which entries of a dump are made, which ones a restore goes on without, and what it says of them. Sourced after
# restore-lib.sh and properties-lib.sh.
# shellcheck disable=SC2154 # names come from the other libraries

# entries COMMAND ARGUMENTS...: the chooser, on this run's files.
entries() {
  local command=$1
  shift
  /usr/bin/python3 "$here/entries.py" "$command" "$scratch" "$@"
}

# plan_entries: the use-lists of this restore; leaves with 2 when RESTORE_ACCEPT names what the backup does not have.
plan_entries() {
  local faults
  pg_restore --list --verbose "$scratch/head" >"$scratch/toc.deps" 2>"$scratch/list.err" ||
    die "$EXIT_GENERAL" list_failed "table of contents of backup $backup_id cannot be read: $(said "$scratch/list.err")"
  jq -c --arg accept "${RESTORE_ACCEPT:-}" --argjson owners "$(spaced_owners)" --argjson database "$(fact_of database)" '{$accept, encoding: ($database.encoding // ""), $owners, extensions: (.extensions | map(.name)), schemas}' "$scratch/template.json" >"$scratch/choice.json"
  faults=$(entries plan) || die "$EXIT_ARGUMENTS" arguments "$faults"
}

# spaced_owners: the owners of several words, which the table of contents does not set apart from a name before them.
spaced_owners() {
  jq -cs '[.[].facts | .owner, .tableOwner | strings | select(contains(" "))] | unique' "$scratch/facts"
}

# create_versions DATABASE: extensions of the backup's version, where this server's default is another one: CREATE EXTENSION in
# a dump names none. The dump's own statement then finds it.
create_versions() {
  local rows
  rows=$(jq -rs 'map(select(.exact and .default != .version and .creatable)
    | "CREATE SCHEMA IF NOT EXISTS \(.schema | @json); CREATE EXTENSION IF NOT EXISTS \(.name | @json) SCHEMA \(.schema | @json) VERSION \(.version | @json);") | .[]' "$scratch/available")
  [[ -n $rows ]] || return 0
  { printf 'SET ROLE "%s";\n' "$(setting .ownerRole)" && printf '%s\n' "$rows"; } | sql "$1" ||
    die "$EXIT_CONFIGURATION" extension_missing "an extension of backup $backup_id cannot be made in its version: $(said "$scratch/sql.err")"
  jq -cs --slurpfile choice "$scratch/choice.json" '$choice[0] + {made: map(select(.exact and .default != .version and .creatable) | .schema)}' \
    "$scratch/available" >"$scratch/choice.new" && mv -- "$scratch/choice.new" "$scratch/choice.json"
  entries plan >/dev/null
}

# tables_may_be_filled DATABASE: prints the configuration tables of extensions that have rows in the backup and may not be
# filled: those of an extension whose script runs as a superuser are the superuser's.
tables_may_be_filled() {
  local refused
  # A file: the tables of a large schema are too many for a command line.
  sed -n 's/^[0-9]*; 0 [0-9]* TABLE DATA \([^ ]*\) \([^ ]*\) .*/\1.\2/p' "$scratch/entries.main" | jq -cRn '[inputs]' >"$scratch/filled"
  refused=$(filled="$scratch/filled" sql "$1" -v owner="$(setting .ownerRole)" <<'SQL'
\set wanted `cat "$filled"`
SELECT string_agg(format('EXTENSION %s: role %s may not fill its configuration table %s.%s; as superuser: GRANT INSERT ON it in template1, or RESTORE_ACCEPT=''TABLE DATA %s %s'' restores without its rows',
  extname, :'owner', nspname, relname, nspname, relname), '; ')
FROM pg_extension e JOIN pg_class c ON c.oid = ANY (extconfig) JOIN pg_namespace n ON n.oid = relnamespace
WHERE :'wanted'::jsonb ? (nspname || '.' || relname) AND NOT has_table_privilege(:'owner', c.oid, 'INSERT')
SQL
  ) || refused=$(said "$scratch/sql.err")
  [[ -n $refused ]] || return 0
  printf '%s\n' "$refused"
  return 1
}

# tablespaces_missing DATABASE: whether the backup names a tablespace that this server does not have, or that the owner may not
# use; everything is then made in the database's own.
tablespaces_missing() {
  local named missing
  named=$(pg_restore --file=- --schema-only --use-list="$scratch/entries.main" "$scratch/head" 2>/dev/null |
    sed -n "s/^SET default_tablespace = \(..*\);$/\1/p" | sort -u | grep -avxF "''" | tr -d '"' | jq -cRn '[inputs]') || return 1
  [[ $named != '[]' ]] || return 1
  missing=$(sql "$1" -v named="$named" -v owner="$(setting .ownerRole)" <<'SQL'
SELECT string_agg(one, ', ') FROM jsonb_array_elements_text(:'named') one LEFT JOIN pg_tablespace ON spcname = one
WHERE spcname IS NULL OR NOT has_tablespace_privilege(:'owner', spcname, 'CREATE')
SQL
  ) || return 1
  [[ -n $missing ]] || return 1
  log warn tablespaces_missing "tablespace $missing does not exist here or may not be used: all tables and indexes go to the database's own" tablespaces "$missing"
}

# restore_late DATABASE: one after the other, what may be left out.
restore_late() {
  restore_list "$1" late "${restore_options[@]}"
}

# restore_last DATABASE: once owners and grants are kept. Materialized views are filled by their owners, as policies and rights
# have it: the owner role could put rows into them that their owner does not see. An event trigger would fire before, and may forbid
# what is still to be done.
restore_last() {
  local view_options=(--no-owner --no-privileges --no-password --enable-row-security)
  : >"$scratch/refresh.err"
  if [[ -s $scratch/entries.refresh ]]; then
    background refresh_views "$1"
    wait "$group" || true
    list_empty_views "$1" || die "$EXIT_DATABASE" query_failed "cannot look for empty materialized views: $(said "$scratch/sql.err")"
    restore_list "$1" rest "${view_options[@]}"
  fi
  restore_list "$1" last "${restore_options[@]}"
}

# restore_list DATABASE NAME OPTIONS...: a use-list, in one session, where each error has its entry.
restore_list() {
  local database=$1 name=$2 code=0
  shift 2
  : >"$scratch/$name.err"
  [[ -s $scratch/entries.$name ]] || return 0
  background make_list "$database" "$name" "$@"
  wait "$group" || code=$?
  [[ -s $scratch/$name.err || $code != 0 ]] || return 0
  entries judge tail "$code" "$scratch/$name.err" >"$scratch/tail_failed" 2>&1 ||
    die "$EXIT_GENERAL" restore_failed "the last entries of backup $backup_id: $(said "$scratch/tail_failed")"
}

make_list() {
  in_background
  local database=$1 name=$2 code=0
  shift 2
  pg_restore "$@" --verbose --use-list="$scratch/entries.$name" --dbname="$database" "$scratch/head" </dev/null \
    >/dev/null 2>"$scratch/$name.err" || code=$?
  retry_entries "$database" "$scratch/$name.err" "$@"
  ! grep -q 'errors ignored on restore: ' "$scratch/$name.err" ||
    PGOPTIONS="$PGOPTIONS -c role=$(setting .ownerRole)" entries policies "$database" "$scratch/$name.err" >>"$scratch/narrowed"
  return "$code"
}

refresh_views() {
  in_background
  pg_restore "${view_options[@]}" --use-list="$scratch/entries.refresh" --jobs="$restore_jobs" --dbname="$1" \
    "$scratch/head" </dev/null >/dev/null 2>"$scratch/refresh.err"
}

# list_empty_views DATABASE: those views that are still empty are filled a second time, alone, for the reason.
list_empty_views() {
  local filled
  filled=$(sql "$1" <<<"SELECT coalesce(json_agg(nspname || ' ' || relname), '[]') FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
    WHERE relkind = 'm' AND relispopulated") || return
  printf '%s' "$filled" >"$scratch/filled_views"
  entries empty "$scratch/filled_views"
}

# announce_left_out: adds what was left out to $scratch/unkept, with its own statement, and warns of it once.
announce_left_out() {
  local before item
  before=$(unkept_lines)
  if [[ -s $scratch/violated ]]; then
    cat -- "$scratch/violated" >>"$scratch/unkept"
    announce_unkept "foreign keys of backup $backup_id that rows of it violate: they are NOT VALID" "$before"
    before=$(unkept_lines)
  fi
  if [[ -s $scratch/narrowed ]]; then
    cat -- "$scratch/narrowed" >>"$scratch/unkept"
    announce_unkept "policies of backup $backup_id that hold for those of their roles which exist" "$before"
    before=$(unkept_lines)
  fi
  [[ $(<"$scratch/left.json") != '{}' || -n ${RESTORE_ACCEPT:-} ]] || return 0
  entries left >>"$scratch/unkept"
  announce_unkept "entries of backup $backup_id that could not be made and were left out" "$before"
  while read -r item; do
    log info accept_unused "RESTORE_ACCEPT names $item, which was restored: it need not be accepted"
  done < <(entries unused)
}

# log_warnings FILE...: what pg_restore said beside the errors that were judged.
log_warnings() {
  local line
  grep -qsE '^pg_restore: (warning|WARNING): ' "$@" || return 0
  while IFS= read -r line; do
    log warn restore_warning "$line"
  done < <(entries warnings "$@" | head -n 40)
}
