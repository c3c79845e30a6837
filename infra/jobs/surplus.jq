# Statements that take from database $target what $wanted, facts about another one, do not have: settings, grants, comment.

def identifier: "\"" + gsub("\""; "\"\"") + "\"";
def grantee: if . == "PUBLIC" then . else identifier end;

($target | identifier) as $database
| [$wanted[] | .kind + " " + .name] as $names
| if .kind == "setting" and (("setting " + .name) | IN($names[]) | not) then
    {kind, name, property: "value", statement: "ALTER DATABASE \($database) RESET \(.name | identifier);"}
  elif .kind == "role setting" and (("role setting " + .name) | IN($names[]) | not) then
    (.name | rindex("/")) as $at | .name[0:$at] as $role
    | {kind, name, property: "value", role: $role, statement: "ALTER ROLE \($role | identifier) IN DATABASE \($database) RESET \(.name[$at + 1:] | identifier);"}
  elif .kind == "database" then
    .facts as $facts | ($wanted[] | select(.kind == "database") | .facts) as $other
    | {kind, name} + (
      ($facts.grants | map(select(.grantee != $facts.owner and .grantee != $owner)) | unique_by([.grantee, .grantor])[]
        | {property: "acl", role: .grantor, statement: "REVOKE ALL ON DATABASE \($database) FROM \(.grantee | grantee) CASCADE;"}),
      ($facts.comment | select(. != null and $other.comment == null) | {property: "comment", statement: "COMMENT ON DATABASE \($database) IS NULL;"}),
      ($facts.template | select(. and ($other.template | not)) | {property: "template", statement: "ALTER DATABASE \($database) IS_TEMPLATE false;"}),
      ($facts.connectionLimit | select(. >= 0 and $other.connectionLimit < 0) | {property: "connectionLimit", statement: "ALTER DATABASE \($database) CONNECTION LIMIT -1;"}))
  else empty end
