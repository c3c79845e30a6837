import type { Service } from "../catalog/types";
import { autoscalerName } from "../naming";
import { outgrown } from "../recovery/outgrown";
import { anyOf, lines, series, unique } from "./promql";
import type { Alert, AlertArea, AlertEnvironment } from "./types";

const BYTES_PER_GIB = 1024 ** 3;
const SECONDS_PER_DAY = 86400;

/** Days before a volume is full at which the alert fires; longer than a weekend. */
const VOLUME_NOTICE_DAYS = 4;

/** Days before the database outgrows its plan at which the alert fires: buying storage takes time. */
const DATABASE_NOTICE_DAYS = 30;

/** Days before the database breaks a promise at which the alert fires: another engine takes a quarter to introduce. */
const PROMISE_NOTICE_DAYS = 90;

/** Share of a quota that may be used, percent. */
const QUOTA_PERCENT = 90;

const disk = (metric: string): string =>
  unique(
    ["instance", "device", "mountpoint"],
    series(metric, { fstype: { matchesNot: "tmpfs|ramfs|overlay|squashfs|iso9660" } }),
  );

/** How full the fullest disk of each node is, percent. */
export const nodeDiskPercent = `100 * (1 - min by (instance) (${disk("node_filesystem_avail_bytes")} / ${disk("node_filesystem_size_bytes")}))`;

/** Nodes that run the service, by node_exporter's label: without the aggregation, two instances would get the same labels. */
export const usedNodes = (namespace: string): string =>
  `label_replace(${unique(["node"], series("kube_pod_info", { namespace, node: { matchesNot: "" } }))}, "instance", "$1", "node", "(.+)")`;

/** Volumes and the disks of nodes that run the service (STOCK-6, KYB-9, JACK-4). */
function disks({ thresholds: { diskPercent } }: Service, namespace: string): readonly Alert[] {
  // Several nodes may mount one volume, and each kubelet reports it.
  const volume = (expr: string): string => unique(["namespace", "persistentvolumeclaim"], expr);
  const available = series("kubelet_volume_stats_available_bytes", { namespace });
  const free = volume(available);
  const size = volume(series("kubelet_volume_stats_capacity_bytes", { namespace }));
  return [
    {
      name: "VolumeUsageHigh",
      severity: "P2",
      area: "infrastructure",
      expr: `100 * (1 - ${free} / ${size}) > ${diskPercent}`,
      forMinutes: 5,
      summary: `Volume {{ $labels.persistentvolumeclaim }} is more than ${diskPercent} % full`,
      description: "It is {{ $value | humanize }} % full. Find what fills it, or enlarge the volume.",
      errorCodes: ["DB008"],
    },
    {
      name: "VolumeFullSoon",
      severity: "P2",
      area: "infrastructure",
      expr: lines(
        `${volume(`predict_linear(${available}[6h], ${VOLUME_NOTICE_DAYS * SECONDS_PER_DAY})`)} < 0`,
        // A sudden fill of a volume that is still half empty is no trend.
        `and ${free} / ${size} < 0.5`,
      ),
      forMinutes: 60,
      summary: `Volume {{ $labels.persistentvolumeclaim }} will be full within ${VOLUME_NOTICE_DAYS} days`,
      description:
        "This is the trend of the last six hours. Find what grows; enlarge the volume if the growth is expected.",
      errorCodes: ["DB008"],
    },
    {
      name: "NodeDiskUsageHigh",
      severity: "P2",
      area: "infrastructure",
      expr: lines(`${nodeDiskPercent} > ${diskPercent}`, `and on (instance) ${usedNodes(namespace)}`),
      forMinutes: 10,
      summary: `A disk of node {{ $labels.instance }} is more than ${diskPercent} % full`,
      description:
        "It is {{ $value | humanize }} % full, and pods of the service run on that node. Remove images and logs, or drain the node.",
      errorCodes: ["DB008"],
    },
  ];
}

