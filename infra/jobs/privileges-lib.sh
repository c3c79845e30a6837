#!/bin/bash
# Owners and grants of a restored database, which pg_restore leaves to the owner role. Sourced after restore-lib.sh and
# properties-lib.sh.
# shellcheck disable=SC2154 # names come from the other libraries

# keep_privileges DATABASE: owners first, because a grant to the role that made everything would be lost with the change of
# owner; then the dump's own GRANTs and REVOKEs; then what the facts show to be wider is revoked.
keep_privileges() {
  local before
  before=$(unkept_lines)
  if [[ -s $scratch/facts ]]; then
    with_facts "$1" "$here/owners.sql" >"$scratch/owners"
    jq -c 'select(.property != "definer")' "$scratch/owners" >"$scratch/statements"
    attempt "$1" "$scratch/statements"
    large_object_owners "$1"
  fi
  grants_of_dump >"$scratch/statements"
  attempt_grants "$1"
  if [[ -s $scratch/facts ]]; then
    definers "$1"
    attempt "$1" "$scratch/statements"
    with_facts "$1" <(sed '/^CREATE TEMP TABLE task/,$d' "$here/owners.sql" && cat "$here/grants.sql") >"$scratch/statements"
    attempt "$1" "$scratch/statements"
  fi
  announce_unkept "owners and grants of backup $backup_id that could not be kept" "$before"
}

