#!/bin/bash
# restore_command: pgbackrest-get.sh FILE PATH [REPOSITORY]. Asks this region's own repository, and the other one only where that
# does not answer: with both in one command, each question would wait for a region that is lost.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=infra/postgresql/server-lib.sh
source "$here/server-lib.sh"

readonly file=$1 path=$2 only=${3:-}
# is_gap REPOSITORY: whether it has a later segment than the one asked for. Asked once a minute: at the end of WAL every few seconds
# would be too often.
is_gap() {
  local newest stamp=$TMPDIR/gap-asked
  [[ -z $only && $file =~ ^[0-9A-F]{24}$ ]] || return 1
  [[ ! -e $stamp || $(find "$stamp" -mmin +1) ]] || return 1
  touch -- "$stamp"
  newest=$(newest_wal "$1") || return 1
  [[ $newest > $file ]]
}

code=0
for one in ${only:-"${repositories[@]}"}; do
  code=0
  archive "$one" --log-level-console=off --log-level-stderr=error --io-timeout=5 archive-get "$file" "$path" || code=$?
  # 1 says that the repository does not have it: the end, or a gap where it was down when the other took it.
  ((code > 1)) || { ((code == 1)) && is_gap "$one"; } || exit "$code"
done
# A server that is no standby takes a lower code for the end of WAL, and opens without the rest.
[[ -z $only ]] || code=255
exit "$code"
