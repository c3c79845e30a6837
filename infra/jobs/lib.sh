#!/bin/bash
# What every job shares: exit codes, JSON log lines with secrets masked, settings, scratch files, process groups.
# shellcheck disable=SC2034 # names are used by the scripts that source this file
set -Eeuo pipefail
umask 077
export LC_ALL=C.UTF-8 TZ=UTC PYTHONDONTWRITEBYTECODE=1 TMPDIR=${TMPDIR:-/tmp}

# KYB-1: one contract of exit codes for every job of every service.
readonly EXIT_GENERAL=1 EXIT_ARGUMENTS=2 EXIT_DATABASE=3 EXIT_NOT_FOUND=4 EXIT_PERMISSION=5 EXIT_CONFIGURATION=6
# store.py's exit code for an upload that was not committed, or a download whose reader left: never the cause itself.
readonly STORE_BYSTANDER=9

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
readonly here
readonly secrets_age=${LIFEBOAT_AGE_SECRET:-/var/run/secrets/lifeboat/age}
# Free bytes that the small files of a job (lists, messages, the head of a dump) need at least.
readonly scratch_bytes=$((4 * 1024 * 1024))
# Bytes of a dump's table of contents, at the start of the dump, that backups and restores read: some 20,000 tables with all
# that belongs to them are 16 MiB, and a large object of an older dump has 100 bytes. A restore keeps it with lists of 320,000
# entries in 256 MiB of scratch, and reads it with less than 300 MiB of its 768.
readonly toc_limit_bytes=$((64 * 1024 * 1024))
# Seconds that a stopped job gives its tools to drop what they sent, of the pod's grace period of 30.
readonly stop_seconds=10

service='' scratch='' secrets=() on_exit=() run='' log_fd=2
started_us=${EPOCHREALTIME/./}

