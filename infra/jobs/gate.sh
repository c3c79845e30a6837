#!/bin/bash
# Checks, before a roll-out, everything that the new version needs: configuration files and feature flags, secrets, both
# logins to the database, extensions and rights (MAC-10, KYB-7). Reports all faults at once; one is enough to stop the
# roll-out. Changes nothing.
# shellcheck source-path=SCRIPTDIR
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
source "$here/database-lib.sh"

readonly files=${GATE_FILES:-/etc/app}
faults=() refusal=0

main() {
  start
  local name missing=()
  for name in PGHOST PGPORT PGUSER PGDATABASE GATE_MIGRATE_LOGIN; do
    [[ -n ${!name:-} ]] || missing+=("$name is not set")
  done
  [[ $(setting '.gate // ""') != '' ]] || missing+=("the settings have no gate")
  ((${#missing[@]} == 0)) || die $EXIT_CONFIGURATION gate_invalid "$(printf '%s; ' "${missing[@]}")"
  export PGOPTIONS='-c default_transaction_read_only=on -c statement_timeout=60s'
  check_files
  check_secrets
  if log_in app "$PGUSER" password; then check_version && check_rights; fi
  if log_in migrate "$GATE_MIGRATE_LOGIN" migrate; then check_schemas && check_extensions; fi
  ((refusal == 0)) ||
    die "$refusal" gate_closed "the new version of $service is not rolled out, ${#faults[@]} found: $(printf '%s; ' "${faults[@]}")" \
      faults "${#faults[@]}"
  log info gate_open "everything that the new version of $service needs is in place" totalSeconds "$(seconds_since "$started_us")"
}

# fault CODE THING VALUE LIMIT REMEDY: the first one's code is the job's: configuration, then logins, then rights.
fault() {
  local words="$2 is $3, must $4: $5"
  ((refusal > 0)) || refusal=$1
  log warn gate_fault "$words" exitCode "$1"
  faults+=("$words")
}

# Files as they are mounted: JSON parses, every feature flag is true or false, no file is empty.
check_files() {
  local file format name wrong
  while IFS=$'\t' read -r file format; do
    if [[ ! -r $files/$file ]]; then
      fault $EXIT_CONFIGURATION "file $file" "not mounted" "be in $files" "check the ConfigMap of the gate's Job"
    elif [[ ! -s $files/$file ]]; then
      fault $EXIT_CONFIGURATION "file $file" "empty" "have the configuration" "fix the file in the catalog"
    elif [[ $format == json ]]; then
      if ! jq -e . -- "$files/$file" >/dev/null 2>"$scratch/jq.err"; then
        fault $EXIT_CONFIGURATION "file $file" "not readable ($(said "$scratch/jq.err"))" "be JSON" "fix the file in the catalog"
        continue
      fi
      while IFS=$'\t' read -r name wrong; do
        fault $EXIT_CONFIGURATION "feature flag $name of $file" "$wrong" "be true or false, and declared" \
          "fix the file in the catalog, or the ConfigMap if it was edited"
      done < <(flag_faults "$file")
    fi
  done < <(setting '.gate.files[] | [.name, .format] | @tsv')
}

# flag_faults FILE: each feature flag that is missing, of another type or not declared, with its value.
flag_faults() {
  jq -r --slurpfile settings "$LIFEBOAT_SETTINGS" --arg file "$1" '
    ($settings[0].gate.files[] | select(.name == $file) | .flags) as $declared
    | (.features? // {} | if type == "object" then . else {} end) as $found
    | if $declared == [] then empty else
        ($declared[] | select($found[.] | type != "boolean") | [., ($found[.] // "missing" | tojson[:80])]),
        ($found | keys[] | select(. as $name | $declared | index($name) | not) | [., "not declared"])
      end | @tsv' -- "$files/$1"
}

# Secrets as the application will find them: one line each (trap 10), none empty.
check_secrets() {
  local secret lines
  while IFS= read -r secret; do
    if [[ ! -s $secrets_database/$secret ]]; then
      fault $EXIT_CONFIGURATION "secret $secret" "missing or empty" "have a value" \
        "pulumi config set --secret --path lifeboat:workloadSecrets.$service.$secret, or databaseSecrets.$service"
      continue
    fi
    lines=$(wc -l <"$secrets_database/$secret")
    ((lines == 0)) || fault $EXIT_CONFIGURATION "secret $secret" "$lines line breaks" "be one line without its end" \
      "set it again from a file without a line break (printf, not echo)"
  done < <(setting '.gate.secrets[], "password", "migrate"')
}

# log_in DUTY ROLE KEY: whether the role opens a session with the password of this key; the later queries run as it.
log_in() {
  [[ -s $secrets_database/$3 ]] || return 1
  keep_password "$secrets_database/$3"
  export PGUSER=$2
  sql "$PGDATABASE" <<<'SELECT 1' >/dev/null && return 0
  fault $EXIT_DATABASE "login $2" "refused ($(said "$scratch/sql.err"))" "open a session on database $PGDATABASE at $PGHOST:$PGPORT" \
    "check that server and database exist, then lifeboat:databaseHosts and .$1 of lifeboat:databaseSecrets.$service"
  return 1
}

# query SQL: rows of fields with a tab between; a query that cannot run is a fault too.
query() {
  sql "$PGDATABASE" -F $'\t' <<<"$1" >"$scratch/rows" && return 0
  fault $EXIT_DATABASE "database $PGDATABASE" "not responding to $PGUSER ($(said "$scratch/sql.err"))" "respond" "check the server's log"
  return 1
}

# A server that is newer than the jobs' programs could not be backed up, not even before a migration.
check_version() {
  local version client
  query 'SHOW server_version' || return 1
  version=$(<"$scratch/rows") version=${version%% *} client=$(client_version)
  ! is_newer "$version" "$client" || fault $EXIT_CONFIGURATION "server $PGHOST" "PostgreSQL $version" \
    "be no newer than the client of the job image, PostgreSQL $client" "$(newer_image "$version")"
}

# What the application may do with what exists; for the rest, which the migration makes, the functions return null.
check_rights() {
  local kind name right
  query "SELECT 'schema', s, 'USAGE' FROM unnest(ARRAY[$(literals .gate.schemas)]::text[]) s
      WHERE NOT has_schema_privilege(to_regnamespace(quote_ident(s)), 'USAGE')
    UNION ALL SELECT 'table', t, r FROM unnest(ARRAY[$(table_literals)]::text[]) t, unnest(ARRAY['SELECT', 'INSERT']) r
      WHERE NOT has_table_privilege(to_regclass(t), r)" || return 0
  while IFS=$'\t' read -r kind name right; do
    fault $EXIT_PERMISSION "$right on $kind $name" "not granted to $PGUSER" "be granted" \
      "run pulumi up, which declares the role's memberships, or GRANT it as the owner"
  done <"$scratch/rows"
}

# What the migration may do: change the first schema, use the others, and create what does not exist.
check_schemas() {
  local name right
  query "SELECT s, CASE WHEN to_regnamespace(quote_ident(s)) IS NULL THEN 'CREATE on the database' WHEN n = 1 THEN 'CREATE' ELSE 'USAGE' END
    FROM unnest(ARRAY[$(literals .gate.schemas)]::text[]) WITH ORDINALITY u(s, n)
    WHERE NOT CASE WHEN to_regnamespace(quote_ident(s)) IS NULL THEN has_database_privilege(current_database(), 'CREATE')
      ELSE has_schema_privilege(s, CASE WHEN n = 1 THEN 'CREATE' ELSE 'USAGE' END) END" || return 1
  while IFS=$'\t' read -r name right; do
    fault $EXIT_PERMISSION "$right for schema $name" "not granted to $PGUSER" "be granted" \
      "make the role a member of $(setting .ownerRole), which owns the database, by pulumi up"
  done <"$scratch/rows"
}

# An extension exists, or the migration may create it: it is available, and trusted where that takes a superuser otherwise.
check_extensions() {
  local name
  query "SELECT e FROM unnest(ARRAY[$(literals .gate.extensions)]::text[]) e
    WHERE NOT EXISTS (SELECT FROM pg_extension WHERE extname = e)
      AND NOT EXISTS (SELECT FROM pg_available_extension_versions v WHERE v.name = e
        AND (v.trusted OR NOT v.superuser) AND has_database_privilege(current_database(), 'CREATE'))" || return 0
  while IFS= read -r name; do
    fault $EXIT_CONFIGURATION "extension $name" "not in database $PGDATABASE" "exist, or be one that $PGUSER may create" \
      "install its package on the server, then CREATE EXTENSION $name as an administrator"
  done <"$scratch/rows"
}

main "$@"
