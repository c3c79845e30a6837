import type { Definition } from "../kube-apiserver/definition";

/** The kinds of the Prometheus Operator that stacks declare; fetch.sh has the same. */
export const prometheusOperator: readonly Definition[] = ["prometheusrules", "servicemonitors", "probes"].map(
  (plural) => ({
    folder: __dirname,
    module: "github.com/prometheus-operator/prometheus-operator",
    plural,
    group: "/apis/monitoring.coreos.com/v1",
  }),
);
