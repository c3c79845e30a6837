#!/bin/bash
# Builds the sandbox's Go programs, as their go.mod pins them, into .sandbox/bin/<program>-<version>, and puts the custom
# resource definitions of its modules into .sandbox/crds/<plural>-<version>.yaml. Each once: what is there is left alone.
# Progress on stderr; safe to run several times at once.
# Usage: build.sh [PROGRAM … | definitions]; without an argument, everything.
set -euo pipefail
umask 022

cd "$(dirname "${BASH_SOURCE[0]}")"
root=$(cd ../.. && pwd)
bin=$root/.sandbox/bin
crds=$root/.sandbox/crds

programs=$(grep -v '^#' programs.txt)

version_of() { # module [folder]
  awk -v module="$1" '$1 == module && $2 ~ /^v/ { print $2; exit } $1 == "require" && $2 == module { print $3; exit }' "${2:-.}/go.mod"
}

column() { # program column
  awk -v name="$1" -v column="$2" '$1 == name { print $column }' <<<"$programs"
}

target_of() { # program
  echo "$bin/$1-$(version_of "$(column "$1" 3)" "$(column "$1" 4)")"
}

folder_of() { # module [folder]
  (cd "${2:-.}" && go mod download "$1" && go list -m -f '{{.Dir}}' "$1")
}

wanted=("$@")
if [[ $# -eq 0 ]]; then mapfile -t wanted < <(awk '{ print $1 }' <<<"$programs") && wanted+=(definitions); fi

mkdir -p "$bin" "$crds"
exec 9>"$bin/.build.lock"
if ! flock --nonblock 9; then
  echo "tools: waiting for another build" >&2
  flock 9
fi

# Another compiler than the one at hand would be a download.
export GOTOOLCHAIN=local CGO_ENABLED=0 GOFLAGS=-mod=readonly
# The compiler collects its garbage only where it would take more than this.
export GOGC=${GOGC:-off} GOMEMLIMIT=${GOMEMLIMIT:-1GiB}

needs_go() {
  local asked
  asked=$(awk '$1 == "go" { print $2; exit }' go.mod)
  if ! command -v go >/dev/null; then
    echo "$1: go not found; install Go $asked or newer" >&2
    exit 1
  fi
  local have
  have=$(go env GOVERSION)
  if [[ $(printf '%s\n' "$asked" "${have#go}" | sort -V | head -n 1) != "$asked" ]]; then
    echo "$1: go is ${have#go}; install Go $asked or newer" >&2
    exit 1
  fi
}

# Builds the programs of one go.mod that are not there yet.
build() { # folder program…
  local folder=$1 started=$SECONDS name link cli
  shift
  local packages=()
  for name in "$@"; do packages+=("$(column "$name" 2)"); done
  needs_go "$1"
  echo "tools: fetching modules for $*" >&2
  all=$(cd "$folder" && go list -deps "${packages[@]}" | wc -l)
  echo "tools: compiling at most $all packages" >&2
  part=$(mktemp -d "$bin/.part.XXXXXX")
  # A version that a program has no place for is left out.
  link="-s -w -X k8s.io/component-base/version.gitVersion=$(version_of k8s.io/kubernetes)"
  cli=$(version_of github.com/pulumi/pulumi/pkg/v3)
  link+=" -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${cli#v}"
  # What the linker strips need not be compiled.
  (cd "$folder" && nice go build -v -trimpath -buildvcs=false -gcflags=all=-dwarf=false -ldflags "$link" -o "$part/" "${packages[@]}" 2>&1) |
    awk -v all="$all" '/^[a-z]+(\.|\/|$)/ { if (++n % 200 == 0) { print "  " n " of at most " all " packages"; fflush() } next } { print; fflush() }' >&2
  for name in "$@"; do
    if [[ $name == pulumi-resource-kubernetes ]]; then
      install -m 0644 "$(folder_of "$(column "$name" 3)" "$folder")/cmd/$name/schema.json" "$(target_of "$name").schema.json"
    fi
    chmod 0755 "$part/$name"
    mv "$part/$name" "$(target_of "$name")"
  done
  rm -rf "$part"
  part=
  echo "tools: $* built in $((SECONDS - started)) s" >&2
}

define_all=false
declare -A missing=()
for name in "${wanted[@]}"; do
  if [[ $name == definitions ]]; then
    define_all=true
  elif [[ -z $(column "$name" 1) ]]; then
    echo "tools: no program is called $name; there are: $(awk '{ printf "%s ", $1 }' <<<"$programs")definitions" >&2
    exit 2
  elif [[ -x $(target_of "$name") ]]; then
    echo "tools: $name is built already" >&2
  else
    folder=$(column "$name" 4)
    missing[${folder:-.}]+="$name "
  fi
done

part=
trap '[[ -z $part ]] || rm -rf "$part"' EXIT
for folder in "${!missing[@]}"; do
  read -ra names <<<"${missing[$folder]}"
  build "$folder" "${names[@]}"
done

[[ $define_all == true ]] || exit 0
while read -r plural _ module file; do
  target=$crds/$plural-$(version_of "$module").yaml
  if [[ -s $target ]]; then continue; fi
  needs_go "$plural"
  source=$(folder_of "$module")/$file
  # A chart's template has labels that are no YAML.
  if grep -q '^    # Generated labels' "$source"; then
    sed '/^  labels:$/,/^    # Generated labels/d' "$source" >"$target.part"
  else
    cat "$source" >"$target.part"
  fi
  mv "$target.part" "$target"
  echo "${target##*/}: definition fetched" >&2
done < <(grep -v '^#' definitions.txt)
