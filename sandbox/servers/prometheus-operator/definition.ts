import type { Definition } from "../kube-apiserver/definition";

/** PrometheusRule of the Prometheus Operator. */
export const prometheusRules: Definition = {
  folder: __dirname,
  module: "github.com/prometheus-operator/prometheus-operator",
  plural: "prometheusrules",
  group: "/apis/monitoring.coreos.com/v1",
};
