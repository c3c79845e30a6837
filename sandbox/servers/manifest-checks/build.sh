#!/bin/bash
# Builds kubeconform and kube-score, as go.mod pins them, into .sandbox/bin, once. Progress on stderr.
set -euo pipefail
umask 022

cd "$(dirname "${BASH_SOURCE[0]}")"
target_dir=$(cd ../../.. && pwd)/.sandbox/bin
mkdir -p "$target_dir"
exec 9>"$target_dir/.manifest-checks.lock"
flock 9

# Another compiler than the one at hand would be a download.
export GOTOOLCHAIN=local CGO_ENABLED=0 GOFLAGS=-mod=readonly
# The compiler collects its garbage only where it would take more than this.
export GOGC=${GOGC:-off} GOMEMLIMIT=${GOMEMLIMIT:-1GiB}
for module in github.com/yannh/kubeconform github.com/zegl/kube-score; do
  name=${module##*/}
  version=$(awk -v module="$module" '$1 == module { print $2; exit }' go.mod)
  target=$target_dir/$name-$version
  if [[ -x $target ]]; then
    echo "$name $version: already built" >&2
    continue
  fi
  if ! command -v go >/dev/null; then
    echo "$name $version: go not found; install Go 1.25 or newer" >&2
    exit 1
  fi
  started=$SECONDS
  echo "$name $version: compiling" >&2
  part=$(mktemp "$target.XXXXXX")
  trap 'rm -f "$part"' EXIT
  nice go build -trimpath -buildvcs=false -gcflags=all=-dwarf=false -ldflags "-s -w" -o "$part" "$module/cmd/$name"
  chmod 0755 "$part"
  mv "$part" "$target"
  echo "$name $version: built in $((SECONDS - started)) s" >&2
done
