#!/bin/bash
# The backup of STOCK-1's runbook, with names from the environment. Its "pg_restore --list" of the gzipped file is left
# out: it cannot read one.
set -euo pipefail
file=$BACKUP_DIR/backup.dump
rm -f -- "$file.gz"
pg_dump --verbose --clean --no-owner --no-privileges --format=custom >"$file"
gzip "$file"
aws --endpoint-url "$S3_ENDPOINT" s3 cp "$file.gz" "s3://$RUNBOOK_BUCKET/postgresql/daily/"
