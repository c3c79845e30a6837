#!/bin/bash
# Puts the definitions of the operator's kinds, of the release that go.mod pins, into .sandbox/crds, once. Needs Go; go.sum
# guards them.
set -euo pipefail
umask 022

cd "$(dirname "${BASH_SOURCE[0]}")"
module=github.com/prometheus-operator/prometheus-operator
version=$(awk -v module="$module" '$1 == "require" && $2 == module { print $3 }' go.mod)
target_dir=$(cd ../../.. && pwd)/.sandbox/crds
kinds=(prometheusrules servicemonitors probes)

lacking=()
for kind in "${kinds[@]}"; do
  [[ -s $target_dir/$kind-$version.yaml ]] || lacking+=("$kind")
done
if ((${#lacking[@]} == 0)); then
  echo "prometheus-operator $version: definitions already there" >&2
  exit 0
fi
if ! command -v go >/dev/null; then
  echo "prometheus-operator $version: go not found; install Go 1.25 or newer" >&2
  exit 1
fi

export GOTOOLCHAIN=local GOFLAGS=-mod=readonly
folder=$(go mod download -json "$module@$version" | sed -n 's/^[[:space:]]*"Dir": "\(.*\)",$/\1/p')
mkdir -p "$target_dir"
part=''
trap 'rm -f "$part"' EXIT
for kind in "${lacking[@]}"; do
  part=$(mktemp "$target_dir/$kind.XXXXXX")
  cat "$folder/example/prometheus-operator-crd/monitoring.coreos.com_$kind.yaml" >"$part"
  chmod 0644 "$part"
  mv "$part" "$target_dir/$kind-$version.yaml"
done
echo "prometheus-operator $version: ${lacking[*]} in $target_dir" >&2