# with_facts DATABASE FILE: runs a query that reads the facts as the table fact.
with_facts() {
  { printf '%s\n' 'SET search_path = pg_catalog;' "SET client_encoding = 'UTF8';" 'CREATE TEMP TABLE line (text jsonb);' \
    "COPY line FROM STDIN WITH (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02');" &&
    jq -c 'select(.kind | IN("setting", "role setting", "server setting", "membership", "database", "large objects") | not)' "$scratch/facts" && printf '\\.\n' &&
    printf '%s\n' "CREATE TEMP TABLE fact AS SELECT CASE text ->> 'kind' WHEN 'domain' THEN 'type' WHEN 'composite type' THEN 'type'
      WHEN 'window function' THEN 'function' WHEN 'foreign server' THEN 'server' ELSE text ->> 'kind' END AS kind,
      text ->> 'name' AS name, text -> 'facts' AS facts, coalesce(text -> 'facts' ->> 'owner', text -> 'facts' ->> 'tableOwner') AS wanted FROM line;" 'CREATE INDEX ON fact (name, kind);' 'ANALYZE fact;' && cat "$2"; } |
    sql "$1" || die "$EXIT_GENERAL" privileges_failed "owners and grants of $1 cannot be compared with the backup's: $(said "$scratch/sql.err")"
}

# grants_of_dump: the dump's GRANTs and REVOKEs, without those of entries that were left out.
grants_of_dump() {
  [[ -s $scratch/entries.acl ]] || return 0
  pg_restore --file=- --no-owner --use-list="$scratch/entries.acl" "$scratch/head" 2>"$scratch/section.err" |
    /usr/bin/python3 "$here/grants.py" ||
    die "$EXIT_GENERAL" privileges_failed "the grants of backup $backup_id cannot be read: $(said "$scratch/section.err")"
}

# attempt_grants DATABASE: a REVOKE from a role that does not exist takes nothing from anyone.
attempt_grants() {
  local before
  before=$(unkept_lines)
  attempt "$1" "$scratch/statements"
  tail -n "+$((before + 1))" "$scratch/unkept" | jq -c 'select(((.statement | startswith("REVOKE")) and .code == "42704") | not)' >"$scratch/failed"
  { head -n "$before" "$scratch/unkept" && cat "$scratch/failed"; } >"$scratch/unkept.new"
  mv -- "$scratch/unkept.new" "$scratch/unkept"
}

# definers DATABASE: functions and views with their owner's rights, whose owner could not be kept, may be used by nobody else: the
# owner role may do what their owner could not. Since PostgreSQL 15 a view can read with the rights of the one who asks instead.
definers() {
  jq -c 'select(.property == "definer" and .asInvoker)
    | {kind, name, property: "passing", statement: "ALTER VIEW \(.name) SET (security_invoker = true);"}' "$scratch/owners" >"$scratch/statements"
  jq -c 'select(.property == "definer" and .asInvoker) | {kind, name, property: "options",
    why: "it read with the rights of its owner, which could not be \(.owner): it reads with those of its user until it is",
    statement: "ALTER VIEW \(.name) RESET (security_invoker);"}' "$scratch/owners" >>"$scratch/unkept"
  jq -c --slurpfile facts "$scratch/facts" 'select(.property == "definer" and (.asInvoker | not)) | . as $one
    | (if .kind | endswith("view") then "TABLE" else "ROUTINE" end) as $noun
    | ("PUBLIC", ($facts[] | select(.kind == $one.kind and .name == $one.name) | .facts.acl // {} | keys[] | select(. != "PUBLIC" and . != $one.owner) | "\"" + gsub("\""; "\"\"") + "\""))
    | {kind: $one.kind, name: $one.name, property: "passing", statement: "REVOKE ALL ON \($noun) \($one.name) FROM \(.);"}' "$scratch/owners" >>"$scratch/statements"
  jq -c 'select(.property == "definer" and (.asInvoker | not)) | {kind, name, property: "acl",
    why: "it runs with the rights of its owner, which could not be \(.owner): nobody else may use it until it is",
    statement: (if .kind | endswith("view") then "GRANT SELECT ON \(.name) TO PUBLIC;" else "GRANT EXECUTE ON ROUTINE \(.name) TO PUBLIC;" end)}' "$scratch/owners" >>"$scratch/unkept"
}

# large_object_owners DATABASE: by ranges of their numbers.
large_object_owners() {
  jq -c --arg owner "$(setting .ownerRole)" 'select(.kind == "large objects" and .name != $owner)' "$scratch/facts" >"$scratch/large"
  [[ -s $scratch/large ]] || return 0
  jq -rs 'map(.name) | tojson' "$scratch/large" >"$scratch/names"
  names="$scratch/names" sql "$1" >"$scratch/may" <<<"\\set names \`cat \"\$names\"\`
    SELECT json_object_agg(one, CASE WHEN r.oid IS NULL THEN format('role %s does not exist on this server', one)
    WHEN pg_has_role(r.oid, 'MEMBER') THEN '' ELSE format('role %s is no member of role %s', current_user, one) END)
    FROM json_array_elements_text(:'names'::json) one LEFT JOIN pg_roles r ON rolname = one" ||
    die "$EXIT_DATABASE" query_failed "cannot look for the owners of large objects: $(said "$scratch/sql.err")"
  jq -c --slurpfile may "$scratch/may" 'def identifier: "\"" + gsub("\""; "\"\"") + "\"";
    .name as $role | $may[0][$role] as $why
    | def oids: .facts.oids | [scan("[\\[(](\\d+),(\\d+)[)\\]]") | map(tonumber)][] | range(.[0]; .[1]);
      if $why == "" then oids | {kind: "large objects", name: $role, property: "owner", statement: "ALTER LARGE OBJECT \(.) OWNER TO \($role | identifier);"}
      else {kind, name, property: "owner", why: $why, statement: "ALTER LARGE OBJECT ... OWNER TO \($role | identifier); -- \(.facts.count) of them"},
        (if $why | test("is no member") then oids | {kind: "large objects", name: $role, property: "passing", statement: "GRANT ALL ON LARGE OBJECT \(.) TO \($role | identifier);"} else empty end)
      end' "$scratch/large" >"$scratch/statements"
  attempt "$1" "$scratch/statements"
}

# check_roles: names the roles of the backup that this server does not have, with the statements that make them. There may be one for
# each customer: more than a command line takes.
check_roles() {
  [[ -s $scratch/facts ]] || return 0
  jq -cs '[.[] | (.facts.owner // empty), (.facts.acl // {} | keys[]), (if .kind | IN("large objects", "role") then .name else empty end),
    (if .kind == "role setting" then .name | split("/")[0] else empty end)] | unique - ["PUBLIC"]' "$scratch/facts" >"$scratch/names"
  names="$scratch/names" sql "$maintenance_database" >"$scratch/lacking" <<<"\\set names \`cat \"\$names\"\`
    SELECT coalesce(json_agg(one), '[]') FROM json_array_elements_text(:'names'::json) one
    WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = one)" ||
    die "$EXIT_DATABASE" query_failed "cannot look for the roles of the backup: $(said "$scratch/sql.err")"
  [[ $(<"$scratch/lacking") != '[]' ]] || return 0
  log warn roles_missing "roles of the backup that this server does not have: $(jq -r '"\(.[:30] | join(", "))\(if length > 30 then " and \(length - 30) more" else "" end)"' "$scratch/lacking"); what they own goes to the owner role, what they were granted is lost, unless they are made before the restore" \
    @roles "$(jq -c --slurpfile missing "$scratch/lacking" -n '[inputs | select(.kind == "roles") | .facts.sql | split("\n")[]] as $lines
      | [$missing[0][:30][] | . as $role | {role: $role, statements: [$lines[] | select(test("\\b(ROLE|TO|GRANT) \"?" + ($role | gsub("(?<c>[^A-Za-z0-9_])"; "\\\(.c)")) + "\"?\\b"))]}]' "$scratch/facts")"
}
