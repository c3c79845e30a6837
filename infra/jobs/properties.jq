# Statements that give database $target what facts (a JSON object a line) say of a database: settings, settings of roles,
# comment, connection limit, and who may connect. $when: early, what the rows need; late, what would keep the job out.

def literal: "'" + gsub("'"; "''") + "'";
def identifier: "\"" + gsub("\""; "\"\"") + "\"";

# Settings that PostgreSQL stores as a list of quoted names, and takes as a list of literals.
def is_list: ascii_downcase | IN("search_path", "temp_tablespaces", "session_preload_libraries", "local_preload_libraries",
  "shared_preload_libraries", "unix_socket_directories");
def elements: [scan("\"(?:[^\"]|\"\")*\"|[^\",\\s][^\",]*") | if startswith("\"") then .[1:-1] | gsub("\"\""; "\"") else sub("\\s+$"; "") end];
def value($name): if ($name | is_list) then (elements | map(literal) | if length == 0 then "''" else join(", ") end) else literal end;

def grants: .facts.grants // (.facts.acl // {} | to_entries | map(.key as $grantee | .value | split(",")[]
  | {grantee: $grantee, privilege: rtrimstr("*"), grantable: endswith("*")}));
def grantee: if . == "PUBLIC" then . else identifier end;

($target | identifier) as $database
| if .kind == "setting" and $when == "early" then
    {kind, name, property: "value", statement: "ALTER DATABASE \($database) SET \(.name | identifier) TO \(.name as $name | .facts.value | value($name));"}
  elif .kind == "role setting" and $when == "early" and ((.name | endswith("/application_name")) and (.facts.value | startswith("restored: ")) | not) then
    (.name | rindex("/")) as $at | .name[0:$at] as $role | .name[$at + 1:] as $name
    | {kind, name, property: "value", role: $role, statement: "ALTER ROLE \($role | identifier) IN DATABASE \($database) SET \($name | identifier) TO \(.facts.value | value($name));"}
  elif .kind == "database" and $when == "late" then
    .facts as $facts
    | ($facts.comment | select(. != null) | {property: "comment", statement: "COMMENT ON DATABASE \($database) IS \(literal);"}),
      (grants | map(select(.grantee != ($facts.owner // "") and .grantee != $owner)) | sort_by(.grantor != null and .grantor != $facts.owner)[]
        | {property: "acl", role: (if .grantor == null or .grantor == $facts.owner then $owner else .grantor end),
          statement: "GRANT \(.privilege) ON DATABASE \($database) TO \(.grantee | grantee)\(if .grantable then " WITH GRANT OPTION" else "" end);"}),
      ($facts.connectionLimit | select(. != null and . >= 0) | {property: "connectionLimit", statement: "ALTER DATABASE \($database) CONNECTION LIMIT \(.);"}),
      ($facts.template | select(. == true) | {property: "template", statement: "ALTER DATABASE \($database) IS_TEMPLATE true;"}),
      ($facts.allowConnections | select(. == false) | {property: "allowConnections", statement: "ALTER DATABASE \($database) ALLOW_CONNECTIONS false;"})
    | {kind: "database", name: ""} + .
  else empty end
