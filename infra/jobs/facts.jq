# Compares the facts of a backup with those of a restored database. Prints "<verdict><tab><text>" for each difference, by
# the first row of judgements.json that matches; what the restore said that it could not keep is no difference again. $when is
# "restored", or "given": then what a database is given from the facts beside its content is compared, and nothing else.

# A dump's table of contents spells a routine's arguments without the schema of the server's own types.
def plain: gsub("pg_catalog\\."; "");
def key: "\(.kind)\u0000\(.name | plain)";
# Nor has it quotes around names that are words of SQL; it has spaces between arguments.
def bare: plain | gsub("\""; "") | gsub(", "; ",");
def announcement($property): "\(.kind)\u0000\(.name | bare)\u0000\($property)";
# INDEX takes half a minute for 20,000 tables.
def index_by_key: reduce .[] as $one ({}; .[$one | key] = $one);
def shown: if . == null then "nothing" elif type == "string" then . else tojson end | .[:200];

# The value of a setting may be a secret.
def text($kind): if $kind | endswith("setting") then "not the backup's" else "\(.have | shown), the backup has \(.want | shown)" end;

def identifier: "\"" + gsub("\""; "\"\"") + "\"";
# The statement that a person runs for what belongs to the server. Settings of an application's own may be secrets.
def remedy:
  if .kind == "membership" then
    "; GRANT \(.facts.role | identifier) TO \(.facts.member | identifier)\([if .facts.admin then "ADMIN OPTION" else empty end,
      if .facts.notInherited then "INHERIT FALSE" else empty end, if .facts.notSet then "SET FALSE" else empty end]
      | if length > 0 then " WITH " + join(", ") else "" end);"
  elif .kind == "role" then
    "; ALTER ROLE \(.name | identifier) \([(if .facts.superuser then "" else "NO" end) + "SUPERUSER", (if .facts.bypassesRowSecurity then "" else "NO" end) + "BYPASSRLS",
      (if .facts.inherits then "" else "NO" end) + "INHERIT"] | join(" "));"
  elif .kind == "server setting" then
    .name[(.facts.role // "ALL" | length) + 1:] as $name
    | (if $name | contains(".") then "\u0027***\u0027"
      elif $name | IN("search_path", "temp_tablespaces", "session_preload_libraries", "local_preload_libraries") then .facts.value
      else "\u0027\(.facts.value | gsub("\u0027"; "\u0027\u0027"))\u0027" end) as $value
    | "; ALTER ROLE \(if .facts.role then .facts.role | identifier else "ALL" end) SET \($name | identifier) TO \($value);"
  else "" end;

def verdict($kind; $property):
  first($judgements[0][] | select((.kind == $kind or .kind == "*") and (.property == $property or .property == "*")))
  | if $sameMajor == "false" and .otherMajor then .verdict = .otherMajor else . end;

# The owner's own rights are the owner's, whatever its name.
def grants($owner): (. // {}) | with_entries(.value |= (split(",") | map(select(. != "")))) | if $owner then del(.[$owner]) else . end;
# What one set of rights has beyond another; what everybody has, each role has.
def beyond($other): ($other.PUBLIC // []) as $all
  | to_entries | map(.key as $who | {key: $who, value: (.value - ($other[$who] // []) - $all)} | select(.value != []))
  | from_entries;

# An extension's own objects have no owner here: which there are follows from its version. A column, and the sequence of one,
# is its table's: whose that is, is compared there.
def holder: .facts.owner // .facts.tableOwner;
def of_extension: .facts | has("acl") and (has("owner") or has("tableOwner") | not);

def differences($want; $have):
  if ($have == null and ($want | of_extension)) or ($want == null and ($have | of_extension)) then empty
  elif $have == null then {property: (if $want.kind | endswith("setting") then "value" else "exists" end), want: "there", have: "missing"}
  elif $want == null then {property: "extra", want: "missing", have: "there"}
  else
    ( ($want.facts + $have.facts | keys_unsorted[]) as $property
      | select($property | IN("acl", "value", "increment", "cycles", "tableOwner") | not)
      | select($want.facts[$property] != $have.facts[$property])
      | {property: $property, want: $want.facts[$property], have: $have.facts[$property]} ),
    ( select($want.facts | has("acl"))
      | ($want.facts.acl | grants($want | holder)) as $before
      # An owner that the copy could not be given to keeps its rights.
      | ($have.facts.acl | grants($have | holder) | del(.[($want | holder) // ""])) as $now
      | (($now | beyond($before)) | select(. != {}) | {property: "wider", want: $before, have: .}),
        (($before | del(.[($have | holder) // ""]) | beyond($now)) | select(. != {}) | {property: "narrower", want: ., have: $now}) ),
    ( select($want.kind == "sequence value")
      | ($want.facts.value // 0) as $before | ($have.facts.value // 0) as $now
      | select(if ($want.facts.increment // 1) > 0 then $now < $before else $now > $before end)
      | {property: (if $want.facts.cycles then "cycle" else "value" end), want: $want.facts.value, have: $have.facts.value} ),
    ( select($want.kind | endswith("setting")) | select($want.facts.value != $have.facts.value)
      | {property: "value", want: $want.facts.value, have: $have.facts.value} )
  end;

# Large objects that could not be given to their owner belong to another now: then all of them are one.
def as_one: if any($unkept[]; .kind | startswith("large object")) then
    (map(select(.kind == "large objects")) | {kind: "large objects", name: "", facts: {count: (map(.facts.count) | add // 0)}}) as $all
    | map(select(.kind != "large objects")) + [$all]
  else . end;

($expected | as_one | index_by_key) as $before
| ($found | as_one | index_by_key) as $now
# The rows of a table, and the value of a sequence, are things of their own among the facts.
| ($unkept | map(., if .kind == "table" and .property == "rows" then {kind: "rows", name, property: "rows"}
      elif .kind == "table" and .property == "exists" then {kind: "rows", name, property: "exists"}
      elif .kind == "sequence" and .property == "exists" then {kind: "sequence value", name, property: "exists"}
      elif .kind == "sequence owned by" then {kind: "sequence", name, property: "owner"}
      elif .kind == "sequence set" then {kind: "sequence value", name, property: "value"} else empty end
    | announcement(.property)) | INDEX(.)) as $announced
# The right that was refused is named by the kind that GRANT has for an object: a view is a table there.
| ($unkept | map(select(.property == "acl") | .name | plain) | INDEX(.)) as $rights
# Columns of tables that were left out.
| ($unkept | map(select(.kind == "table" and .property == "exists") | .name | bare)) as $tables
# Parts of a table, or of what else has a definition, that were left out.
| ($unkept | any((.property | IN("exists", "validated", "roles")) and (.kind | IN("trigger", "rule", "policy", "index", "constraint", "fk constraint",
    "check constraint", "default", "comment", "row security", "replica identity", "table attach", "index attach")))) as $parts
| ($unkept | any(.kind | startswith("publication table"))) as $published
| ($before["digests\u0000"] == $now["digests\u0000"]) as $alike
| ($before + $now | keys_unsorted[]) as $key
| select($before[$key] != $now[$key])
| ($before[$key] // $now[$key]) as $object
| differences($before[$key]; $now[$key]) as $difference
# Another version of these jobs has digests of its own.
| select($difference.property | IN("structure", "expressions", "definition") | not or $alike)
| select($announced[$object | announcement($difference.property)] == null
    and (($difference.property == "narrower" or $object.kind == "default acl" and $difference.property == "exists")
      and $rights[$object.name | plain] != null | not)
    and ($object.kind == "table column" and ($object.name | bare | . as $name | any($tables[]; . as $table | $name | startswith($table + "."))) | not)
    and (($object | of_extension) and $rights[$object.name | plain] != null | not))
| (verdict($object.kind; $difference.property)
  | if ($difference.property | IN("structure", "expressions")) and $parts
      or $object.kind == "publication" and $difference.property == "tables" and $published
    then if .verdict == "refuse" then .verdict = "warn" | .why = "a part of it may be among what was left out" else . end else . end) as $judged
| select($judged.verdict | if $when == "given" then . == "given" else IN("refuse", "warn") end)
| [ (if $judged.verdict == "warn" then "warn" else "refuse" end),
    "\($object.kind) \($object.name): \($difference.property) is \($difference | text($object.kind)): \($judged.why)\($object | remedy)" ]
| @tsv
