#!/bin/bash
# The login to the server and the queries that several jobs run. Sourced after lib.sh.
# shellcheck disable=SC2034,SC2154 # names are shared with the scripts and the other libraries
readonly secrets_database=${LIFEBOAT_DATABASE_SECRET:-/var/run/secrets/lifeboat/database}

# A timestamp without zone is taken as UTC, whatever the server's own zone.
export PGTZ=UTC
maintenance_database='' server_version='' server_encoding=''
# Databases of encoding SQL_ASCII: their text is bytes, which PostgreSQL converts into no other encoding.
raw_databases=()
# Name of the sessions there. They are short; a restore that takes the name of the database they are in lets them end.
readonly maintenance_app=lifeboat-maintenance

# The tables that are not the server's own and no session's temporary ones: what pg_dump locks.
readonly own_tables="FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"

# login: makes the password known to libpq.
login() {
  local file=$secrets_database/password name faults=()
  for name in PGHOST PGPORT PGUSER PGDATABASE; do
    [[ -n ${!name:-} ]] || faults+=("$name is not set")
  done
  [[ -r $file ]] || faults+=("secret file $file cannot be read")
  ((${#faults[@]} == 0)) || die "$EXIT_CONFIGURATION" login_invalid "$(printf '%s; ' "${faults[@]}")"
  [[ -n $(<"$file") ]] || die "$EXIT_CONFIGURATION" login_invalid "secret file $file is empty"
  keep_password "$file"
  # Where databases are created and renamed from: not the serving one, which Supabase calls postgres.
  maintenance_database=postgres
  [[ $(setting .database) != postgres ]] || maintenance_database=template1
}

# keep_password FILE: for every login from now on. A Secret's file is 0440 for the group (fsGroup), and libpq ignores a
# password file that others may read: hence a 0600 file of the job's own, never a variable or an argument.
keep_password() {
  local password
  password=$(<"$1")
  ((${#password} < 3)) || secrets+=("$password")
  password=${password//\\/\\\\}
  password=${password//:/\\:}
  printf '*:*:*:*:%s\n' "$password" >"$scratch/pgpass"
  export PGPASSFILE=$scratch/pgpass
  unset PGPASSWORD PGSERVICE PGSERVICEFILE
}

# encoding_of DATABASE: the encoding in which a session of it reads and writes: UTF8, whatever the server, the database or the login
# sets, as every program here does.
encoding_of() {
  if [[ " ${raw_databases[*]} " == *" $1 "* ]]; then printf SQL_ASCII; else printf UTF8; fi
}

# has_state FILE SQLSTATE...: whether psql's messages have an error of one of these codes, which may be patterns. A server says the
# text of an error in its own language (lc_messages), and lets no login but a superuser's choose another.
has_state() {
  local file=$1 IFS='|'
  shift
  grep -aqsE "^([^ ]+ )?[^ :]+:  ($*): " -- "$file"
}

# sql DATABASE [psql arguments]...: runs SQL from stdin; plain rows on stdout, messages in $scratch/sql.err.
sql() {
  local database=$1 attempts=5 code app=${PGAPPNAME:-lifeboat} encoding
  encoding=$(encoding_of "$1")
  shift
  [[ $database != "$maintenance_database" ]] || app=$maintenance_app
  while :; do
    code=0
    PGDATABASE=$database PGAPPNAME=$app PGCLIENTENCODING=$encoding psql -X -A -t -q --no-password -v ON_ERROR_STOP=1 -v VERBOSITY=verbose "$@" 2>"$scratch/sql.err" || code=$?
    # Another service's restore may take the name of this very database; a session that begins meanwhile is refused.
    if ((code != 2 || --attempts == 0)) || [[ $app != "$maintenance_app" ]] || ! was_missing "$database"; then return "$code"; fi
    sleep 0.5
  done
}

# was_missing DATABASE: whether the login failed because the database did not exist; stdin is unread then. Each language has quotes of
# its own around the name.
was_missing() {
  local said
  said=$(<"$scratch/sql.err")
  [[ $said == 'psql: error: connection to server'*' failed: '*[!a-z0-9_]"$1"[!a-z0-9_]* ]]
}

# require_database DATABASE: leaves with 3 and libpq's own message when the login fails; with 6 when a pooler keeps the settings of
# a session from the server, or shares one among sessions: no dump is whole through it; with 6 when the server is newer than this
# image's programs: pg_dump refuses such a server, and nobody vouches for what psql reads or restores there.
require_database() {
  local client own=''
  if server_version=$(PGOPTIONS='-c lifeboat.session=on -c statement_timeout=0' sql "$1" <<<"SELECT current_setting('lifeboat.session', true); SHOW server_encoding; SHOW server_version"); then
    { read -r own && read -r server_encoding && read -r server_version; } <<<"$server_version" || true
    [[ $server_encoding != SQL_ASCII ]] || raw_databases+=("$1")
  elif ! grep -q 'unsupported startup parameter' "$scratch/sql.err"; then
    die "$EXIT_DATABASE" database_unreachable "cannot connect to database $1 as $PGUSER: $(said "$scratch/sql.err")$(closed "$1")" host "$PGHOST" port "$PGPORT"
  fi
  [[ $own == on ]] ||
    die "$EXIT_CONFIGURATION" database_pooled "$PGHOST:$PGPORT is a pooler that does not pass a session's settings on, must be the database server itself: pulumi config set --path 'lifeboat:databaseHosts.$service' <host of the server> (and lifeboat:databasePorts.$service)" \
      host "$PGHOST" port "$PGPORT"
  server_version=${server_version%% *} client=$(client_version)
  ! is_newer "$server_version" "$client" ||
    die "$EXIT_CONFIGURATION" client_too_old "server $PGHOST is PostgreSQL $server_version, must be no newer than the client of the job image, PostgreSQL $client: $(newer_image "$server_version")" \
      host "$PGHOST" port "$PGPORT"
}

# closed DATABASE: what the database itself has against another session, and what helps, as far as another database may be asked.
closed() {
  sql "$maintenance_database" -v name="$1" <<'SQL' || true
SELECT CASE WHEN NOT datallowconn THEN format('; it allows no connections; on the server: ALTER DATABASE %I ALLOW_CONNECTIONS true', datname)
  ELSE format('; its connection limit is %s, and a backup needs 3 beside the service''s own; on the server: ALTER DATABASE %I CONNECTION LIMIT -1',
    datconnlimit, datname) END
FROM pg_database WHERE datname = :'name' AND (NOT datallowconn OR datconnlimit >= 0)
SQL
}

# is_newer ONE OTHER: whether a version's major is above another's; "18beta1" and "18.1" both are 18.
is_newer() {
  ((${1%%[!0-9]*} > ${2%%[!0-9]*}))
}

# client_version: the version of pg_dump, and so of all programs of PostgreSQL here.
client_version() {
  local version
  version=$(pg_dump --version)
  version=${version#*(PostgreSQL) }
  printf '%s' "${version%% *}"
}

# newer_image VERSION: the commands that give the stack an image with a client of this version's major; where it is kept, and which
# stack it is, only the reader knows.
newer_image() {
  local major=${1%%[!0-9]*}
  local image='<registry>'/lifeboat-jobs:$major
  printf '%s && ' "docker build --build-arg POSTGRESQL_MAJOR=$major --tag $image infra/jobs" "docker push $image" \
    "pulumi config set lifeboat:jobImage \$(docker inspect --format '{{index .RepoDigests 0}}' $image) --stack <stack>"
  printf 'pulumi up --stack <stack>'
}

# literals FILTER: a list of the settings as SQL literals, comma-separated.
literals() {
  setting "[$1[] | \"'\" + gsub(\"'\"; \"''\") + \"'\"] | join(\", \")"
}

# The key tables as SQL literals, comma-separated.
table_literals() {
  literals .keyTables
}

# SQL that prints ["table", rows] for each key table; \gexec runs what the SELECT makes.
count_sql() {
  printf '%s\n' "SELECT format('SELECT json_build_array(%L::text, count(*)) FROM %s', t, to_regclass(t))
    FROM unnest(ARRAY[$(table_literals)]::text[]) t WHERE to_regclass(t) IS NOT NULL \\gexec"
}

# count_tables DATABASE: how many tables it has that are not the server's own.
count_tables() {
  sql "$1" <<<"SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_|^information_schema$'"
}

# missing_tables DATABASE: the key tables that do not exist, comma-separated.
missing_tables() {
  sql "$1" <<<"SELECT string_agg(t, ', ') FROM unnest(ARRAY[$(table_literals)]::text[]) t WHERE to_regclass(t) IS NULL"
}
