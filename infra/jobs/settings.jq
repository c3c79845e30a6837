# Prints every fault of the settings, a line each; nothing when they are good.
def fault($path; good; $wanted):
  getpath($path | split(".")) as $value
  | if ($value | try good catch false) then empty else "\($path) is \($value | tojson[:80]), wanted \($wanted)" end;
def text: type == "string" and length > 0;
def minutes: type == "number" and . > 0;
def whole: type == "number" and . == floor and . >= 0;
def name: type == "string" and test("^[a-z_][a-z0-9_]{0,62}$");
def prefix: type == "string" and test("^[a-z0-9][a-z0-9._/-]*[a-z0-9]$");
def url: . == null or (type == "string" and test("^https?://"));
def health: type == "array" and all(.[]; (.url | type == "string" and test("^https?://[^/ ]+")) and (.contains | . == null or text));
def cdn: . == null or (
  (.apiUrl | test("^https?://[^/ ]+(/[^ ?#]*)?$")) and (.zoneId | test("^[0-9a-f]{32}$"))
  and (.scope == "everything" or .scope == "files")
  and (.files | type == "array" and length > 0 and all(.[]; test("^https?://[^/ ]+/[^ ]*$")))
  and (.expectStatuses | type == "array" and length > 0 and all(.[]; test("^[A-Z]+$")))
  and (.intervalSeconds | whole));
def names: type == "array" and all(.[]; test("^[A-Za-z0-9._-]+$"));
def gate: . == null or (
  (.schemas | names and length > 0) and (.extensions | names) and (.secrets | names)
  and (.files | type == "array" and all(.[];
    (.name | test("^[A-Za-z0-9._-]+$")) and (.format == "json" or .format == "text") and (.flags | names))));
def place($side):
  fault("\($side).bucket"; test("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$"); "a bucket name of 3 to 63 characters"),
  fault("\($side).region"; text; "a region"),
  fault("\($side).endpointUrl"; url; "null or a URL");

if type != "object" then "the file is not a JSON object" else
  fault("service"; text; "a name"),
  fault("database"; name; "a database name: lower case, digits, _, at most 63 bytes"),
  fault("ownerRole"; name; "a role name: lower case, digits, _, at most 63 bytes"),
  place("vault"),
  place("source"),
  place("peer"),
  fault("appRole"; name; "a role name: lower case, digits, _, at most 63 bytes"),
  fault("jobRoles"; type == "array" and length > 0 and all(.[]; name); "at least one role name"),
  fault("peerHealth"; health; "a list of {url: http(s)://..., contains: text or null}"),
  fault("ownHealth"; health; "a list of {url: http(s)://..., contains: text or null}"),
  fault("cdn"; cdn; "null or {apiUrl: URL, zoneId: 32 hexadecimal digits, scope: everything or files, files: URLs, expectStatuses: words in capitals, intervalSeconds: whole}"),
  fault("gate"; gate; "null or {schemas: at least one name, extensions: names, secrets: names, files: a list of {name, format: json or text, flags: names}}"),
  fault("prefix"; prefix; "a key prefix without slash at its ends"),
  fault("configPrefix"; prefix; "a key prefix without slash at its ends"),
  fault("objectLockMode"; . == "GOVERNANCE" or . == "COMPLIANCE"; "GOVERNANCE or COMPLIANCE"),
  fault("safetyLockDays"; whole; "whole days"),
  fault("ageRecipients"; length > 0 and all(.[]; test("^age1[02-9ac-hj-np-z]{58}$")); "at least one age1... public key"),
  fault("keyTables"; length > 0 and all(.[]; text and test("[.]")); "at least one schema-qualified table"),
  fault("integrity"; type == "array" and all(.[]; (.id | text) and (.sql | text)); "a list of {id, description, sql}"),
  fault("newestRowSql"; text; "a SELECT of one timestamp"),
  fault("newestRowMaxAgeMinutes"; . == null or whole; "whole minutes or null"),
  fault("objectives.rpoMinutes"; minutes; "minutes, more than 0"),
  fault("objectives.rtoMinutes"; minutes; "minutes, more than 0"),
  fault("namespace"; text; "a namespace"),
  fault("configResources"; type == "array" and all(.[]; test("^/(api|apis)/[^ ?#]+$")); "paths of the Kubernetes API"),
  fault("tiers"; type == "array" and length > 0; "at least one tier"),
  ((.tiers? // []) | if type == "array" then to_entries[] else empty end
    | .key as $index | .value
    | (if (.name? | try test("^[a-z]+$") catch false) and .name != "safety" then empty
        else "tiers.\($index).name is \(.name? | tojson), wanted a lower-case word other than safety" end),
      (if [.period?] | inside(["run", "day", "week", "month", "quarter"]) then empty
        else "tiers.\($index).period is \(.period? | tojson), wanted run, day, week, month or quarter" end),
      (if (.lockDays? | try whole catch false) then empty
        else "tiers.\($index).lockDays is \(.lockDays? | tojson), wanted whole days" end),
      (if .notBefore? == null or (.notBefore | try test("^([01][0-9]|2[0-3]):[0-5][0-9]$") catch false) then empty
        else "tiers.\($index).notBefore is \(.notBefore | tojson), wanted HH:MM" end))
end
