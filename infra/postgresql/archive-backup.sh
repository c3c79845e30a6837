#!/bin/bash
# A physical backup of the server into each repository, one after the other: LIFEBOAT_BACKUP_TYPE is full, diff or incr. Where
# one repository is down, the other is backed up all the same, and the job fails.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=infra/postgresql/server-lib.sh
source "$here/server-lib.sh"

type=${LIFEBOAT_BACKUP_TYPE:-}
case $type in
full | diff | incr) ;;
*) die "$EXIT_ARGUMENTS" arguments "LIFEBOAT_BACKUP_TYPE '$type' must be full, diff or incr" ;;
esac

# damaged_in REPOSITORY: the backups since the last full one, with it, in which a page failed its checksum, and the files.
# pgBackRest keeps such a backup, because the rest of it may be needed, and looks no more at a file that did not change since:
# the next incremental one alone would say that all is well, or not which file.
damaged_in() {
  local labels one
  labels=$(archive_quietly "$1" --output=json info | jq -r '[.[].backup[]?] | if . == [] then error("no backup") else . end
    | (map(select(.type == "full")) | max_by(.timestamp.stop)) as $full
    | .[] | select(.timestamp.stop >= $full.timestamp.stop and .error == true) | .["label"]') || return 1
  for one in $labels; do
    archive_quietly "$1" --set="$one" --output=json info | jq -r '.[].backup[] | .["label"], .["error-list"][]?' || return 1
  done | sort -u
}

failed=()
for one in "${repositories[@]}"; do
  started=$SECONDS
  log info backup_started "$type backup" repository "$one" type "$type"
  code=0
  # Old backups, and the WAL that none of the kept ones needs, go once a new one is there.
  archive "$one" --type="$type" backup >&2 || code=$?
  damaged=''
  # A repository that has just taken a backup and does not list it has not kept it.
  if ((code == 0)); then damaged=$(damaged_in "$one" | tr '\n' ' ') || code=1; fi
  if ((code == 0)) && [[ $damaged == *[![:space:]]* ]]; then
    log error pages_damaged "$type backup completed, but pages of the database failed their checksum, in backups and files: $damaged; restore a backup from before, look at the disk, and take a full backup" repository "$one" type "$type"
    failed+=("$one:102")
  elif ((code == 0)); then
    log info backup_completed "$type backup completed" repository "$one" type "$type" seconds "$((SECONDS - started))"
  else
    log error backup_failed "$type backup failed: pgBackRest left with $code, see its messages above" repository "$one" type "$type"
    failed+=("$one:$code")
  fi
done
((${#failed[@]} > 0)) || exit 0
for one in "${failed[@]}"; do
  case ${one#*:} in
  # Nothing was entered for this database; another version or another database is there; the server does not answer.
  55) code=$EXIT_NOT_FOUND ;;
  28 | 44 | 51) code=$EXIT_CONFIGURATION ;;
  56 | 57 | 58 | 124 | 125) code=$EXIT_DATABASE ;;
  *) code=$EXIT_GENERAL ;;
  esac
done
die "$code" archive_backup_failed "no $type backup in repositories ${failed[*]%%:*}" type "$type"
