#!/bin/bash
# Reads every file of the repositories again: backups and WAL, each by its checksum. A segment of WAL that was never there is
# found by the restore of archive-drill.sh.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=infra/postgresql/server-lib.sh
source "$here/server-lib.sh"

failed=()
for one in "${repositories[@]}"; do
  started=$SECONDS
  code=0
  archive "$one" --output=text verify >"$TMPDIR/verify.out" || code=$?
  report=$(<"$TMPDIR/verify.out")
  # A file that is missing or invalid is in the report; the program itself may leave with 0.
  if ((code == 0)) && ! grep -qE 'status: error|none found|(missing|checksum invalid|size invalid|other): [1-9]' <<<"$report"; then
    log info verify_completed "every file of the repository is as it was written" repository "$one" seconds "$((SECONDS - started))"
  else
    log error verify_failed "the repository is damaged or cannot be read (pgBackRest left with $code): $(tail -c 1500 <<<"$report" | tr -s '\n' ' ')" repository "$one"
    failed+=("$one")
  fi
done
((${#failed[@]} == 0)) || die "$EXIT_GENERAL" archive_verify_failed "repositories ${failed[*]} are not sound"
