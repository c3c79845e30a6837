#!/bin/bash
# The least that any logical backup costs: the dump alone, neither compressed nor kept.
set -euo pipefail
pg_dump --format=custom --compress=0 >/dev/null
