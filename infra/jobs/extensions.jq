# What keeps the extensions of a backup from this server, a line each; $there is what template1 has.

def numbers: [scan("[0-9]+") | tonumber];

map(. as $one | select([",EXTENSION,", ",EXTENSION \(.name),", ",EXTENSION - \(.name),"] | any(. as $form | $accept | gsub("\\s*,\\s*"; ",") | contains($form)) | not)
  | (first($there.extensions[] | select(.name == $one.name)) // null) as $have
  | if .default == null then
      "extension \(.name)\(if .version then " \(.version)" else "" end), which is not installed on this server: install its package, or RESTORE_ACCEPT='EXTENSION - \(.name)' restores without it"
    elif $have != null and .schema != null and $have.schema != .schema then
      "extension \(.name) in schema \(.schema), template1 has it in \($have.schema); as superuser in template1: ALTER EXTENSION \(.name) SET SCHEMA \(.schema)"
    elif $have != null and ($have.tables | any(.insert | not)) and ([$rows[] | select(. as $row | $have.tables | any(.schema + "." + .name == $row))] | length > 0) then
      "extension \(.name), whose configuration tables \($have.tables | map(select(.insert | not) | .schema + "." + .name) | join(", ")) role \($owner) may not fill; as superuser in template1: GRANT INSERT ON them TO the owner role"
    elif $have == null and (.creatable | not) then
      "extension \(.name), which role \($user) may not create here; as superuser: CREATE EXTENSION in template1"
    elif $have == null and .version != null and (.exact | not) and (.default | numbers) < (.version | numbers) then
      "extension \(.name) \(.version), this server has \(.default): install that version, or RESTORE_ACCEPT='EXTENSION - \(.name)' restores with the older one"
    else empty end)
| .[]
