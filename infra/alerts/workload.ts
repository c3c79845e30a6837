import type { Service, Workload } from "../catalog/types";
import { anyOf, lines, series, unique, whereSeen } from "./promql";
import { requestsOf } from "./requests";
import type { Alert, AlertArea, AlertEnvironment } from "./types";
import { serves } from "../recovery/takeover";

const namesOf = (workloads: readonly Workload[]): readonly string[] => workloads.map(({ name }) => name);

/** Deployments: those that face users, those that they depend on, and whether all exist (TASK-4, MAC-4). */
function deployments(service: Service, namespace: string): readonly Alert[] {
  const all = namesOf(service.workloads);
  if (all.length === 0) return [];
  const caches = namesOf(service.workloads.filter(({ component }) => component === "cache"));
  const fronts = namesOf(
    service.workloads.filter(({ component }) => ["api", "frontend", "proxy"].includes(component)),
  );
  const of = (metric: string, names: readonly string[]): string =>
    unique(["namespace", "deployment"], series(metric, { namespace, deployment: anyOf(names) }));
  const none = (names: readonly string[]): string =>
    lines(
      `${of("kube_deployment_status_replicas_available", names)} == 0`,
      `and on (namespace, deployment) ${of("kube_deployment_spec_replicas", names)} > 0`,
    );
  const down: readonly Alert[] = [
    {
      name: "ServiceUnavailable",
      severity: "P0",
      area: "application",
      expr: none(fronts),
      forMinutes: 2,
      summary: "{{ $labels.deployment }} has no ready pod",
      description:
        "No pod is ready. Read the pods' events and logs. Roll back if a roll-out is recent; fail over if the cluster is lost.",
      errorCodes: ["J001", "J004"],
    },
    {
      name: "CacheUnavailable",
      severity: "P1",
      area: "application",
      expr: none(caches),
      forMinutes: 5,
      summary: "{{ $labels.deployment }} has no ready pod",
      description:
        "The cache is down: responses are slow and queues do not move. Read its pod's events. It holds no data that must be kept.",
      errorCodes: ["J008"],
    },
  ];
  return [
    ...down.filter(({ name }) => (name === "CacheUnavailable" ? caches : fronts).length > 0),
    {
      name: "WorkloadDegraded",
      severity: "P2",
      area: "infrastructure",
      expr: `${of("kube_deployment_spec_replicas", all)} - on (namespace, deployment) ${of("kube_deployment_status_replicas_available", all)} > 0`,
      forMinutes: 15,
      summary: "{{ $labels.deployment }} is missing pods",
      description: "{{ $value }} pods are missing. Read the events of those that do not start.",
    },
    {
      name: "WorkloadMissing",
      severity: "P1",
      area: "infrastructure",
      expr: lines(
        `(count by (namespace) (${of("kube_deployment_spec_replicas", all)})`,
        `or max by (namespace) (${series("kube_namespace_created", { namespace })}) * 0) < ${all.length}`,
      ),
      forMinutes: 5,
      summary: "A Deployment of the service is missing",
      description: `The cluster has {{ $value }} of ${all.length} Deployments (${all.join(", ")}). pulumi preview --refresh shows which; pulumi up --refresh recreates it.`,
    },
    {
      name: "RolloutStuck",
      severity: "P2",
      area: "application",
      expr: `${unique(["namespace", "deployment"], series("kube_deployment_status_condition", { namespace, deployment: anyOf(all), condition: "Progressing", status: "false" }))} == 1`,
      forMinutes: 1,
      summary: "The roll-out of {{ $labels.deployment }} makes no progress",
      description:
        "The new version did not become ready before its deadline; the old one serves. Read the new pods' logs, then roll back.",
      errorCodes: ["J004", "J005"],
    },
  ];
}