/** The database against its capacity plan (STOCK-8). */
function database(service: Service, { namespace, capacityHorizon }: AlertEnvironment): readonly Alert[] {
  const gib = service.capacity.databaseStorageGib[capacityHorizon];
  const { diskPercent } = service.thresholds;
  const own = series("pg_database_size_bytes", { namespace, datname: service.database.name });
  return [
    {
      name: "DatabaseSizeHigh",
      severity: "P2",
      area: "database",
      // Copies that restores leave beside the serving database are on the same disk.
      expr: `100 * sum by (namespace) (${unique(["namespace", "datname"], series("pg_database_size_bytes", { namespace }))}) / ${gib * BYTES_PER_GIB} > ${diskPercent}`,
      forMinutes: 15,
      summary: `The databases fill more than ${diskPercent} % of the planned ${gib} GiB`,
      description: `They fill {{ $value | humanize }} %. Drop the copies of old restores, enlarge the storage, and set capacityHorizon, from which backup and restore times are computed.`,
      errorCodes: ["DB008"],
    },
    {
      name: "DatabaseOutgrowsPlan",
      severity: "P3",
      area: "database",
      expr: `${unique(["namespace", "datname"], `predict_linear(${own}[7d], ${DATABASE_NOTICE_DAYS * SECONDS_PER_DAY})`)} > ${gib * BYTES_PER_GIB}`,
      forMinutes: 60,
      summary: `The database will outgrow its ${gib} GiB within ${DATABASE_NOTICE_DAYS} days`,
      description: `By the trend of the last week it will have {{ $value | humanize1024 }}B. The plan assumes ${service.capacity.growthPercentPerMonth.data} % a month. Find what grows, and move to the plan's next size.`,
      errorCodes: ["DB008"],
    },
  ];
}

/** The database against the size up to which RPO and RTO are met, where its capacity plan goes beyond (STOCK-2, trap 1). */
function promises(service: Service, { namespace }: AlertEnvironment): readonly Alert[] {
  const limit = outgrown(service);
  if (limit === undefined) return [];
  const own = series("pg_database_size_bytes", { namespace, datname: service.database.name });
  return [
    {
      name: "DatabaseOutgrowsPromise",
      severity: "P3",
      area: "database",
      expr: `${unique(["namespace", "datname"], `predict_linear(${own}[14d], ${PROMISE_NOTICE_DAYS * SECONDS_PER_DAY})`)} > ${Math.floor(limit.gib * BYTES_PER_GIB)}`,
      forMinutes: 60,
      summary: `The database will break a promise of recovery within ${PROMISE_NOTICE_DAYS} days, at ${limit.gib} GiB`,
      description: `By the trend of two weeks it will have {{ $value | humanize1024 }}B. Above ${limit.gib} GiB its RPO or RTO cannot be met; the plan gets there in about month ${Math.round(limit.month)}. Do what the warning of pulumi preview says before that.`,
    },
  ];
}

/** Limits of the cluster: autoscalers (STOCK-7, MAC-1) and quotas (MAC-8). */
function bounds(service: Service, { namespace, posture }: AlertEnvironment): readonly Alert[] {
  const scaled = service.workloads
    .filter(({ autoscaling }) => autoscaling !== undefined)
    .map(({ name }) => name);
  const horizontalpodautoscaler = scaled.length === 0 ? undefined : anyOf(scaled.map(autoscalerName));
  const of = (metric: string): string =>
    unique(
      ["namespace", "horizontalpodautoscaler"],
      series(metric, {
        namespace,
        ...(horizontalpodautoscaler === undefined ? {} : { horizontalpodautoscaler }),
      }),
    );
  const quota = (type: string): string =>
    unique(["namespace", "resourcequota", "resource"], series("kube_resourcequota", { namespace, type }));
  const alerts: readonly Alert[] = [
    {
      name: "AutoscalerAtMaximum",
      severity: "P3",
      area: "performance",
      expr: lines(
        of("kube_horizontalpodautoscaler_status_current_replicas"),
        `>= on (namespace, horizontalpodautoscaler) ${of("kube_horizontalpodautoscaler_spec_max_replicas")}`,
      ),
      forMinutes: 15,
      summary: "{{ $labels.horizontalpodautoscaler }} cannot add pods",
      description:
        "It runs its maximum of {{ $value }} pods. Raise the maximum and the connection budget, or the pods' size.",
    },
    {
      name: "QuotaNearlyUsed",
      severity: "P3",
      area: "infrastructure",
      expr: `100 * ${quota("used")} / (${quota("hard")} > 0) > ${QUOTA_PERCENT}`,
      forMinutes: 15,
      summary: `More than ${QUOTA_PERCENT} % of the quota of {{ $labels.resource }} is used`,
      description:
        "{{ $value | humanize }} % is used, and a roll-out needs room for one more pod. Raise the quota, or remove what is not needed.",
    },
  ];
  // Posture safe pins its autoscalers, so they always run their maximum.
  const grows = scaled.length > 0 && posture !== "safe";
  return alerts.filter(({ name }) => name !== "AutoscalerAtMaximum" || grows);
}

/** Alerts on resources that run out; evaluated as often as the runbook says (JACK-4: every 5 minutes). */
export function capacityAlerts(service: Service, environment: AlertEnvironment): AlertArea {
  return {
    name: "capacity",
    intervalMinutes: service.thresholds.evaluationMinutes,
    alerts: [
      ...disks(service, environment.namespace),
      ...database(service, environment),
      ...promises(service, environment),
      ...bounds(service, environment),
    ],
  };
}
