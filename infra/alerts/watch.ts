import type { Service } from "../catalog/types";
import { serves } from "../recovery/takeover";
import { usedNodes } from "./capacity";
import { expectedMetrics } from "./metrics";
import { lines, missing, series, unique, whereSeen } from "./promql";
import type { AlertArea, AlertEnvironment } from "./types";

/** Metrics of kube-state-metrics and cAdvisor that must be there, in a posture with or without autoscalers. */
function clusterMetrics(service: Service, { posture }: AlertEnvironment): readonly string[] {
  const scaled = service.workloads.some(({ autoscaling }) => autoscaling !== undefined) && serves(posture);
  const autoscalers = [
    "kube_horizontalpodautoscaler_spec_max_replicas",
    "kube_horizontalpodautoscaler_status_current_replicas",
  ];
  return [
    ...expectedMetrics("kube-state-metrics"),
    ...(scaled ? autoscalers : []),
    ...expectedMetrics("cadvisor"),
  ];
}

/** Alerts on alerting itself, when no metrics arrive (MAC-9). */
export function watchAlerts(service: Service, environment: AlertEnvironment): AlertArea {
  const { namespace } = environment;
  const absent = clusterMetrics(service, environment).map((metric) =>
    missing(metric, `absent(${series(metric, { namespace })})`),
  );
  const measured = unique(["instance"], series("node_filesystem_size_bytes", {}));
  return {
    name: "watch",
    alerts: [
      {
        name: "Watchdog",
        severity: "P3",
        area: "infrastructure",
        // Not vector(1): this stops also when Prometheus runs but has no metrics of the service.
        expr: `max by (namespace) (${series("kube_namespace_created", { namespace })}) > 0`,
        forMinutes: 1,
        summary: `Alerting for ${service.title} works`,
        description:
          "This alert always fires. A dead man's switch outside the cluster receives it, and pages when it stops: then Prometheus, Alertmanager or kube-state-metrics is down.",
      },
      {
        name: "ClusterMetricsMissing",
        severity: "P1",
        area: "infrastructure",
        expr: `absent(${series("kube_namespace_created", { namespace })})`,
        forMinutes: 10,
        summary: "The service's namespace has no metrics",
        description: `kube-state-metrics does not report namespace ${namespace}: it is down, or the namespace is missing. No alert on jobs or Deployments can fire meanwhile.`,
      },
      {
        name: "ClusterMetricsIncomplete",
        severity: "P2",
        area: "infrastructure",
        expr: lines(`(${absent.join("\nor ")})`, whereSeen(namespace)),
        forMinutes: 30,
        summary: "The cluster reports no {{ $labels.missing }}",
        description:
          "No alert that selects it can fire meanwhile. Compare the allow-list of kube-state-metrics and the scrape of the kubelets with docs/alerts.md.",
      },
      {
        name: "NodeMetricsMissing",
        severity: "P3",
        area: "infrastructure",
        expr: lines(usedNodes(namespace), `unless on (instance) ${measured}`),
        forMinutes: 30,
        summary: "The disks of node {{ $labels.node }} are not measured",
        description:
          "Pods of the service run there, and node_exporter reports nothing under that name. It is down, or its label instance is an address: relabel it to the node's name.",
      },
    ],
  };
}
