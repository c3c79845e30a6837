#!/bin/bash
# What the jobs about configuration backups share: the account of the pod, the choice of a backup, and its check. Sourced
# after lib.sh and, where backups are read, restore-lib.sh.
# shellcheck disable=SC2034,SC2154 # names are shared with the scripts and the other libraries

readonly account=${LIFEBOAT_SERVICEACCOUNT_DIR:-/var/run/secrets/kubernetes.io/serviceaccount}

# Ids of the configuration backups that this run has checked, in order.
checked_configs=()

# require_account: URL of the Kubernetes API in `api`, its token masked in the log from now on.
require_account() {
  [[ -n ${KUBERNETES_SERVICE_HOST:-} && -n ${KUBERNETES_SERVICE_PORT:-} && -r $account/token && -r $account/ca.crt ]] ||
    die "$EXIT_CONFIGURATION" account_missing "no service account in this pod: KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT, $account/token and ca.crt are needed"
  secrets+=("$(<"$account/token")")
  api=https://$(bracket "$KUBERNETES_SERVICE_HOST"):$KUBERNETES_SERVICE_PORT
}

bracket() {
  if [[ $1 == *:* ]]; then printf '[%s]' "$1"; else printf '%s' "$1"; fi
}

# choose_config SIDE WHAT: manifest of a configuration backup of vault, source or peer in $scratch/config.json; returns the
# store's exit code, its message is in $scratch/config.err.
choose_config() {
  local code=0
  RESTORE_FROM=$1 background store_to config select-config "$2"
  wait "$group" || code=$?
  return "$code"
}

# read_config SIDE [FILE]: downloads the chosen backup, compares its checksum, opens it, and checks that every object parses
# and that each path has as many as the manifest says. With FILE, writes the objects to it, one a line, dependencies first.
# Returns 0, or an exit code with the cause in `config_cause`.
read_config() {
  local statuses=() stage index=0
  config_cause='the stream was killed'
  rm -f -- "$scratch/statuses"
  RESTORE_FROM=$1 background config_pipeline "${2:-/dev/null}"
  wait "$group" || true
  [[ ! -s $scratch/statuses ]] || read -ra statuses <"$scratch/statuses"
  ((${#statuses[@]} == 4)) || return "$EXIT_GENERAL"
  [[ ${statuses[*]} =~ [1-9] ]] || return 0
  if grep -q 'no identity matched' "$scratch/decrypt.err"; then
    config_cause="the private key in $identity does not open it, it is encrypted to $(jq -r '.ageRecipients | join(", ")' -- "$scratch/config.json")"
    return "$EXIT_CONFIGURATION"
  fi
  # A damaged object is the cause of whatever failed because of it.
  for stage in get decrypt decompress check; do
    case ${statuses[index]} in
    0 | 141 | "$STORE_BYSTANDER") ;;
    *)
      config_cause="$stage failed with status ${statuses[index]}: $(said "$scratch/$stage.err")"
      [[ $stage == get ]] && ((statuses[index] <= 6)) && return "${statuses[index]}"
      return "$EXIT_GENERAL"
      ;;
    esac
    index=$((index + 1))
  done
  config_cause="the stream was cut off (${statuses[*]})"
  return "$EXIT_GENERAL"
}

config_pipeline() {
  in_background
  store get "$scratch/config.json" 2>"$scratch/get.err" </dev/null | decrypt | zstd -dcq 2>"$scratch/decompress.err" |
    /usr/bin/python3 "$here/config_read.py" "$scratch/config.json" "$1" 2>"$scratch/check.err" >/dev/null
  printf '%s\n' "${PIPESTATUS[*]}" >"$scratch/statuses"
}

# config_sides: where configuration backups are checked: what this environment writes itself, and what it would restore
# the database from, where that is another bucket.
config_sides() {
  local side=${RESTORE_FROM:-source}
  echo vault
  [[ $(setting ".$side.bucket") == "$(setting .vault.bucket)" ]] || printf '%s\n' "$side"
}

# verify_configs: checks the newest configuration backup of each side; dies where one cannot be restored. Where there is
# none, an environment is new or config-backup fails, which has alerts of its own: a warning.
verify_configs() {
  local sides side
  mapfile -t sides < <(config_sides)
  for side in "${sides[@]}"; do
    verify_config "$side"
  done
}

# verify_config SIDE
verify_config() {
  local code=0 id where
  where="s3://$(setting ".$1.bucket")/$(setting .configPrefix)"
  choose_config "$1" latest || code=$?
  if ((code == EXIT_NOT_FOUND)); then
    log warn config_backup_missing "there is no configuration backup to verify: $(said "$scratch/config.err")" side "$1"
    return 0
  fi
  ((code == 0)) || config_failed "$code" "$1" "configuration backups of $where cannot be read: $(said "$scratch/config.err")"
  id=$(jq -r .id -- "$scratch/config.json")
  [[ $(jq '.skippedBackups | length' -- "$scratch/config.json") == 0 ]] ||
    log warn config_backup_skipped "configuration backup $id is used, a newer one is incomplete here: $(jq -r '.skippedBackups | join("; ")' -- "$scratch/config.json")" side "$1"
  read_config "$1" || config_failed $? "$1" "configuration backup $id in $where cannot be restored: $config_cause"
  checked_configs+=("$id")
  log info config_backup_verified "configuration backup $id has the right checksum, opens, and holds every object that its manifest counts" \
    backupId "$id" side "$1" @resources "$(jq -c .resources -- "$scratch/config.json")"
}

# config_failed CODE SIDE MESSAGE
config_failed() {
  die "$(($1 > 6 ? EXIT_GENERAL : $1))" config_backup_failed "$3" side "$2"
}

# with_configs: adds the ids of the checked configuration backups to the record on stdin.
with_configs() {
  jq '. + {configBackups: $ARGS.positional}' --args "${checked_configs[@]}"
}
