#!/bin/bash
# Compares a configuration backup with the cluster, object by object, by the API server's own dry run; with
# CONFIG_DRY_RUN=false applies what differs or is missing. It deletes nothing.
# shellcheck source-path=SCRIPTDIR
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
source "$here/restore-lib.sh"
source "$here/config-lib.sh"

main() {
  start
  local side=${RESTORE_FROM:-vault} wanted=${CONFIG_BACKUP:-latest} code=0 id
  export CONFIG_DRY_RUN=${CONFIG_DRY_RUN:-true} CONFIG_ONLY=${CONFIG_ONLY:-}
  require_arguments
  require_account
  require_identity
  choose_config "$side" "$wanted" || code=$?
  ((code == 0)) || store_failed config "$code"
  id=$(jq -r .id -- "$scratch/config.json")
  log info config_restore_started "configuration backup $id of $side, from $(jq -r .startedAt -- "$scratch/config.json")" \
    backupId "$id" dryRun "$CONFIG_DRY_RUN" only "$CONFIG_ONLY" @resources "$(jq -c .resources -- "$scratch/config.json")"
  require_namespace "$id"
  read_config "$side" "$scratch/objects" ||
    die "$?" config_backup_failed "configuration backup $id cannot be restored, and nothing is written: $config_cause"
  apply_objects
  printf '%s\n' "$id"
}

require_arguments() {
  local faults=() word words
  [[ $wanted == latest || $wanted =~ ^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{6}$ ||
    $wanted =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$ ]] ||
    faults+=("CONFIG_BACKUP '$wanted' must be latest, a configuration backup's id, or an RFC 3339 time with its zone")
  [[ $CONFIG_DRY_RUN == true || $CONFIG_DRY_RUN == false ]] ||
    faults+=("CONFIG_DRY_RUN '$CONFIG_DRY_RUN' must be true or false")
  [[ $side =~ ^(source|vault|peer)$ ]] || faults+=("RESTORE_FROM '$side' must be source, vault or peer")
  IFS=, read -ra words <<<"$CONFIG_ONLY"
  for word in "${words[@]}"; do
    [[ $word =~ ^[A-Za-z]+/([A-Za-z0-9][A-Za-z0-9.:_-]*|\*)$ ]] ||
      faults+=("CONFIG_ONLY '$word' must be kind/name or kind/*, with commas between several")
  done
  ((${#faults[@]} == 0)) || die "$EXIT_ARGUMENTS" arguments "$(printf '%s; ' "${faults[@]}")"
}

# require_namespace ID: objects of the other environment have its hosts and its secrets in them: only what is named comes over.
require_namespace() {
  local namespace
  namespace=$(jq -r .namespace -- "$scratch/config.json")
  [[ $namespace == "$(setting .namespace)" || -n $CONFIG_ONLY ]] ||
    die "$EXIT_ARGUMENTS" other_environment "configuration backup $1 is of namespace $namespace, this job's is $(setting .namespace): name in CONFIG_ONLY what to restore of it"
}

apply_to_pipe() {
  in_background
  KUBERNETES_API=$api exec /usr/bin/python3 "$here/config_restore.py" "$scratch/objects" "$scratch/config.json" "$account" \
    >"$scratch/events" 2>"$scratch/apply.err"
}

# apply_objects: logs each event as it arrives; ends with an error at the end.
apply_objects() {
  local cause=() code=0
  mkfifo -- "$scratch/events"
  background apply_to_pipe
  log_events
  wait "$group" || code=$?
  ((code == 0)) ||
    die "$((code > 6 ? EXIT_GENERAL : code))" "${cause[0]:-config_restore_failed}" "${cause[1]:-the restore failed: $(said "$scratch/apply.err")}"
}

main "$@"
