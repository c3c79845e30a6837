#!/bin/bash
# Uploads a stream with a commit: the object is completed only after the whole pipeline before it succeeded.
# Sourced after lib.sh.
# shellcheck disable=SC2154 # scratch, here and the exit codes come from lib.sh

# open_upload COMMAND [ARGUMENTS]...: starts the uploader; the stream goes to the descriptor in `upload_fd`.
open_upload() {
  mkfifo -- "$scratch/data" "$scratch/commit"
  background upload_from_fifo "$@"
  upload_group=$group
  exec {upload_fd}>"$scratch/data" {commit_fd}>"$scratch/commit"
}

upload_from_fifo() {
  in_background
  exec /usr/bin/python3 "$here/store.py" "$@" <"$scratch/data" 3<"$scratch/commit" \
    >"$scratch/upload.json" 2>"$scratch/upload.err"
}

# Called in the pipeline's own shell: a descriptor that it does not close stays open for the uploader.
detach_upload() {
  exec {commit_fd}>&-
}

# close_upload MANIFEST: commits with this job's half of the manifest, one line of JSON, or aborts when it is empty;
# returns the uploader's exit code; its result is in $scratch/upload.json.
close_upload() {
  exec {upload_fd}>&-
  [[ -z $1 ]] || printf '%s\n' "$1" 1>&"$commit_fd" 2>/dev/null || true
  exec {commit_fd}>&-
  wait "$upload_group"
}

# write_recipients: the public keys as age reads them, in $scratch/recipients.
write_recipients() {
  setting '.ageRecipients[]' >"$scratch/recipients"
}

# require_pipeline UPLOAD_CODE NAME:CODE:EXIT_CODE...: names the first cause when a stage of a pipeline failed.
# A stage ended by SIGPIPE (141) was cut off by a later one and is not the cause.
require_pipeline() {
  local upload=$1 stage name code exit_code cut=''
  shift
  ((upload == 0 || upload == STORE_BYSTANDER)) ||
    die "$((upload > 6 ? EXIT_GENERAL : upload))" upload_failed "upload failed: $(said "$scratch/upload.err")"
  for stage in "$@"; do
    IFS=: read -r name code exit_code <<<"$stage"
    case $code in
    0) ;;
    141) cut+=" $name" ;;
    *) die "$exit_code" "${name}_failed" "$name failed with status $code: $(said "$scratch/$name.err")" ;;
    esac
  done
  [[ -z $cut && $upload == 0 ]] || die "$EXIT_GENERAL" pipeline_failed "the stream was cut off at${cut:- the upload}: $(said "$scratch/upload.err")"
}
