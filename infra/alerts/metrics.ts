/** Who exposes a metric. */
export type MetricSource =
  | "kube-state-metrics"
  | "kubelet"
  | "cadvisor"
  | "postgres_exporter"
  | "blackbox_exporter"
  | "node_exporter"
  | "application";

/**
 * Every metric that alerts may use, by source; a test refuses others. Each source's series carry `namespace`: of the
 * object that they tell of (kube-state-metrics, kubelet, cAdvisor), or of the service that they are scraped for
 * (postgres_exporter, application). Of the others:
 *
 * - blackbox_exporter: `instance` is the URL that was asked.
 * - node_exporter: `instance` is the node's name, as kube-prometheus relabels it.
 * - application: `http_requests_total` has the status in `code`.
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
    "kube_job_status_start_time",
    "kube_namespace_created",
    "kube_pod_container_resource_requests",
    "kube_pod_container_status_last_terminated_reason",
    "kube_pod_container_status_restarts_total",
    "kube_pod_info",
    "kube_resourcequota",
  ],
  kubelet: ["kubelet_volume_stats_available_bytes", "kubelet_volume_stats_capacity_bytes"],
  cadvisor: [
    "container_cpu_usage_seconds_total",
    "container_memory_working_set_bytes",
    "container_spec_memory_limit_bytes",
  ],
  postgres_exporter: [
    "pg_database_size_bytes",
    "pg_replication_lag_seconds",
    "pg_settings_max_connections",
    "pg_stat_activity_count",
    "pg_stat_activity_max_tx_duration",
    "pg_stat_database_deadlocks",
    "pg_stat_database_numbackends",
    "pg_stat_statements_calls_total",
    "pg_stat_statements_seconds_total",
    "pg_up",
  ],
  blackbox_exporter: ["probe_ssl_earliest_cert_expiry", "probe_success"],
  node_exporter: ["node_filesystem_avail_bytes", "node_filesystem_size_bytes"],
  application: [
    "http_request_duration_seconds_bucket",
    "http_request_duration_seconds_count",
    "http_requests_total",
  ],
};
