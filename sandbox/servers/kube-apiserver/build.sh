#!/bin/bash
# Builds the API server that go.mod pins into .sandbox/bin, once. Progress on stderr; safe to run several times at once.
set -euo pipefail
umask 022

cd "$(dirname "${BASH_SOURCE[0]}")"
version=$(awk '$1 == "k8s.io/kubernetes" { print $2; exit } $2 == "k8s.io/kubernetes" && $1 == "require" { print $3; exit }' go.mod)
target_dir=$(cd ../../.. && pwd)/.sandbox/bin
target=$target_dir/kube-apiserver-$version

mkdir -p "$target_dir"
exec 9>"$target_dir/.kube-apiserver.lock"
flock 9
if [[ -x $target ]]; then
  echo "kube-apiserver $version: already built" >&2
  exit 0
fi
if ! command -v go >/dev/null; then
  echo "kube-apiserver $version: go not found; install Go 1.25 or newer" >&2
  exit 1
fi

# Another compiler than the one at hand would be a download.
export GOTOOLCHAIN=local CGO_ENABLED=0 GOFLAGS=-mod=readonly
# The compiler collects its garbage only where it would take more than this.
export GOGC=${GOGC:-off} GOMEMLIMIT=${GOMEMLIMIT:-1GiB}
started=$SECONDS
echo "kube-apiserver $version: fetching modules" >&2
go mod download
packages=$(go list -deps k8s.io/kubernetes/cmd/kube-apiserver | wc -l)
echo "kube-apiserver $version: compiling $packages packages, about 3 minutes on two idle cores" >&2
part=$(mktemp "$target.XXXXXX")
trap 'rm -f "$part"' EXIT
nice go build -v -trimpath -buildvcs=false -gcflags=all=-dwarf=false \
  -ldflags "-s -w -X k8s.io/component-base/version.gitVersion=$version" \
  -o "$part" k8s.io/kubernetes/cmd/kube-apiserver 2>&1 |
  awk -v all="$packages" '/^[a-z]+(\.|\/|$)/ { n++; if (n % 200 == 0) print "  " n " of at most " all " packages"; next } { print }' >&2
chmod 0755 "$part"
mv "$part" "$target"
echo "kube-apiserver $version: built in $((SECONDS - started)) s" >&2
