#!/bin/bash
# The new database of a restore: whether this server can have it, and its making. Sourced after restore-lib.sh, facts-lib.sh,
# entries-lib.sh and properties-lib.sh.
# shellcheck disable=SC2154 # names come from the other libraries

readonly create_attempts=6
# Seconds that a run waits at its end for a server that restarts.
readonly return_seconds=60

# Databases that this run made, and drops at its end unless it clears the list.
created_databases=()
# What the new database is copied from, and how CREATE DATABASE says encoding and locale.
template='' locale_clause='' tablespace_clause=''

# prepare_restore: reads table of contents and facts of the chosen backup, and leaves with 6 before anything is made when this
# server lacks what the backup needs.
prepare_restore() {
  use_own_settings
  rm -f -- "$scratch"/{unkept,left.json,violated,violated.json,narrowed,retried.json,idle.json}
  : >"$scratch/unkept"
  list_archive
  open_facts
  [[ $(fact database '' monetary) != C ]] || PGOPTIONS+=' -c lc_monetary=C'
  require_owner
  choose_template
  choose_locale
  plan_entries
  check_roles
}

require_owner() {
  local there
  there=$(sql "$maintenance_database" -v role="$(setting .ownerRole)" <<<"SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role')") ||
    die "$EXIT_DATABASE" query_failed "cannot look for role $(setting .ownerRole): $(said "$scratch/sql.err")"
  [[ $there == t ]] ||
    die "$EXIT_CONFIGURATION" role_missing "role $(setting .ownerRole), which must own the database, does not exist on the server; deploy the stack first"
}

# fact_of KIND: the facts of the one object of a kind, or null.
fact_of() {
  jq -cn --arg kind "$1" 'first(inputs | select(.kind == $kind) | .facts) // null' "$scratch/facts"
}

# wanted_extensions: the extensions of the table of contents as JSON, with schema and version where the facts have them.
wanted_extensions() {
  sed -n 's/^[0-9]*; 3079 [0-9]* EXTENSION - \([^ ]*\).*/\1/p' "$scratch/toc" | jq -cRn --slurpfile facts "$scratch/facts" \
    '($facts | map(select(.kind == "extension") | {(.name): .facts}) | add // {}) as $known
      | [inputs | gsub("\""; "") | {name: ., schema: $known[.].schema, version: $known[.].version}]'
}

# choose_template: template0, as a dump assumes, unless an extension that only a superuser may create is to come from template1.
choose_template() {
  local wanted faults there='{"extensions":[],"schemas":[]}'
  wanted=$(wanted_extensions)
  sql "$maintenance_database" -v wanted="$wanted" -v owner="$(setting .ownerRole)" >"$scratch/available" <<'SQL' ||
WITH host AS (SELECT string_agg(value, ',') AS names FROM (SELECT current_setting(one, true) AS value FROM unnest(ARRAY[
    'rds.extensions', 'rds.allowed_extensions', 'supautils.privileged_extensions']) one) settings),
  wanted AS (SELECT * FROM json_to_recordset(:'wanted'::json) AS w(name text, schema text, version text))
SELECT json_build_object('name', w.name, 'schema', w.schema, 'version', w.version, 'default', a.default_version,
  'exact', EXISTS (SELECT FROM pg_available_extension_versions v WHERE v.name = w.name AND v.version = w.version),
  'creatable', (SELECT rolsuper FROM pg_roles WHERE rolname = :'owner')
    OR w.name = ANY (regexp_split_to_array(coalesce((SELECT names FROM host), ''), '\s*,\s*'))
    OR EXISTS (SELECT FROM pg_available_extension_versions v WHERE v.name = w.name
      AND v.version = a.default_version AND (NOT v.superuser OR to_jsonb(v) ->> 'trusted' = 'true')))
FROM wanted w LEFT JOIN pg_available_extensions a ON a.name = w.name
SQL
    die "$EXIT_DATABASE" query_failed "cannot list the extensions of this server: $(said "$scratch/sql.err")"
  template=template0
  if [[ $(jq -s 'any(.default != null and (.creatable | not))' "$scratch/available") == true ]]; then
    template=template1
    there=$(look_into_template)
  fi
  printf '%s' "$there" >"$scratch/template.json"
  # A file: the tables of a large schema are too many for a command line.
  sed -n 's/^[0-9]*; 0 [0-9]* TABLE DATA \([^ ]*\) \([^ ]*\) .*/\1.\2/p' "$scratch/toc" | jq -cR . >"$scratch/filled.json"
  faults=$(jq -rs --argjson there "$there" --arg user "$PGUSER" --arg owner "$(setting .ownerRole)" --arg accept ",${RESTORE_ACCEPT:-}," \
    --slurpfile rows "$scratch/filled.json" -f "$here/extensions.jq" "$scratch/available")
  [[ -z $faults ]] ||
    die "$EXIT_CONFIGURATION" extension_missing "backup $backup_id needs ${faults//$'\n'/; }; nothing was made"
}

