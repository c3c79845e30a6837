import { expectedMetrics } from "../../../../infra/alerts/metrics";
import { type AlertCase, atSameTime, NAMESPACE, SEEN } from "./alert-case";

/** What is there although nothing of the service is. */
const ELSEWHERE = { 'kube_namespace_created{namespace="other"}': 1_700_000_000 };

/** What the cluster always reports of a namespace with autoscalers, but for these. */
const reported = (...but: readonly string[]) => ({
  ...SEEN,
  ...Object.fromEntries(
    [
      ...expectedMetrics("kube-state-metrics"),
      ...expectedMetrics("cadvisor"),
      "kube_horizontalpodautoscaler_spec_max_replicas",
      "kube_horizontalpodautoscaler_status_current_replicas",
    ]
      .filter((metric) => !but.includes(metric))
      .map((metric) => [`${metric}{${NAMESPACE}}`, 1]),
  ),
});
const onNode = (instance: string) => ({
  [`kube_pod_info{${NAMESPACE},pod="api-1",node="node-1",instance="metrics"}`]: 1,
  [`node_filesystem_size_bytes{instance="${instance}",device="/dev/nvme0n1p1",mountpoint="/",fstype="ext4"}`]: 100,
});

/** Cases of the alerts on the alerts. */
export const watchCases: readonly AlertCase[] = [
  atSameTime("Watchdog", 3, SEEN, ELSEWHERE),
  atSameTime("ClusterMetricsMissing", 12, ELSEWHERE, SEEN),
  atSameTime("ClusterMetricsIncomplete", 32, reported("kube_resourcequota"), reported()),
  // node_exporter's own default is its address.
  atSameTime("NodeMetricsMissing", 32, onNode("10.0.0.7:9100"), onNode("node-1")),
];
