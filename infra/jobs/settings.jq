# Prints what is wrong with the settings (--slurp), a line each; nothing where they are as settings.schema.json says
# (--slurpfile schema). Knows the keywords of JSON Schema that occur there, and fails at any other: it would go unchecked.
def KEYWORDS: ["$schema", "type", "properties", "required", "items", "minItems", "minLength", "minimum", "maximum",
  "exclusiveMinimum", "pattern", "enum", "anyOf", "description"];

def fault($schema; $path; $found):
  "\(if $path == [] then "the file" else $path | map(tostring) | join(".") end) is \($found), must be \(
    $schema.description // "a JSON \($schema.type)")";

# A value by itself, without what is in it. A pattern must match all of a text: its `$` alone lets a line feed follow.
def good($schema):
  . as $value
  | (if $schema.type == "integer" then type == "number" and . == floor else type == $schema.type end)
    and ($schema.minItems == null or length >= $schema.minItems)
    and ($schema.minLength == null or length >= $schema.minLength)
    and ($schema.minimum == null or . >= $schema.minimum)
    and ($schema.maximum == null or . <= $schema.maximum)
    and ($schema.exclusiveMinimum == null or . > $schema.exclusiveMinimum)
    and ($schema.pattern == null or [match($schema.pattern).string] == [$value])
    and ($schema.enum == null or any($schema.enum[]; . == $value));

def faults($schema; $path):
  ($schema | keys - KEYWORDS) as $unknown
  | if $unknown != [] then error("settings.schema.json: keyword \($unknown | join(", ")) is not known here")
    elif $schema.anyOf then
      . as $value
      | if any($schema.anyOf[]; . as $one | [$value | faults($one; $path)] == []) then empty
        else fault($schema; $path; tojson[:80]) end
    elif good($schema) | not then fault($schema; $path; tojson[:80])
    elif type == "object" then
      . as $value
      | $schema.properties | to_entries[] | .key as $key | any($schema.required[]; . == $key) as $needed
      # Settings of an earlier release may say null where there is nothing.
      | if ($value | has($key)) and ($needed or $value[$key] != null) then .value as $each | $value[$key] | faults($each; $path + [$key])
        elif $needed then fault(.value; $path + [$key]; "missing")
        else empty end
    elif type == "array" then
      to_entries[] | .key as $index | .value | faults($schema.items; $path + [$index])
    else empty end;

if length == 1 then .[0] | faults($schema[0]; []) else "the file has \(length) JSON documents, must have one" end
