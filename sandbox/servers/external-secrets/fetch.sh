#!/bin/bash
# Puts the ExternalSecret definition of the release that go.mod pins into .sandbox/crds, once.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
exec "$here/../fetch-definition.sh" "$here" github.com/external-secrets/external-secrets \
  config/crds/bases/external-secrets.io_externalsecrets.yaml externalsecrets
