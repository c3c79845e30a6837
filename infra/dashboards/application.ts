import { series, unique } from "../alerts/promql";
import { requestsOf } from "../alerts/requests";
import { above } from "./thresholds";
import type { Panel, Row, Seen, Sheet } from "./types";

const WINDOW = "[$__rate_interval]";

/** What users notice, as far as the service reports it. */
function answers({ service, environment: { namespace } }: Seen): readonly Panel[] {
  const requests = requestsOf(service, namespace);
  if (requests === undefined) return [];
  const { id, thresholds } = service;
  const { byStatus, seconds, shown } = requests;
  const ratio = (window: string): string =>
    series(`service:http_errors:ratio_rate${window}`, { namespace, service: id });
  const counted: readonly Panel[] =
    byStatus === undefined
      ? []
      : [
          {
            kind: "series",
            title: "Requests by status",
            description: "Responses per second.",
            unit: "reqps",
            queries: [{ expr: byStatus.expr(WINDOW), legend: `{{${byStatus.label}}}` }],
            runbook: { service: id, alert: "RequestMetricsMissing" },
          },
        ];
  const times: readonly Panel[] =
    seconds === undefined
      ? []
      : [
          {
            kind: "series",
            title: "Response times",
            unit: "s",
            ...(seconds.of === "quantile"
              ? {
                  description: `Quantiles over all pods. The alert fires above ${thresholds.p95Milliseconds} ms at the 95th percentile.`,
                  queries: [
                    { expr: seconds.expr(0.5, WINDOW), legend: "p50" },
                    { expr: seconds.expr(0.95, WINDOW), legend: "p95" },
                    { expr: seconds.expr(0.99, WINDOW), legend: "p99" },
                  ],
                }
              : {
                  description: `The mean over all pods. The alert fires above ${thresholds.p95Milliseconds} ms.`,
                  queries: [{ expr: seconds.expr(WINDOW), legend: "mean" }],
                }),
            thresholds: above(thresholds.p95Milliseconds / 1000),
            runbook: { service: id, alert: "HighLatency" },
          },
        ];
  return [
    ...counted,
    {
      kind: "series",
      title: "Errors",
      description: `Share of responses that are errors. The alert fires above ${thresholds.errorPercent} % for ${thresholds.errorWindowMinutes} minutes.`,
      unit: "percentunit",
      queries: [
        { expr: ratio("5m"), legend: "5 minutes" },
        { expr: ratio("1h"), legend: "1 hour" },
      ],
      thresholds: above(thresholds.errorPercent / 100),
      runbook: { service: id, alert: "HighErrorRate" },
    },
    ...times,
    ...shown.map(({ title, expr }): Panel => ({
      kind: "series",
      title,
      description: "As the service itself reports it.",
      unit: "short",
      queries: [{ expr, legend: "all pods" }],
      runbook: { service: id, alert: "RequestMetricsMissing" },
    })),
  ];
}

/** Resource usage of its containers. */
function containers({ service, environment: { namespace } }: Seen): readonly Panel[] {
  const { id, thresholds } = service;
  const each = { namespace, container: { matchesNot: "|POD" } };
  const of = (expr: string): string => unique(["pod", "container"], expr);
  return [
    {
      kind: "series",
      title: "CPU",
      description: `Share of the CPU request. The alert fires above ${thresholds.cpuPercent} % for half an hour.`,
      unit: "percent",
      queries: [
        {
          expr: `100 * sum by (container) (${of(`rate(${series("container_cpu_usage_seconds_total", each)}${WINDOW})`)}) / sum by (container) (${of(series("kube_pod_container_resource_requests", { namespace, resource: "cpu" }))})`,
          legend: "{{container}}",
        },
      ],
      thresholds: above(thresholds.cpuPercent),
      runbook: { service: id, alert: "CpuAboveTarget" },
    },
    {
      kind: "series",
      title: "Memory",
      description: "Working set of the fullest pod, as a share of its limit. The kernel kills at 100 %.",
      unit: "percent",
      queries: [
        {
          expr: `100 * max by (container) (${of(series("container_memory_working_set_bytes", each))} / ${of(`${series("container_spec_memory_limit_bytes", each)} > 0`)})`,
          legend: "{{container}}",
        },
      ],
      thresholds: above(thresholds.memoryUrgentPercent, thresholds.memoryPercent),
      runbook: { service: id, alert: "HighMemoryUsage" },
    },
    {
      kind: "series",
      title: "Restarts",
      description: "Restarts in 15 minutes. The alert fires above three.",
      unit: "short",
      queries: [
        {
          expr: `sum by (container) (${of(`increase(${series("kube_pod_container_status_restarts_total", { namespace })}[15m])`)})`,
          legend: "{{container}}",
        },
      ],
      thresholds: above(4),
      runbook: { service: id, alert: "ContainerRestarts" },
    },
  ];
}

/** Statements, transactions and locks of its database. */
function statements({ service, environment: { namespace } }: Seen): readonly Panel[] {
  const { id, thresholds, database } = service;
  const own = { namespace, datname: database.name };
  const rate = (metric: string): string => unique(["queryid"], `rate(${series(metric, own)}${WINDOW})`);
  return [
    {
      kind: "series",
      title: "Slowest statements",
      description: "Mean seconds of the five slowest that run at least once a minute, by query id.",
      unit: "s",
      queries: [
        {
          expr: `topk(5, ${rate("pg_stat_statements_seconds_total")} / (${rate("pg_stat_statements_calls_total")} > 1 / 60))`,
          legend: "{{queryid}}",
        },
      ],
      thresholds: above(database.settings.slowStatementMilliseconds / 1000),
      runbook: { service: id, alert: "SlowStatements" },
    },
    {
      kind: "series",
      title: "Oldest transaction",
      description: "Of applications and people. Jobs are excluded: a dump is one long transaction.",
      unit: "s",
      queries: [
        {
          expr: `max by (state) (${series("pg_stat_activity_max_tx_duration", { ...own, application_name: { matchesNot: "lifeboat-.*" } })})`,
          legend: "{{state}}",
        },
      ],
      thresholds: above(thresholds.longQueryMinutes * 60),
      runbook: { service: id, alert: "LongTransaction" },
    },
    {
      kind: "series",
      title: "Waiting sessions and deadlocks",
      description: "Sessions that currently wait for locks, and deadlocks of the last 15 minutes.",
      unit: "short",
      queries: [
        {
          // No session that waits is no series: 0 only while the exporter reports.
          expr: `sum(${unique(["state", "application_name"], series("pg_stat_activity_count", { ...own, wait_event_type: "Lock" }))}) or 0 * max(${series("pg_stat_activity_count", own)})`,
          legend: "waiting",
        },
        { expr: `max(increase(${series("pg_stat_database_deadlocks", own)}[15m]))`, legend: "deadlocks" },
      ],
      thresholds: above(1),
      runbook: { service: id, alert: "SessionsBlocked" },
    },
  ];
}

/** The state of each application (STOCK-11). */
export const application = (seen: readonly Seen[]): Sheet => ({
  name: "application",
  title: "Application performance",
  description: "Responses, containers and statements of every service, against the thresholds of its alerts.",
  rows: seen.map((each): Row => ({
    title: each.service.title,
    perLine: 3,
    panels: [...answers(each), ...containers(each), ...statements(each)],
  })),
});