/** Containers: restarts and memory (STOCK-10, KYB-9, JACK-4). */
function containers({ thresholds }: Service, namespace: string): readonly Alert[] {
  const each = { namespace, container: { matchesNot: "|POD" } };
  const restarts = `increase(${series("kube_pod_container_status_restarts_total", { namespace })}[15m])`;
  const of = (expr: string): string => unique(["namespace", "pod", "container"], expr);
  const memory = lines(
    `100 * ${of(series("container_memory_working_set_bytes", each))}`,
    `/ ${of(`${series("container_spec_memory_limit_bytes", each)} > 0`)}`,
  );
  return [
    {
      name: "ContainerRestarts",
      severity: "P2",
      area: "application",
      expr: `${of(restarts)} > 3`,
      forMinutes: 1,
      summary: "{{ $labels.pod }} keeps restarting",
      description:
        "Container {{ $labels.container }} restarted {{ $value | humanize }} times in 15 minutes. Read the previous run's log.",
      errorCodes: ["J004", "J007"],
    },
    {
      name: "ContainerOutOfMemory",
      severity: "P2",
      area: "performance",
      expr: lines(
        `${of(series("kube_pod_container_status_last_terminated_reason", { namespace, reason: "OOMKilled" }))} == 1`,
        `and on (namespace, pod, container) ${of(restarts)} > 0`,
      ),
      forMinutes: 1,
      summary: "{{ $labels.pod }} was killed because it ran out of memory",
      description:
        "Container {{ $labels.container }} exceeded its limit. Raise the size in the catalog, or find the leak. Posture safe keeps a small service alive meanwhile.",
      errorCodes: ["J007"],
    },
    {
      name: "HighMemoryUsage",
      severity: "P2",
      area: "performance",
      // The runbook's usage includes the page cache; the kernel kills by the working set.
      expr: `${memory} > ${thresholds.memoryUrgentPercent}`,
      forMinutes: 5,
      summary: `{{ $labels.pod }} uses more than ${thresholds.memoryUrgentPercent} % of its memory`,
      description:
        "Container {{ $labels.container }} uses {{ $value | humanize }} % of its limit. Restart it or raise its size.",
      errorCodes: ["J007"],
    },
    {
      name: "MemoryAboveTarget",
      severity: "P3",
      area: "performance",
      expr: `${memory} > ${thresholds.memoryPercent}`,
      forMinutes: 30,
      summary: `{{ $labels.pod }} uses more than ${thresholds.memoryPercent} % of its memory`,
      description:
        "Container {{ $labels.container }} uses {{ $value | humanize }} % of its limit. Plan a larger size.",
    },
    {
      name: "CpuAboveTarget",
      severity: "P3",
      area: "performance",
      expr: lines(
        `100 * sum by (namespace, container) (${of(`rate(${series("container_cpu_usage_seconds_total", each)}[5m])`)})`,
        `/ sum by (namespace, container) (${of(series("kube_pod_container_resource_requests", { namespace, resource: "cpu" }))}) > ${thresholds.cpuPercent}`,
      ),
      forMinutes: 30,
      summary: `{{ $labels.container }} uses more than ${thresholds.cpuPercent} % of its CPU request`,
      description: "Its pods use {{ $value | humanize }} % on average. Add replicas, or plan a larger size.",
      errorCodes: ["J006"],
    },
  ];
}

/** Without its metrics no alert on responses can fire, and silence would look like health. */
function measured(service: Service, { namespace, posture }: AlertEnvironment): readonly Alert[] {
  const requests = requestsOf(service, namespace);
  if (!serves(posture) || requests === undefined) return [];
  return [
    {
      name: "RequestMetricsMissing",
      severity: "P2",
      area: "application",
      expr: lines(`(${requests.missing})`, whereSeen(namespace)),
      forMinutes: 10,
      summary: "The service reports no {{ $labels.missing }}",
      description:
        "No alert that selects it can fire meanwhile. Check the scrape targets of its pods, and the names in its /metrics against the runbook's section on metrics.",
    },
  ];
}

/** Alerts of the application's Deployments and containers. */
export function workloadAlerts(service: Service, environment: AlertEnvironment): AlertArea {
  const { namespace } = environment;
  return {
    name: "workload",
    alerts: [
      ...deployments(service, namespace),
      ...containers(service, namespace),
      ...measured(service, environment),
    ],
  };
}
