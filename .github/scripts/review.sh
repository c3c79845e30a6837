#!/usr/bin/env bash
# Reviews the checked-out change against $BASE: the report goes to out/review.md and the job's summary, the exit code to the step's
# output `code`. Fails where there is no report to approve: on an error, or wrong arguments.
set -euo pipefail
umask 077

code=0
mkdir -p out
npm run --silent review -- --base "$BASE" >out/review.md || code=$?
cat out/review.md >>"$GITHUB_STEP_SUMMARY"
printf 'code=%s\n' "$code" >>"$GITHUB_OUTPUT"
((code == 0 || code == 10))
