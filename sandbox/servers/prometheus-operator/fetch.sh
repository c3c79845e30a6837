#!/bin/bash
# Puts the definitions of the operator's kinds, of the release that go.mod pins, into .sandbox/crds, once.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for kind in prometheusrules servicemonitors probes; do
  "$here/../fetch-definition.sh" "$here" github.com/prometheus-operator/prometheus-operator \
    "example/prometheus-operator-crd/monitoring.coreos.com_$kind.yaml" "$kind"
done
