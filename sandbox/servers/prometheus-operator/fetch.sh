#!/bin/bash
# Puts the PrometheusRule definition of the release that go.mod pins into .sandbox/crds, once.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
exec "$here/../fetch-definition.sh" "$here" github.com/prometheus-operator/prometheus-operator \
  example/prometheus-operator-crd/monitoring.coreos.com_prometheusrules.yaml prometheusrules
