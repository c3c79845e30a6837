#!/bin/bash
# What belongs to a database and is in no dump of it: settings, comment, connection limit, who may connect. Sourced
# after lib.sh and database-lib.sh.
# shellcheck disable=SC2154 # names come from the other libraries

# attempt DATABASE FILE: runs the statements of a file, each for itself; those that had no effect are added to
# $scratch/unkept, with the server's reason. Lines that have a reason already are added as they are.
attempt() {
  [[ -s $2 ]] || return 0
  jq -c 'select(.why)' "$2" >>"$scratch/unkept"
  jq -c 'select(.why | not)' "$2" >"$scratch/attempts"
  [[ -s $scratch/attempts ]] || return 0
  /usr/bin/python3 "$here/attempt.py" "$1" <"$scratch/attempts" >"$scratch/failed" 2>"$scratch/sql.err" ||
    die "$EXIT_DATABASE" query_failed "the session that restores properties of $1 failed: $(said "$scratch/sql.err")"
  jq -c 'select(.property != "passing")' "$scratch/failed" >>"$scratch/unkept"
}

# announce_unkept MESSAGE [LINE]: one warning with what was added to $scratch/unkept after that many lines. Values of settings
# that the application made up may be secrets.
announce_unkept() {
  local from=${2:-0} count
  count=$(($(unkept_lines) - from))
  ((count > 0)) || return 0
  log warn unkept "$1: $count" count "$count" @unkept "$(tail -n "+$((from + 1))" "$scratch/unkept" |
    jq -cs '.[:30] | map((.statement // "") as $said | {kind, name, property, why: .why[:300], statement:
      (if (.kind | endswith("setting")) and (.name | contains(".")) then $said | sub(" TO .*"; " TO \u0027***\u0027;"; "s") else $said end)[:300]})')"
}

unkept_lines() {
  [[ -e $scratch/unkept ]] || : >"$scratch/unkept"
  wc -l <"$scratch/unkept"
}

# describe_database NAME: facts about a database of this server, as open_facts gives them about the backup's.
describe_database() {
  sql "$maintenance_database" -v name="$1" <<'SQL'
SELECT json_build_object('kind', 'database', 'name', '', 'facts', json_build_object('owner', pg_get_userbyid(datdba),
  'comment', shobj_description(d.oid, 'pg_database'), 'connectionLimit', datconnlimit, 'allowConnections', datallowconn, 'template', datistemplate,
  'grants', coalesce((SELECT json_agg(json_build_object('grantee', CASE grantee WHEN 0 THEN 'PUBLIC' ELSE pg_get_userbyid(grantee) END,
    'privilege', privilege_type, 'grantable', is_grantable, 'grantor', pg_get_userbyid(grantor)))
    FROM aclexplode(coalesce(datacl, acldefault('d', datdba)))), '[]')))
FROM pg_database d WHERE datname = :'name';
SELECT json_build_object('kind', CASE setrole WHEN 0 THEN 'setting' ELSE 'role setting' END,
  'name', CASE setrole WHEN 0 THEN '' ELSE pg_get_userbyid(setrole) || '/' END || split_part(setting, '=', 1),
  'facts', json_build_object('value', substr(setting, strpos(setting, '=') + 1)))
FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase, unnest(s.setconfig) setting
WHERE d.datname = :'name' AND setting NOT LIKE 'application\_name=restored: %';
SQL
}

# properties WHEN FILE TARGET: the statements for facts in a file.
properties() {
  jq -c --arg when "$1" --arg target "$3" --arg owner "$(setting .ownerRole)" -f "$here/properties.jq" "$2"
}

# give_settings FILE TARGET: before the rows, as functions, types and conversions may depend on a setting.
give_settings() {
  local before
  before=$(unkept_lines)
  properties early "$1" "$2" >"$scratch/properties"
  attempt "$maintenance_database" "$scratch/properties"
  ! grep -q '"local_preload_libraries"' "$scratch/properties" || drop_missing_library "$2"
  use_search_path "$2"
  announce_unkept "settings of $2 that could not be set" "$before"
}

# use_search_path DATABASE: the catalog's queries name tables as the service does. A database's own search_path comes before what
# the job's login has in all databases.
use_search_path() {
  local path
  path=$(sql "$maintenance_database" -v name="$1" <<'SQL' || true
SELECT substr(setting, length('search_path=') + 1) FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase, unnest(setconfig) setting
WHERE datname = :'name' AND setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = current_user)) AND setting LIKE 'search\_path=%'
ORDER BY setrole = 0 LIMIT 1;
SQL
  )
  [[ -n $path ]] || return 0
  path=${path//\\/\\\\}
  export PGOPTIONS="$PGOPTIONS -c search_path=${path// /\\ }"
}

# A library that this server lacks would refuse every login but the job's own.
drop_missing_library() {
  if PGOPTIONS='' sql "$1" <<<'SELECT 1' >/dev/null; then return 0; fi
  jq -nc --arg why "$(said "$scratch/sql.err")" \
    '{kind: "setting", name: "local_preload_libraries", property: "value", why: $why}' >>"$scratch/unkept"
  sql "$maintenance_database" -v name="$1" <<<'ALTER DATABASE :"name" RESET local_preload_libraries;' ||
    log warn settings_failed "local_preload_libraries of $1 refuses logins and cannot be reset: $(said "$scratch/sql.err")"
}

# give_access FILE TARGET: comment, who may connect, and the connection limit, which would keep the job out.
give_access() {
  local before
  before=$(unkept_lines)
  if [[ ! -s $1 ]]; then
    # As CREATE DATABASE has it; a switch gives it those of the serving database.
    jq -nc --arg target "$2" '{kind: "database", name: "", property: "acl",
      statement: "GRANT CONNECT, TEMPORARY ON DATABASE \"\($target)\" TO PUBLIC;"}' >"$scratch/properties"
  else
    properties late "$1" "$2" >"$scratch/properties"
  fi
  attempt "$maintenance_database" "$scratch/properties"
  announce_unkept "properties of database $2 that could not be kept" "$before"
}

# take_properties FROM TO: gives a database the settings and access of another one of this server, and takes away what that one
# does not have.
take_properties() {
  local before
  before=$(unkept_lines)
  { describe_database "$1" >"$scratch/wanted" && describe_database "$2" >"$scratch/present"; } ||
    die "$EXIT_DATABASE" query_failed "cannot read the settings of $1: $(said "$scratch/sql.err")"
  [[ -s $scratch/wanted && -s $scratch/present ]] ||
    die "$EXIT_DATABASE" query_failed "database $1 or $2 does not exist any more"
  { jq -c --arg target "$2" --arg owner "$(setting .ownerRole)" --slurpfile wanted "$scratch/wanted" -f "$here/surplus.jq" "$scratch/present" &&
    properties early "$scratch/wanted" "$2" && properties late "$scratch/wanted" "$2"; } >"$scratch/properties"
  attempt "$maintenance_database" "$scratch/properties"
  announce_unkept "settings and grants of $1 that $2 could not be given" "$before"
}
