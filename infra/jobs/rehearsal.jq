# What a database has otherwise than expected, a line each, without what the server refused and a warning announced. A statement
# that the server did not understand is never expected.

def refused: .code == "42501" or .code == "42704" or .code == "01007" or .code == null;
def settings: map(select(.kind != "database") | {("\(.kind) \(.name)"): .facts.value}) | add // {};
def grants($facts): $facts.grants | map(select(.grantee != $facts.owner and .grantee != $owner) | "\(.privilege) to \(.grantee)\(if .grantable then " with grant option" else "" end)") | unique;
def facts: map(select(.kind == "database"))[0].facts // {grants: [], comment: "no database of that name"};

($unkept | map(select(refused) | "\(.kind) \(.name)")) as $excused
| ($unkept[] | select(.code != null and (refused | not)) | "\(.statement) failed: \(.why)"),
  (($expected | settings) as $want | ($found | settings) as $have
    | ($want | to_entries[] | select($have[.key] != .value and (.key | IN($excused[]) | not)) | "\(.key) is \($have[.key] // "not set"), must be \(.value)"),
      ($have | keys[] | select($want[.] == null) | "\(.) is set and must not be")),
  (($expected | facts) as $want | ($found | facts) as $have
    | ((grants($want) - grants($have))[] | select("database " | IN($excused[]) | not) | "\(.) is missing"),
      ((grants($have) - grants($want))[] | "\(.) is too much"),
      (("comment", "connectionLimit", "allowConnections", "template") as $name | select($want[$name] != $have[$name] and ("database " | IN($excused[]) | not)) | "\($name) is \($have[$name]), must be \($want[$name])"))