look_into_template() {
  sql template1 -v owner="$(setting .ownerRole)" <<'SQL' || die "$EXIT_DATABASE" query_failed "cannot look into template1 for extensions: $(said "$scratch/sql.err")"
SELECT json_build_object('extensions', (SELECT coalesce(json_agg(json_build_object('name', extname, 'schema', nspname,
    'version', extversion, 'tables', (SELECT coalesce(json_agg(json_build_object('name', relname, 'schema', s.nspname, 'insert',
      has_table_privilege(:'owner', c.oid, 'INSERT'))), '[]') FROM pg_class c JOIN pg_namespace s ON s.oid = relnamespace
      WHERE c.oid = ANY (extconfig))) ORDER BY extname), '[]') FROM pg_extension e JOIN pg_namespace n ON n.oid = extnamespace),
  'schemas', (SELECT coalesce(json_agg(nspname), '[]') FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('public', 'information_schema')),
  'relations', (SELECT count(*) FROM pg_class WHERE oid >= 16384 AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype IN ('e', 'i'))));
SQL
}

# choose_locale: encoding, provider and locale as the backup's facts have them, or as the serving database has.
choose_locale() {
  local there found
  there=$(sql "$maintenance_database" -v serving="$(setting .database)" <<'SQL'
SELECT json_build_object('name', datname, 'encoding', pg_encoding_to_char(encoding), 'provider', coalesce(to_jsonb(d) ->> 'datlocprovider', 'c'),
  'collate', datcollate, 'ctype', datctype, 'locale', coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale'),
  'icuRules', to_jsonb(d) ->> 'daticurules') FROM pg_database d WHERE datname IN (:'serving', 'template1');
SQL
  ) || die "$EXIT_DATABASE" query_failed "cannot read the locale of the serving database: $(said "$scratch/sql.err")"
  found=$(jq -cs --argjson fact "$(fact_of database)" --arg template "$template" --arg serving "$(setting .database)" \
    --argjson major "${server_version%%[!0-9]*}" -f "$here/locale.jq" <<<"$there")
  [[ $(jq -r '.fault // ""' <<<"$found") == '' ]] ||
    die "$EXIT_CONFIGURATION" locale_missing "backup $backup_id cannot be restored as it was: $(jq -r .fault <<<"$found"); nothing was made"
  locale_clause=$(jq -r .clause <<<"$found")
  choose_tablespace
}

# choose_tablespace: the database's own, on the disk that is made for it, where this server has it and the login may use it.
choose_tablespace() {
  local wanted may
  tablespace_clause='' wanted=$(fact database '' tablespace)
  [[ -n $wanted ]] || return 0
  may=$(sql "$maintenance_database" -v wanted="$wanted" <<<"SELECT has_tablespace_privilege(oid, 'CREATE') FROM pg_tablespace WHERE spcname = :'wanted'") ||
    die "$EXIT_DATABASE" query_failed "cannot look for tablespace $wanted: $(said "$scratch/sql.err")"
  if [[ $may == t ]]; then
    tablespace_clause="TABLESPACE \"${wanted//\"/\"\"}\""
  else
    log warn tablespaces_missing "the database was in tablespace $wanted, which does not exist here or which role $PGUSER may not use: it goes to the server's default one; as superuser: GRANT CREATE ON TABLESPACE \"${wanted//\"/\"\"}\" TO \"$PGUSER\"" tablespaces "$wanted"
  fi
}

