#!/usr/bin/env bash
# The part of CHANGELOG.md on a version, given as its tag v<version>. Fails where the tag is not the version of both packages, or has no part.
set -euo pipefail

tag=${1:?usage: release-notes.sh v<version>}
version=${tag#v}
for file in package.json policies/package.json; do
  own=$(node -p "require('./$file').version")
  if [[ $tag != "v$own" ]]; then
    echo "release: tag $tag: $file has version $own; set it to $version before the tag, or tag v$own" >&2
    exit 1
  fi
done
notes=$(awk -v version="$version" '/^## / { inside = ($2 == version) ; next } inside' CHANGELOG.md)
if [[ -z ${notes//[[:space:]]/} ]]; then
  echo "release: CHANGELOG.md has no part \"## $version · <date>\"; turn Unreleased into it before the tag" >&2
  exit 1
fi
printf '%s\n' "$notes"
