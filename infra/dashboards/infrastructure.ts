import { nodeDiskPercent, usedNodes } from "../alerts/capacity";
import { anyOf, lines, series, unique } from "../alerts/promql";
import { failover } from "../catalog/failover";
import { above, below, podsMissing } from "./thresholds";
import type { Panel, Row, Seen, Sheet } from "./types";

const GIB = 1024 ** 3;
const SECONDS_PER_DAY = 86_400;
const WINDOW = "[$__rate_interval]";
/** The alert's threshold on quotas. */
const QUOTA_PERCENT = 90;

/** Pods and their limits. */
function cluster({ service, environment: { namespace } }: Seen): readonly Panel[] {
  const of = (metric: string): string => series(metric, { namespace });
  const quota = (type: string): string =>
    unique(["resource"], series("kube_resourcequota", { namespace, type }));
  const network = (metric: string): string =>
    `sum(${unique(["pod", "interface"], `rate(${of(metric)}${WINDOW})`)})`;
  const { id } = service;
  return [
    {
      kind: "series",
      title: "Pods",
      description: "Ready pods, and missing pods.",
      unit: "short",
      queries: [
        {
          expr: `max by (deployment) (${of("kube_deployment_status_replicas_available")})`,
          legend: "{{deployment}}",
        },
        {
          expr: podsMissing(namespace),
          legend: "missing",
        },
      ],
      runbook: { service: id, alert: "WorkloadDegraded" },
    },
    {
      kind: "series",
      title: "Quota",
      description: "Share of the namespace's quota that is used. A roll-out needs room for one more pod.",
      unit: "percent",
      queries: [{ expr: `100 * ${quota("used")} / (${quota("hard")} > 0)`, legend: "{{resource}}" }],
      thresholds: above(QUOTA_PERCENT),
      runbook: { service: id, alert: "QuotaNearlyUsed" },
    },
    {
      kind: "series",
      title: "Network",
      description: "Bytes per second of all pods.",
      unit: "binBps",
      queries: [
        { expr: network("container_network_receive_bytes_total"), legend: "in" },
        { expr: network("container_network_transmit_bytes_total"), legend: "out" },
      ],
      runbook: { service: id },
    },
  ];
}

/** Disks of volumes and nodes. */
function disks({ service, environment: { namespace } }: Seen): readonly Panel[] {
  const volume = (metric: string): string => unique(["persistentvolumeclaim"], series(metric, { namespace }));
  const { id, thresholds } = service;
  return [
    {
      kind: "series",
      title: "Disks of nodes",
      description: "The fullest disk of each node that runs the service.",
      unit: "percent",
      queries: [
        {
          expr: lines(nodeDiskPercent, `and on (instance) ${usedNodes(namespace)}`),
          legend: "{{instance}}",
        },
      ],
      thresholds: above(thresholds.diskPercent),
      runbook: { service: id, alert: "NodeDiskUsageHigh" },
    },
    {
      kind: "series",
      title: "Volumes",
      description: "Share of each volume that is used.",
      unit: "percent",
      queries: [
        {
          expr: `100 * (1 - ${volume("kubelet_volume_stats_available_bytes")} / ${volume("kubelet_volume_stats_capacity_bytes")})`,
          legend: "{{persistentvolumeclaim}}",
        },
      ],
      thresholds: above(thresholds.diskPercent),
      runbook: { service: id, alert: "VolumeUsageHigh" },
    },
  ];
}