# Prints a string as JSON.
json_string() {
  local text=$1
  text=${text//\\/\\\\}
  text=${text//\"/\\\"}
  text=${text//$'\n'/\\n}
  text=${text//$'\r'/\\r}
  text=${text//$'\t'/\\t}
  text=${text//[$'\x01'-$'\x1f'$'\x7f']/ }
  printf '"%s"' "$text"
}

# Prints a text without the values of this job's secrets and without anything that looks like one.
mask() {
  local text=$1 secret
  for secret in "${secrets[@]}"; do
    text=${text//"$secret"/***}
  done
  case $text in
  *[Pp]ass* | *PASS* | *://*@* | *AKIA* | *ASIA* | *AGE-SECRET* | *[Bb]earer* | *ecret* | *oken*)
    text=$(sed -E \
      -e 's/(pass(word|wd)?[[:space:]]*[=:][[:space:]]*)("[^"]*"|[^[:space:],;"]+)/\1***/gI' \
      -e 's#(://[^:/@[:space:]]+):[^@[:space:]]+@#\1:***@#g' \
      -e 's/(AKIA|ASIA)[A-Z0-9]{16}/***/g' \
      -e 's/AGE-SECRET-KEY-[A-Z0-9-]+/***/g' \
      -e 's/((secret(_?access)?_?key|security_?token|session_?token|bearer)[[:space:]]*[=: ][[:space:]]*)[^[:space:],;"]+/\1***/gI' \
      <<<"$text")
    ;;
  esac
  printf '%s' "$text"
}

# log LEVEL EVENT MESSAGE [NAME VALUE]...: one JSON object on stderr. Numbers, booleans and null stay what they are;
# a NAME that starts with @ takes its VALUE as JSON.
log() {
  local line name value
  printf -v line '{"time":"%(%Y-%m-%dT%H:%M:%SZ)T","level":"%s","service":%s,"job":%s,"run":"%s","event":"%s","message":%s' \
    -1 "$1" "$(json_string "$service")" "$(json_string "${LIFEBOAT_JOB:-}")" "$run" "$2" "$(json_string "$(mask "$3")")"
  shift 3
  while (($# > 1)); do
    name=$1 value=$2
    if [[ $name == @* ]]; then
      name=${name#@} value=$(mask "$value")
    elif ! [[ $value =~ ^(-?(0|[1-9][0-9]{0,17})(\.[0-9]+)?|true|false|null)$ ]]; then
      value=$(json_string "$(mask "$value")")
    fi
    line+=",\"$name\":$value"
    shift 2
  done
  printf '%s}\n' "$line" >&"$log_fd"
}

# log_events: logs what a program writes to the pipe $scratch/events, as it arrives: LEVEL, EVENT, MESSAGE, and NAMEs with VALUEs
# after tabs. The last error is kept in `cause` for the end.
log_events() {
  local fields
  while IFS=$'\t' read -r -a fields; do
    if [[ ${fields[0]} == error ]]; then
      cause=("${fields[@]:1}")
    else
      log "${fields[@]}"
    fi
  done <"$scratch/events"
}

# die CODE EVENT MESSAGE [NAME VALUE]...: logs the one cause and leaves with the code.
die() {
  local code=$1 event=$2 message=$3 free
  shift 3
  free=$(scratch_free || true)
  ((${free:-scratch_bytes} > 65536)) || message="disk full: $TMPDIR has $free bytes free, raise the emptyDir's sizeLimit; $message"
  log error "$event" "$message" "$@" exitCode "$code"
  trap - ERR
  exit "$code"
}

# The last lines of a tool's message file as one line, or `no message`; without what psql adds for programs, and without bytes that are
# no UTF-8: pg_dump passes a server's words on in the database's encoding.
said() {
  local text=''
  [[ -s $1 ]] && text=$(sed -E -e '/^(LOCATION|(SCHEMA|TABLE|COLUMN|DATATYPE|CONSTRAINT) NAME):  /d' -e 's/^(([^ ]+ )?[^ :]+:  )[0-9A-Z]{5}: /\1/' -- "$1" | tail -c 1500 | tr -s '\n' ' ' | iconv -c -f UTF-8 -t UTF-8 || true)
  printf '%s' "${text:-no message}"
}

# Seconds with one decimal since a moment in microseconds (as in started_us).
seconds_since() {
  local tenths=$(((${EPOCHREALTIME/./} - $1 + 50000) / 100000))
  printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}

# retry TIMES COMMAND...: with 1, 2, 4... seconds between, for what is worth another attempt. The command gets no input: what
# a first attempt reads, a second one would not have, so a function with its own here-document is the command.
retry() {
  local left=$1 pause=1
  shift
  until "$@" </dev/null; do
    ((--left > 0)) || return 1
    sleep "$pause"
    pause=$((pause * 2))
  done
}

# background COMMAND...: in a process group of its own, so that stop_groups ends all of it; its id is in `group`.
background() {
  set -m
  "$@" &
  group=$!
  set +m
}

# A command that background runs must not handle failures itself: its caller reads its exit code.
in_background() {
  trap - ERR EXIT TERM INT
  set +e
}

# Ends what runs in the background, and waits while it cleans up: this shell is process 1 of its container, and whatever
# is left ends with it. The shell's own list of jobs also has one that was started just before a signal.
stop_groups() {
  local one stopped=() until=$((SECONDS + stop_seconds))
  for one in $(jobs -p); do
    kill -TERM -- "-$one" 2>/dev/null && stopped+=("$one")
  done
  for one in "${stopped[@]}"; do
    while ((SECONDS < until)) && kill -0 -- "-$one" 2>/dev/null; do
      sleep 0.1
    done
  done
}

leave() {
  local code=$? step
  trap '' TERM INT
  trap - ERR EXIT
  set +e
  stop_groups
  for step in "${on_exit[@]}"; do
    "$step" "$code"
  done
  [[ -n $scratch ]] && rm -rf -- "$scratch"
  ((code <= 6)) || code=$EXIT_GENERAL
  exit "$code"
}

# start: traps, run id, settings, scratch directory; every job calls it first.
start() {
  trap 'die $EXIT_GENERAL unexpected "line $LINENO of ${BASH_SOURCE[0]##*/} failed: ${BASH_COMMAND%% *}" status $?' ERR
  trap leave EXIT
  trap 'die $EXIT_GENERAL stopped "stopped by a signal: deadline exceeded or the pod was deleted"' TERM INT
  # A reader that died shows by its own exit code; a trap, unlike '', is not inherited by the tools.
  trap : PIPE
  # What the shell or a tool writes to stderr becomes a log line too, masked like the others.
  exec {log_fd}>&2 2> >(in_background && while IFS= read -r line; do log warn output "$line"; done)
  new_id run
  read_settings
  make_scratch
}

# hand_over COMMAND...: replaces this job by another, which logs to the same place and starts afresh.
hand_over() {
  trap - ERR EXIT TERM INT PIPE
  rm -rf -- "$scratch"
  exec 2>&"$log_fd" {log_fd}>&-
  exec "$@"
}

# require_number NAME SMALLEST LARGEST: leaves with 2 unless the variable holds a whole number in these limits.
require_number() {
  is_number "${!1}" "$2" "$3" || die $EXIT_ARGUMENTS arguments "$1 '${!1}' must be a whole number from $2 to $3"
}

# is_number TEXT SMALLEST LARGEST: whether the text is a whole number in these limits; no leading zero, as in octal.
is_number() {
  [[ $1 =~ ^(0|[1-9][0-9]{0,8})$ ]] && (($1 >= $2 && $1 <= $3))
}

# pause SECONDS: sleeps, and lets a signal through at once.
pause() {
  background sleep "$1"
  wait "$group"
}

# new_id NAME: sets NAME to an id of this moment, <UTC time>-<6 hex digits>.
new_id() {
  local stamp tail
  printf -v stamp '%(%Y%m%dT%H%M%SZ)T' -1
  printf -v tail '%06x' $((SRANDOM & 0xffffff))
  printf -v "$1" '%s-%s' "$stamp" "$tail"
}

# compact ID: an id as a database's name can hold it, 22 characters: 20260131t020000_a1b2c3.
compact() {
  local id=${1,,}
  printf '%s' "${id/z-/_}"
}

# The free bytes of the scratch directory, or nothing when there is none.
scratch_free() {
  df --output=avail -B1 -- "$TMPDIR" 2>/dev/null | tail -n 1 | tr -d ' '
}

make_scratch() {
  local free
  free=$(scratch_free) ||
    die $EXIT_CONFIGURATION scratch_missing "TMPDIR $TMPDIR does not exist; mount the job's emptyDir"
  ((free >= scratch_bytes)) ||
    die $EXIT_GENERAL scratch_full "disk full: $TMPDIR has $free bytes free, this job needs $scratch_bytes; raise the emptyDir's sizeLimit"
  scratch=$(mktemp -d -- "$TMPDIR/lifeboat.XXXXXX" 2>/dev/null) ||
    die $EXIT_CONFIGURATION scratch_missing "TMPDIR $TMPDIR cannot be written by uid $(id -u)"
}

# setting FILTER: one value of the settings, by jq.
setting() {
  jq -r "$1" -- "$LIFEBOAT_SETTINGS"
}

read_settings() {
  local file=${LIFEBOAT_SETTINGS:-} faults
  [[ -r $file ]] || die $EXIT_CONFIGURATION settings_missing "LIFEBOAT_SETTINGS '$file' cannot be read; mount the settings ConfigMap"
  faults=$(jq -rs --slurpfile schema "$here/settings.schema.json" -f "$here/settings.jq" -- "$file" 2>&1) ||
    die $EXIT_CONFIGURATION settings_invalid "settings $file cannot be checked: $faults"
  service=$(jq -r '.service? // "" | strings' -- "$file")
  [[ -z $faults ]] || die $EXIT_CONFIGURATION settings_invalid "settings $file: ${faults//$'\n'/; }"
}

# store ARGUMENTS...: the object store client.
store() {
  /usr/bin/python3 "$here/store.py" "$@"
}