# create_database NAME: an empty database owned by the owner role, which nobody else can connect to until it is complete.
create_database() {
  local encoding
  # Also when this job is stopped while the server makes it.
  created_databases+=("$1")
  retry "$create_attempts" create_once "$1" ||
    die "$EXIT_GENERAL" create_failed "cannot create database $1 after $create_attempts attempts: $(said "$scratch/sql.err"); end the sessions in $template, then restore again; nothing was made"
  encoding=$(sql "$maintenance_database" -v name="$1" <<<"REVOKE ALL ON DATABASE :\"name\" FROM PUBLIC;
    SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = :'name';") ||
    die "$EXIT_GENERAL" create_failed "cannot close database $1 while it is restored: $(said "$scratch/sql.err")"
  [[ $encoding != SQL_ASCII ]] || raw_databases+=("$1")
  [[ $template == template0 ]] || clear_default_privileges "$1"
  check_collation "$1"
}

# This fails while another session is in the template, and is worth another attempt only then.
create_once() {
  sql "$maintenance_database" -v name="$1" -v owner="$(setting .ownerRole)" \
    <<<"CREATE DATABASE :\"name\" OWNER :\"owner\" TEMPLATE $template $locale_clause $tablespace_clause;" && return
  ! has_state "$scratch/sql.err" 42P04 || keep_created "$1"
  has_state "$scratch/sql.err" 55006 ||
    die "$(create_code)" create_failed "cannot create database $1 ($locale_clause): $(said "$scratch/sql.err"); nothing was made"
  return 1
}

create_code() {
  local code=$EXIT_GENERAL
  # What a locale or an encoding is refused with.
  if has_state "$scratch/sql.err" 22023 42809 42704 0A000; then
    code=$EXIT_CONFIGURATION
  elif has_state "$scratch/sql.err" 42501; then
    code=$EXIT_PERMISSION
  fi
  printf '%s' "$code"
}

# clear_default_privileges DATABASE: what template1 grants on new objects would be wider than the source.
clear_default_privileges() {
  sql "$1" <<'SQL' || log warn default_privileges "default privileges of template1 stay in $1: $(said "$scratch/sql.err")"
SELECT format('ALTER DEFAULT PRIVILEGES FOR ROLE %I %s REVOKE ALL ON %s FROM %s;', pg_get_userbyid(defaclrole),
  CASE WHEN n.oid IS NOT NULL THEN format('IN SCHEMA %I', nspname) ELSE '' END,
  CASE defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' END,
  CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END)
FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = defaclnamespace, aclexplode(defaclacl)
WHERE grantee <> defaclrole AND pg_has_role(defaclrole, 'MEMBER') \gexec
SQL
}

# check_collation DATABASE: an operating system whose collations have another version sorts in another way.
check_collation() {
  local recorded actual
  ((${server_version%%[!0-9]*} >= 15)) || return 0
  actual=$(sql "$maintenance_database" -v name="$1" <<<"SELECT coalesce(pg_database_collation_actual_version(oid), '') FROM pg_database WHERE datname = :'name'") || return 0
  recorded=$(jq -rn 'first(inputs | select(.kind == "database") | .facts.collationVersion) // ""' "$scratch/facts")
  [[ -z $recorded || $recorded == "$actual" ]] ||
    log warn collation_version "the source's collation had version $recorded, this server's has ${actual:-none}: text may sort otherwise; indexes are built here and are right" \
      recorded "$recorded" actual "$actual"
}

# drop_created: step of on_exit; drops what this run made, and never the serving database.
drop_created() {
  local one there
  ((${#created_databases[@]} == 0)) || await_server
  for one in "${created_databases[@]}"; do
    there=$(database_exists "$one") || there=t
    [[ $there == t ]] || continue
    if drop_database "$one"; then
      log info database_dropped "database $one was dropped" database "$one"
    else
      log warn drop_failed "database $one could not be dropped, drop it yourself: $(said "$scratch/sql.err")" database "$one"
    fi
  done
}

# await_server: a restart may be why the run failed; what it made would take its room on the disk until somebody drops it.
await_server() {
  local until=$((SECONDS + return_seconds))
  until sql "$maintenance_database" <<<'SELECT 1' >/dev/null || ((SECONDS >= until)); do
    sleep 1
  done
}

# keep_created NAME: the run's end does not drop this database.
keep_created() {
  local one left=()
  for one in "${created_databases[@]}"; do
    [[ $one == "$1" ]] || left+=("$one")
  done
  created_databases=("${left[@]}")
}

database_exists() {
  sql "$maintenance_database" -v name="$1" <<<"SELECT EXISTS (SELECT FROM pg_database WHERE datname = :'name')"
}

drop_database() {
  drop_by 'DROP DATABASE IF EXISTS :"name" WITH (FORCE);' "$1"
}