/** The database server. */
function server({ service, environment: { namespace, capacityHorizon } }: Seen): readonly Panel[] {
  const { id, thresholds, capacity } = service;
  const gib = capacity.databaseStorageGib[capacityHorizon];
  const of = (metric: string): string => series(metric, { namespace });
  const byDatabase = (expr: string): string => unique(["datname"], expr);
  const rate = (metric: string): string => `sum(${byDatabase(`rate(${of(metric)}${WINDOW})`)})`;
  return [
    {
      kind: "series",
      title: "Connections",
      description: "Share of the server's maximum that is used.",
      unit: "percent",
      queries: [
        {
          expr: `100 * sum(${byDatabase(of("pg_stat_database_numbackends"))}) / max(${of("pg_settings_max_connections")})`,
          legend: "used",
        },
      ],
      thresholds: above(thresholds.connectionPercent),
      runbook: { service: id, alert: "HighDatabaseConnections" },
    },
    {
      kind: "series",
      title: "Database size",
      description: `The capacity plan has ${gib} GiB. The alert fires above ${thresholds.diskPercent} %.`,
      unit: "bytes",
      queries: [
        { expr: byDatabase(of("pg_database_size_bytes")), legend: "{{datname}}" },
        { expr: `sum(${byDatabase(of("pg_database_size_bytes"))})`, legend: "all" },
      ],
      thresholds: above(gib * GIB, (gib * GIB * thresholds.diskPercent) / 100),
      runbook: { service: id, alert: "DatabaseSizeHigh" },
    },
    {
      kind: "series",
      title: "Replica lag",
      description: `Lag of the slowest replica. The recovery budget allows ${failover.replicationMinutes} minutes.`,
      unit: "s",
      queries: [
        { expr: `max(${of("pg_replica_lag_seconds")})`, legend: "lag" },
        { expr: `max(${of("pg_replica_connected")})`, legend: "replicas" },
      ],
      thresholds: above(failover.replicationMinutes * 60),
      runbook: { service: id, alert: "ReplicationLagHigh" },
    },
    {
      kind: "series",
      title: "Transactions",
      description: "Per second, of all databases of the server.",
      unit: "short",
      queries: [
        { expr: rate("pg_stat_database_xact_commit"), legend: "committed" },
        { expr: rate("pg_stat_database_xact_rollback"), legend: "rolled back" },
      ],
      runbook: { service: id, alert: "Deadlocks" },
    },
    {
      kind: "series",
      title: "Blocks found in memory",
      description: "Share of all blocks read. If it falls, the server needs more memory.",
      unit: "percentunit",
      queries: [
        {
          expr: `${rate("pg_stat_database_blks_hit")} / (${rate("pg_stat_database_blks_hit")} + ${rate("pg_stat_database_blks_read")} > 0)`,
          legend: "found",
        },
      ],
      runbook: { service: id, alert: "SlowStatements" },
    },
  ];
}

/** Endpoints and certificates. */
function edge({ service, environment: { ownUrls } }: Seen): readonly Panel[] {
  if (ownUrls.length === 0) return [];
  const own = (metric: string): string => series(metric, { instance: anyOf(ownUrls) });
  const { id, certificate } = service;
  return [
    {
      kind: "series",
      title: "Health from outside",
      description: "Seconds that each health check takes, including TLS.",
      unit: "s",
      queries: [{ expr: unique(["instance"], own("probe_duration_seconds")), legend: "{{instance}}" }],
      runbook: { service: id, alert: "EndpointDown" },
    },
    {
      kind: "stat",
      title: "Certificate",
      description: `Time until it expires. The alert fires ${certificate.alertBeforeDays} days before.`,
      unit: "dtdurations",
      queries: [{ expr: `min(${own("probe_ssl_earliest_cert_expiry")}) - time()`, legend: "left" }],
      thresholds: below(certificate.alertBeforeDays * SECONDS_PER_DAY),
      runbook: { service: id, alert: "CertificateExpiresSoon" },
    },
  ];
}

/** The infrastructure of each service (STOCK-11). */
export const infrastructure = (seen: readonly Seen[]): Sheet => ({
  name: "infrastructure",
  title: "Infrastructure",
  description: "Pods, disks, database servers and certificates of every service.",
  rows: seen.map((each): Row => ({
    title: each.service.title,
    perLine: 3,
    panels: [...cluster(each), ...disks(each), ...server(each), ...edge(each)],
  })),
});
