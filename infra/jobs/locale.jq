# CREATE DATABASE's words for the locale that a backup's facts name: {"clause"} or {"fault"}. Input: the serving database and
# template1, as they are; $fact: the backup's, or null.

def literal: "'" + gsub("'"; "''") + "'";
def locale: {encoding, provider, collate, ctype, locale, icuRules};

(map(select(.name == "template1")) | first) as $template1
| ($fact // (map(select(.name == $serving)) | first) // $template1 | locale) as $want
| ({c: "libc", i: "icu", b: "builtin"}[$want.provider]) as $provider
| if $template == "template1" and ($template1 | locale) != $want then
    {fault: "extensions that only a superuser may create are to come from template1, which has \($template1 | locale | tojson), the backup has \($want | tojson); have a superuser make a template1 of that locale with these extensions"}
  elif $template == "template1" then {clause: ""}
  elif $want.provider == "i" and $major < 15 then {fault: "its locale provider is icu, which servers before 15 do not have"}
  elif $want.provider == "b" and $major < 17 then {fault: "its locale provider is builtin, which servers before 17 do not have"}
  elif $want.icuRules != null and $major < 16 then {fault: "it has ICU rules, which servers before 16 do not have"}
  else
    {clause: (["ENCODING \($want.encoding | literal)", "LC_COLLATE \($want.collate | literal)", "LC_CTYPE \($want.ctype | literal)"]
      + (if $major >= 15 then ["LOCALE_PROVIDER \($provider)"] else [] end)
      + (if $want.provider == "i" then ["ICU_LOCALE \($want.locale | literal)"] else [] end)
      + (if $want.provider == "b" then ["BUILTIN_LOCALE \($want.locale | literal)"] else [] end)
      + (if $want.icuRules != null then ["ICU_RULES \($want.icuRules | literal)"] else [] end) | join(" "))}
  end
