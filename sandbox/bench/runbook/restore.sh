#!/bin/bash
# The restore of STOCK-1's runbook into a fresh database, with names from the environment: download, decompress, restore.
set -euo pipefail
file=$BACKUP_DIR/restore.dump
rm -f -- "$file"
aws --endpoint-url "$S3_ENDPOINT" s3 cp "s3://$RUNBOOK_BUCKET/postgresql/daily/backup.dump.gz" "$file.gz"
gunzip "$file.gz"
psql -d postgres -c "CREATE DATABASE $RESTORE_DATABASE"
pg_restore -d "$RESTORE_DATABASE" --verbose --clean --if-exists --no-owner --no-privileges "$file"
