import type { Service } from "../catalog/types";
import { archiveMetrics, queryMetrics } from "../scraping/queries";
import { metricNames } from "../scraping/application-metrics";

/** Sources of metrics other than the applications, whose metrics are in the catalog. */
export type MetricSource =
  | "kube-state-metrics"
  | "kubelet"
  | "cadvisor"
  | "postgres_exporter"
  | "blackbox_exporter"
  | "node_exporter"
  | "log_collector"
  | "prometheus";

/**
 * Every metric that alerts and dashboards may use, by source; a test refuses others. Each source's series carry
 * `namespace`: of the object that they describe (kube-state-metrics, kubelet, cAdvisor), or of the service that they are
 * scraped for (postgres_exporter, applications). The other labels:
 *
 * - blackbox_exporter: `instance` is the probed URL.
 * - node_exporter: `instance` is the node's name, as kube-prometheus relabels it.
 * - log_collector: `pod` is the collector's, one on each node; `namespace` is the monitoring one.
 * - applications: `pod`; what they expose is in the catalog, by their own names and labels.
 */
export const metrics: Readonly<Record<MetricSource, readonly string[]>> = {
  "kube-state-metrics": [
    "kube_configmap_created",
    "kube_cronjob_created",
    "kube_cronjob_info",
    "kube_cronjob_spec_suspend",
    "kube_cronjob_status_last_successful_time",
    "kube_deployment_spec_replicas",
    "kube_deployment_status_condition",
    "kube_deployment_status_replicas_available",
    "kube_horizontalpodautoscaler_spec_max_replicas",
    "kube_horizontalpodautoscaler_status_current_replicas",
    "kube_job_failed",
    "kube_job_owner",
    "kube_job_status_completion_time",
    "kube_job_status_start_time",
    "kube_namespace_created",
    "kube_pod_container_resource_requests",
    "kube_pod_container_status_last_terminated_exitcode",
    "kube_pod_container_status_last_terminated_reason",
    "kube_pod_container_status_ready",
    "kube_pod_container_status_restarts_total",
    "kube_pod_info",
    "kube_resourcequota",
  ],
  kubelet: ["kubelet_volume_stats_available_bytes", "kubelet_volume_stats_capacity_bytes"],
  cadvisor: [
    "container_cpu_usage_seconds_total",
    "container_memory_working_set_bytes",
    "container_network_receive_bytes_total",
    "container_network_transmit_bytes_total",
    "container_spec_memory_limit_bytes",
  ],
  postgres_exporter: [
    "pg_database_size_bytes",
    "pg_settings_max_connections",
    "pg_stat_database_blks_hit",
    "pg_stat_database_blks_read",
    "pg_stat_database_deadlocks",
    "pg_stat_database_numbackends",
    "pg_stat_database_xact_commit",
    "pg_stat_database_xact_rollback",
    "pg_up",
    ...queryMetrics,
    ...archiveMetrics,
  ],
  blackbox_exporter: ["probe_duration_seconds", "probe_ssl_earliest_cert_expiry", "probe_success"],
  node_exporter: ["node_filesystem_avail_bytes", "node_filesystem_size_bytes"],
  log_collector: [
    "lifeboat_logs_delivered_total",
    "lifeboat_logs_failures_total",
    "lifeboat_logs_queue_lines",
    "lifeboat_logs_refused_total",
  ],
  prometheus: ["ALERTS"],
};

/**
 * Metrics that a healthy environment may lack, and why. Any other of kube-state-metrics, cAdvisor and postgres_exporter
 * is reported if it is missing, because the alerts that select it could not fire.
 */
export const mayBeAbsent: Readonly<Record<string, string>> = {
  kube_cronjob_status_last_successful_time: "no run has succeeded yet: an alert of its own",
  kube_deployment_status_condition: "a Deployment that was just created has no condition",
  kube_horizontalpodautoscaler_spec_max_replicas: "only a serving environment has autoscalers",
  kube_horizontalpodautoscaler_status_current_replicas: "only a serving environment has autoscalers",
  kube_job_failed: "no Job has failed",
  kube_job_owner: "no Job has run yet",
  kube_job_status_completion_time: "no Job has completed yet",
  kube_job_status_start_time: "no Job has run yet",
  kube_namespace_created: "ClusterMetricsMissing reports it",
  kube_pod_container_status_last_terminated_exitcode: "no container was terminated",
  kube_pod_container_status_last_terminated_reason: "no container was terminated",
  pg_up: "DatabaseMetricsMissing reports it",
  ...Object.fromEntries(
    archiveMetrics.map((name) => [name, "only of a server in the cluster: ArchiveMetricsMissing reports it"]),
  ),
};

/** Metrics of a source that are always there. */
export const expectedMetrics = (source: MetricSource): readonly string[] =>
  metrics[source].filter((name) => !(name in mayBeAbsent));

/** All metrics of these services: the sources' metrics, and those that their workloads expose. */
export function exposedMetrics(services: readonly Pick<Service, "workloads">[]): ReadonlySet<string> {
  const own = services.flatMap(({ workloads }) =>
    workloads.flatMap(({ metrics: its }) => (its === undefined ? [] : metricNames(its))),
  );
  return new Set([...Object.values(metrics).flat(), ...own]);
}
