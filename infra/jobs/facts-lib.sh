#!/bin/bash
# The facts of a database, by which a restored copy is judged: objects with owners and rights, settings, row counts, answers
# of the integrity queries. A backup takes them in its snapshot, from the catalogs, and its manifest carries them encrypted,
# because settings may hold secrets. Sourced after lib.sh and database-lib.sh.
# shellcheck disable=SC2154 # scratch, here and the exit codes come from lib.sh

# Every table up to this size is counted; of larger ones the key tables alone, for a count reads the whole table.
readonly counted_bytes=$((256 * 1024 * 1024))

# own_texts: SQL that makes a session write values as every other one of these does, whatever the server, the database or the login
# sets; `others_texts` undoes it.
own_texts() {
  printf 'SET %s;\n' 'search_path = pg_catalog' 'datestyle = ISO' 'intervalstyle = postgres' 'extra_float_digits = 1'
}

others_texts() {
  printf 'RESET %s;\n' search_path datestyle intervalstyle extra_float_digits
}

# take_catalog FILE: what is in the database, in the snapshot's session. Sequences know no snapshot, and some functions of the
# server read the catalogs as they are: hence before the dump does, so that the copy is never behind.
take_catalog() {
  ask "$1" < <(own_texts && cat "$here/facts.sql") && digests_of >>"$1"
}

# digests_of: the fact that says which query made the digests; those of another one cannot be compared.
digests_of() {
  printf '{"kind": "digests", "name": "", "facts": {"of": "%s"}}\n' "$(md5sum <"$here/facts.sql" | cut -c 1-32)"
}

# The number of an enum's value is another one in a copy, and its hash too: pg_dump loads such partitions by their root, and each row goes
# where the copy has it. So the rows of the root are counted, and not those of its partitions.
readonly hashed_enums="SELECT FROM pg_partitioned_table t JOIN pg_attribute a ON attrelid = partrelid AND attnum = ANY (partattrs)
  JOIN pg_type y ON y.oid = atttypid WHERE partstrat = 'h' AND typtype = 'e' AND partrelid"
readonly moves="c.relkind = 'p' AND EXISTS ($hashed_enums = c.oid)"
readonly moving="SELECT FROM pg_partition_ancestors(c.oid) p WHERE EXISTS ($hashed_enums = p.relid)"

# take_counts FILE: the rows of its tables, in the snapshot's session, appended.
take_counts() {
  local size="(SELECT sum(pg_relation_size(relid)) FROM pg_partition_tree(c.oid))"
  ask "$scratch/rows" < <(own_texts && count_rows "k.name IS NOT NULL OR c.relkind = 'r' AND pg_relation_size(c.oid) <= $counted_bytes AND NOT EXISTS ($moving)
    OR $moves AND $size <= $counted_bytes") &&
    cat -- "$scratch/rows" >>"$1"
}

# count_rows CONDITION: SQL that prints the number of rows of each table c, identity i, that meets it; k is the key table. Of an
# extension's own tables, a dump carries all rows of those alone that it declares as its configuration, without a condition.
count_rows() {
  printf '%s\n' "SELECT format('SELECT json_build_object(''kind'', ''rows'', ''name'', %L::text, ''keyTable'', %L::text, ''facts'',
      json_build_object(''rows'', count(*))) FROM %s%s', i.identity, k.name, CASE c.relkind WHEN 'r' THEN 'ONLY ' END, i.identity)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN unnest(ARRAY[$(table_literals)]::text[]) k(name) ON to_regclass(k.name) = c.oid,
    pg_identify_object('pg_class'::regclass, c.oid, 0) i
    WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND ($1)
      AND NOT EXISTS (SELECT FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid WHERE d.classid = 'pg_class'::regclass
        AND d.objid = c.oid AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
        AND coalesce(e.extcondition[array_position(e.extconfig, c.oid)], 'not declared') <> '') \gexec"
}

