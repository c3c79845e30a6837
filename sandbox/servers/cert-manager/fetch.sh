#!/bin/bash
# Puts the Certificate definition of the release that go.mod pins into .sandbox/crds, once.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# The module holds the chart's template; only its labels are more than a definition.
exec "$here/../fetch-definition.sh" "$here" github.com/cert-manager/cert-manager \
  deploy/crds/crd-certificates.yaml certificates '/^  labels:$/,/^    # Generated labels/d'
