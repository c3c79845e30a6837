#!/bin/bash
# Puts a custom resource definition of the release that a folder's go.mod pins into .sandbox/crds, once. Needs Go; the
# folder's go.sum guards it. Usage: fetch-definition.sh FOLDER MODULE FILE-IN-MODULE PLURAL [SED-SCRIPT]
set -euo pipefail
umask 022

if (($# < 4 || $# > 5)); then
  echo "usage: fetch-definition.sh FOLDER MODULE FILE-IN-MODULE PLURAL [SED-SCRIPT]" >&2
  exit 2
fi
cd "$1"
module=$2 file=$3 plural=$4 edit=${5:-}
version=$(awk -v module="$module" '$1 == "require" && $2 == module { print $3 }' go.mod)
target_dir=$(cd ../../.. && pwd)/.sandbox/crds
target=$target_dir/$plural-$version.yaml

if [[ -s $target ]]; then
  echo "$plural $version: definition already there" >&2
  exit 0
fi
if ! command -v go >/dev/null; then
  echo "$plural $version: go not found; install Go 1.25 or newer" >&2
  exit 1
fi

export GOTOOLCHAIN=local GOFLAGS=-mod=readonly
folder=$(go mod download -json "$module@$version" | sed -n 's/^[[:space:]]*"Dir": "\(.*\)",$/\1/p')
mkdir -p "$target_dir"
part=$(mktemp "$target.XXXXXX")
trap 'rm -f "$part"' EXIT
sed "$edit" "$folder/$file" >"$part"
chmod 0644 "$part"
mv "$part" "$target"
echo "$plural $version: definition in $target" >&2
