# shellcheck shell=bash
# Sourced by .ci/run: what a run of this checkout could leave on the machine, a line each. Clusters of this checkout have
# a bridge, and links and cgroups, named after their folder.
left_behind() {
  local here=$PWD bridge process command
  bridge=lb$(printf %s "$here/.sandbox/clusters" | sha256sum | cut -c 1-6)
  grep -F -e "${here// /\\040}/.sandbox/" -e /tmp/lifeboat- /proc/mounts
  ip -brief link | awk -v bridge="$bridge" 'index($1, bridge) == 1 { print "link " $1 }'
  find /sys/fs/cgroup -type d -name "$bridge-*" -prune
  ls -d .sandbox/clusters/* /tmp/lifeboat-* 2>/dev/null
  for process in /proc/[0-9]*; do
    command=$(tr '\0' ' ' 2>/dev/null <"$process/cmdline") || continue
    [[ $command != *"$here/.sandbox/"* && $command != */tmp/lifeboat-* ]] || echo "process ${process#/proc/}: $command"
  done
}

# Fails where something is there that was not there before. Usage: nothing_left BEFORE
nothing_left() {
  local left
  left=$(comm -13 <(sort <<<"$1") <(left_behind | sort))
  [[ -z $left ]] || {
    printf 'left behind:\n%s\n' "$left"
    return 1
  }
}
