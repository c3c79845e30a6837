#!/usr/bin/env bash
# Reviews the checked-out change against $BASE: the report goes to out/review.md and the job's summary, the exit code to the step's
# output `code`. Fails where there is no report to approve: on an error, or wrong arguments. $PROGRAM, with $STACK, $APPROVAL and
# $SETTINGS, one key=value a line, is another program than this repository's.
set -euo pipefail
umask 077

root=$(cd "$(dirname "$0")/../.." && pwd)
options=()
if [[ -n ${PROGRAM:-} ]]; then options+=(--program "$PROGRAM"); fi
if [[ -n ${STACK:-} ]]; then options+=(--stack "$STACK"); fi
if [[ -n ${APPROVAL:-} ]]; then options+=(--approval "$APPROVAL"); fi
while IFS= read -r setting; do
  if [[ -n $setting ]]; then options+=(--config "$setting"); fi
done <<<"${SETTINGS:-}"

code=0
mkdir -p out
npm --prefix "$root" run --silent review -- --base "$BASE" "${options[@]}" >out/review.md || code=$?
cat out/review.md >>"$GITHUB_STEP_SUMMARY"
printf 'code=%s\n' "$code" >>"$GITHUB_OUTPUT"
((code == 0 || code == 10))
