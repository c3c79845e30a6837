#!/bin/bash
# Builds the API server and the kubectl of the version that go.mod pins into .sandbox/bin, once. Progress on stderr; safe
# to run several times at once.
set -euo pipefail
umask 022

cd "$(dirname "${BASH_SOURCE[0]}")"
version=$(awk '$1 == "k8s.io/kubernetes" { print $2; exit } $2 == "k8s.io/kubernetes" && $1 == "require" { print $3; exit }' go.mod)
target_dir=$(cd ../../.. && pwd)/.sandbox/bin

mkdir -p "$target_dir"
exec 9>"$target_dir/.kube-apiserver.lock"
flock 9
# Another compiler than the one at hand would be a download.
export GOTOOLCHAIN=local CGO_ENABLED=0 GOFLAGS=-mod=readonly
# The compiler collects its garbage only where it would take more than this.
export GOGC=${GOGC:-off} GOMEMLIMIT=${GOMEMLIMIT:-1GiB}
part=
trap '[[ -z $part ]] || rm -f "$part"' EXIT

build() {
  local program=$1 about=$2 target packages started=$SECONDS
  target=$target_dir/$program-$version
  if [[ -x $target ]]; then
    echo "$program $version: already built" >&2
    return
  fi
  if ! command -v go >/dev/null; then
    echo "$program $version: go not found; install Go 1.25 or newer" >&2
    exit 1
  fi
  echo "$program $version: fetching modules" >&2
  go mod download
  packages=$(go list -deps "k8s.io/kubernetes/cmd/$program" | wc -l)
  echo "$program $version: compiling $packages packages, about $about on two idle cores" >&2
  part=$(mktemp "$target.XXXXXX")
  nice go build -v -trimpath -buildvcs=false -gcflags=all=-dwarf=false \
    -ldflags "-s -w -X k8s.io/component-base/version.gitVersion=$version" \
    -o "$part" "k8s.io/kubernetes/cmd/$program" 2>&1 |
    awk -v all="$packages" '/^[a-z]+(\.|\/|$)/ { n++; if (n % 200 == 0) print "  " n " of at most " all " packages"; next } { print }' >&2
  chmod 0755 "$part"
  mv "$part" "$target"
  part=
  echo "$program $version: built in $((SECONDS - started)) s" >&2
}

build kube-apiserver "3 minutes"
# It shares most of its packages with the API server.
build kubectl "20 seconds"
