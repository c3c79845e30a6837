#!/bin/bash
# Backs up the namespace's configuration (STOCK-4): reads the Kubernetes API as this pod's service account, drops what
# the server fills in itself, and streams one JSON List through zstd and age into the vault, manifest last.
# shellcheck source-path=SCRIPTDIR
source "$(dirname -- "${BASH_SOURCE[0]}")/lib.sh"
source "$here/upload-lib.sh"
source "$here/config-lib.sh"

readonly page_items=250

main() {
  start
  local id=$run started upload_code=0 statuses=() counts='' half=''
  require_account
  # curl reads the header from a file: a token on the command line is in the process list.
  printf 'Authorization: Bearer %s\n' "$(<"$account/token")" >"$scratch/header"
  write_recipients
  printf -v started '%(%Y-%m-%dT%H:%M:%SZ)T' -1
  log info config_backup_started "reading $(setting '.configResources | length') resources of namespace $(setting .namespace)" backupId "$id"

  open_upload config "$(setting .configPrefix)/$id.json.zst.age"
  background config_stream
  wait "$group" || true
  [[ ! -s $scratch/statuses ]] || read -ra statuses <"$scratch/statuses"
  if [[ ${statuses[*]} == '0 0 0 0' ]]; then
    counts=$(jq -Rsc 'split("\n") | map(select(length > 0) | split("\t") | {(.[0]): (.[1] | tonumber)}) | add // {}' "$scratch/counts")
    half=$(jq -cn --slurpfile settings "$LIFEBOAT_SETTINGS" --arg id "$id" --argjson resources "$counts" --arg startedAt "$started" \
      '{version: 1, id: $id, service: $settings[0].service, namespace: $settings[0].namespace, resources: $resources,
        startedAt: $startedAt, finishedAt: (now | todate), ageRecipients: $settings[0].ageRecipients,
        format: "kubernetes List, zstd, age"}')
  fi
  close_upload "$half" || upload_code=$?
  require_pipeline "$upload_code" "read:${statuses[0]-1}:$(read_exit_code "${statuses[0]-1}")" "list:${statuses[1]-1}:$EXIT_GENERAL" \
    "compress:${statuses[2]-1}:$EXIT_GENERAL" "encrypt:${statuses[3]-1}:$EXIT_GENERAL"

  log info config_backup_finished "configuration backup $id completed" backupId "$id" @resources "$counts" \
    bytes "$(jq .bytes "$scratch/upload.json")" totalSeconds "$(seconds_since "$started_us")"
  printf '%s\n' "$id"
}

config_stream() {
  in_background
  detach_upload
  read_resources 2>"$scratch/read.err" |
    as_list 2>"$scratch/list.err" |
    zstd -3 -q 2>"$scratch/compress.err" |
    age -R "$scratch/recipients" 2>"$scratch/encrypt.err" 1>&"$upload_fd"
  printf '%s\n' "${PIPESTATUS[*]}" >"$scratch/statuses"
}

# Makes one List of objects, one a line. They pass one at a time: a namespace's whole List would take the pod's memory.
as_list() {
  printf '{"apiVersion":"v1","kind":"List","items":[' && paste -sd, && printf ']}\n'
}

# Prints the objects of every configured path, page by page; leaves with 5 when one may not be read.
read_resources() {
  local path next count status page=$scratch/page
  while read -r path; do
    next='' count=0
    while :; do
      status=$(curl --silent --show-error --cacert "$account/ca.crt" --header "@$scratch/header" --connect-timeout 5 \
        --max-time 60 --retry 3 --get --data-urlencode "limit=$page_items" ${next:+--data-urlencode "continue=$next"} \
        --output "$page" --write-out '%{http_code}' "$api$path") || return "$EXIT_GENERAL"
      case $status in
      200) ;;
      401 | 403) printf '%s: status %s: %s' "$path" "$status" "$(jq -r '.message // "-"' "$page")" >&2 && return "$EXIT_PERMISSION" ;;
      *) printf '%s: status %s: %s' "$path" "$status" "$(jq -r '.message // "-"' "$page")" >&2 && return "$EXIT_GENERAL" ;;
      esac
      # The items of a list come without their kind; it is the list's, less "List".
      jq -c '(.kind | sub("List$"; "")) as $kind | .apiVersion as $version | .items[]
        | {apiVersion: $version, kind: $kind} + . | del(.status, .metadata.managedFields, .metadata.uid,
            .metadata.resourceVersion, .metadata.generation, .metadata.creationTimestamp, .metadata.selfLink)' "$page" || return
      count=$((count + $(jq '.items | length' "$page")))
      next=$(jq -r '.metadata.continue // ""' "$page")
      [[ -n $next ]] || break
    done
    printf '%s\t%s\n' "$path" "$count" >>"$scratch/counts"
  done < <(setting '.configResources[]')
}

read_exit_code() {
  if (($1 == EXIT_PERMISSION)); then printf '%s' "$EXIT_PERMISSION"; else printf '%s' "$EXIT_GENERAL"; fi
}

main "$@"
