#!/bin/bash
# Puts the Certificate definition of the release that go.mod pins into .sandbox/crds, once. Needs Go; go.sum guards it.
set -euo pipefail
umask 022

cd "$(dirname "${BASH_SOURCE[0]}")"
module=github.com/cert-manager/cert-manager
version=$(awk -v module="$module" '$1 == "require" && $2 == module { print $3 }' go.mod)
target_dir=$(cd ../../.. && pwd)/.sandbox/crds
target=$target_dir/certificates-$version.yaml

if [[ -s $target ]]; then
  echo "cert-manager $version: definition already there" >&2
  exit 0
fi
if ! command -v go >/dev/null; then
  echo "cert-manager $version: go not found; install Go 1.25 or newer" >&2
  exit 1
fi

export GOTOOLCHAIN=local GOFLAGS=-mod=readonly
folder=$(go mod download -json "$module@$version" | sed -n 's/^[[:space:]]*"Dir": "\(.*\)",$/\1/p')
mkdir -p "$target_dir"
part=$(mktemp "$target.XXXXXX")
trap 'rm -f "$part"' EXIT
# The module holds the chart's template; only its labels are more than a definition.
sed '/^  labels:$/,/^    # Generated labels/d' "$folder/deploy/crds/crd-certificates.yaml" >"$part"
chmod 0644 "$part"
mv "$part" "$target"
echo "cert-manager $version: definition in $target" >&2