# take_answers DATABASE FILE: what the integrity queries find, in the snapshot's session, appended; one that fails is no fact, and no
# obstacle. A query is a value until the server has it: a quote that it does not close ends there.
take_answers() {
  local index id rows
  for index in $(setting '.integrity | keys[]'); do
    id=$(setting ".integrity[$index].id")
    setting ".integrity[$index].sql" >"$scratch/query.sql"
    : >"$scratch/session.err"
    ask "$scratch/answer" <<SQL || return 1
\\set ON_ERROR_STOP 0
SAVEPOINT answer;
$(others_texts)
\\set query \`cat '$scratch/query.sql'\`
SELECT :'query' \\gexec
ROLLBACK TO answer;
\\set ON_ERROR_STOP 1
SQL
    rows=$(<"$scratch/answer")
    if [[ $rows =~ ^[0-9]+$ ]]; then
      jq -cn --arg id "$id" --argjson rows "$rows" '{kind: "integrity", name: $id, facts: {rows: $rows}}' >>"$2"
      ((rows == 0)) || log warn integrity_violated "integrity $id ($(setting ".integrity[$index].description // \"-\"")): $rows rows of $1 violate it; the backup keeps them" query "$id" rows "$rows"
    else
      log warn integrity_failed "integrity $id could not run on $1, returned '${rows:0:40}': $(said "$scratch/session.err")" query "$id"
    fi
  done
}

# take_roles DATABASE FILE: the server's roles without their passwords, for a server that is lost.
take_roles() {
  if pg_dumpall --roles-only --no-role-passwords --no-password --encoding="$(encoding_of "$1")" --database="$1" >"$scratch/roles.sql" 2>"$scratch/roles.err"; then
    jq -cn --rawfile sql "$scratch/roles.sql" '{kind: "roles", name: "", facts: {sql: $sql}}' >>"$2"
  else
    log warn roles_failed "the server's roles could not be read, the backup is without them: $(said "$scratch/roles.err")"
  fi
}

# seal_facts FILE: prints the facts as a manifest holds them.
seal_facts() {
  zstd -9 -q -c -- "$1" | age -R "$scratch/recipients" | base64 -w0
}

# open_facts: the chosen backup's facts in `facts_file`; empty when it has none. Checks have scratch folders of their own, and these
# names for all of them.
open_facts() {
  facts_file=$scratch/facts unkept_file=$scratch/unkept
  jq -r '.facts // ""' -- "$manifest" | base64 -d >"$scratch/facts.age"
  : >"$scratch/facts"
  if [[ ! -s $scratch/facts.age ]]; then
    log warn facts_missing "backup $backup_id carries no facts, an older version made it: owners, the database's locale, settings and grants are not in it" backupId "$backup_id"
    return
  fi
  decrypt <"$scratch/facts.age" | zstd -dcq >"$scratch/facts" 2>"$scratch/facts.err" ||
    die "$EXIT_GENERAL" facts_failed "the facts of backup $backup_id cannot be read: $(said "$scratch/decrypt.err"); $(said "$scratch/facts.err")"
}

# fact KIND NAME PROPERTY: one of the chosen backup's facts, or nothing.
fact() {
  jq -r --arg kind "$1" --arg name "$2" --arg property "$3" \
    'select(.kind == $kind and .name == $name) | .facts[$property] // empty' -- "$facts_file"
}

# check_facts DATABASE [WHEN]: prints as faults what differs in a restored database and must not, and logs what may. WHEN is
# `restored`, or `given`: once the database has its settings, comment and grants.
check_facts() {
  local verdict text
  [[ -s $facts_file ]] || return 0
  if ! take_restored "$1" "${2:-restored}" "$scratch/found"; then
    printf 'facts could not be read: %s\n' "$(said "$scratch/sql.err")"
    return 0
  fi
  compare_facts "$facts_file" "$scratch/found" "${2:-restored}" >"$scratch/differences" || {
    printf 'facts could not be compared: %s\n' "$(said "$scratch/compare.err")"
    return 0
  }
  while IFS=$'\t' read -r verdict text; do
    case $verdict in
    refuse) printf '%s\n' "$text" ;;
    *) log warn restored_otherwise "$text" database "$1" ;;
    esac
  done <"$scratch/differences"
}

# take_restored DATABASE WHEN FILE: the facts of a restored database, of the same tables; their rows are counted once.
take_restored() {
  local tables=''
  [[ $2 == given ]] || tables=$(jq -rs "map(select(.kind == \"rows\") | \"'\" + (.name | gsub(\"'\"; \"''\")) + \"'\") | join(\",\")" -- "$facts_file")
  { own_texts && printf 'SET lifeboat.every_role = on;\n' && cat "$here/facts.sql" && count_rows "i.identity IN (${tables:-NULL})"; } | sql "$1" >"$3" &&
    digests_of >>"$3"
}

# compare_facts EXPECTED FOUND WHEN: prints each difference as VERDICT<tab>TEXT.
compare_facts() {
  local same_major=true
  [[ $(jq -r '.serverVersion | split(".")[0]' -- "$manifest") == "${server_version%%.*}" ]] || same_major=false
  jq -rn --slurpfile expected "$1" --slurpfile found "$2" --slurpfile unkept "$unkept_file" \
    --slurpfile judgements "$here/judgements.json" --arg sameMajor "$same_major" --arg when "$3" -f "$here/facts.jq" 2>"$scratch/compare.err"
}
