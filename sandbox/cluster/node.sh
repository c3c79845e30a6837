#!/bin/bash
# First process of a cluster's node, in namespaces of its own: when it ends, by whatever signal, the kernel ends every
# process, mount, route and table of the node with it. Starts each server again that ends.
# Usage: node.sh FOLDER, which holds servers/<name>, files with one argument a line. A line on stdin says that the
# network is there.
set -euo pipefail
# Containers' root directories would inherit a stricter one.
umask 022

folder=$1
# As systemd has it: what kubelet mounts for one container reaches others of the node. Nothing reaches the machine.
mount --make-rshared /
mount -t proc proc /proc
mount -t tmpfs -o mode=0755,nosuid,nodev run /run
for part in lib log; do
  mkdir -p "$folder/var/$part"
  mount --bind "$folder/var/$part" "/var/$part"
done
mkdir -p /run/netns
# kubelet sets these for the whole machine: it gets files in their place.
for flag in vm/overcommit_memory vm/panic_on_oom kernel/panic kernel/panic_on_oops kernel/keys/root_maxkeys \
  kernel/keys/root_maxbytes; do
  mkdir -p "/run/flags/${flag%/*}"
  cat "/proc/sys/$flag" >"/run/flags/$flag"
  mount --bind "/run/flags/$flag" "/proc/sys/$flag"
done
sysctl -qw net.ipv4.ip_forward=1
read -r _

supervise() { # name
  local command
  mapfile -t command <"$folder/servers/$1"
  while true; do
    "${command[@]}" >>"$folder/logs/$1.log" 2>&1 </dev/null || true
    echo "$1 ended and is started again" >>"$folder/logs/$1.log"
    sleep 0.5
  done
}

for server in "$folder"/servers/*; do supervise "${server##*/}" & done
wait
