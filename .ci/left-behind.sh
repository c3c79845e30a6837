# shellcheck shell=bash
# Sourced by .ci/run: what a run of this checkout could leave on the machine, a line each.
left_behind() {
  local here=$PWD pid command
  grep -E "$here/|/tmp/lifeboat-" /proc/mounts
  ip -brief link | awk '$1 ~ /^lb[0-9a-f]+/ { print "link " $1 }'
  find /sys/fs/cgroup -type d -name 'lifeboat-*' -prune
  ls -d .sandbox/clusters/* /tmp/lifeboat-* 2>/dev/null
  for pid in /proc/[0-9]*; do
    command=$(tr '\0' ' ' 2>/dev/null <"$pid/cmdline") || continue
    # The gate itself is called by its path, and what it runs just now by this one.
    if [[ $command == *"$here/"* || $command == */tmp/lifeboat-* ]]; then
      [[ $command == *.ci/run* ]] || echo "process ${pid#/proc/}: $command"
    fi
  done
}

# Fails where something is there that was not there before. Usage: nothing_left BEFORE
nothing_left() {
  local left
  left=$(comm -13 <(sort <<<"$1") <(left_behind | sort))
  [[ -z $left ]] || { printf 'left behind:\n%s\n' "$left"; return 1; }
}
