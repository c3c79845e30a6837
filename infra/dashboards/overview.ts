import { backupAges } from "../alerts/job-age";
import { anyOf, secondsOf, series } from "../alerts/promql";
import { severities } from "../catalog/severities";
import { cronJobName } from "../naming";
import { above, below, ageOf } from "./thresholds";
import type { Panel, Row, Seen, Sheet } from "./types";

/** Firing alerts by severity; the watchdog always fires. */
function firing(seen: readonly Seen[]): Row {
  const service = anyOf(seen.map(({ service: { id } }) => id));
  const alerts = (severity: string): string =>
    series("ALERTS", { alertstate: "firing", alertname: { matchesNot: "Watchdog" }, severity, service });
  return {
    title: "Alerts",
    perLine: 4,
    panels: severities.map(({ name, responseMinutes }) => ({
      kind: "stat",
      title: `${name} firing`,
      description: `Someone works on each within ${responseMinutes} minutes.`,
      unit: "short",
      queries: [{ expr: `count(${alerts(name)}) or vector(0)`, legend: name }],
      thresholds: above(1),
    })),
  };
}

/** One line of numbers for a service: whether it responds, how well, and whether it could be restored. */
function line({ service, environment }: Seen): Row {
  const { namespace, ownUrls, capacityHorizon } = environment;
  const { id, thresholds } = service;
  const of = (metric: string): string => series(metric, { namespace });
  const errors = series("service:http_errors:ratio_rate5m", { namespace, service: id });
  const { lateMinutes, tooOldMinutes } = backupAges(service, capacityHorizon);
  const backs = environment.jobs.some(({ job, suspend }) => job === "backup" && !suspend);
  const panels: readonly Panel[] = [
    {
      kind: "stat",
      title: "Answers",
      description: "Whether this environment's own addresses pass their health check from outside.",
      unit: "short",
      queries: [{ expr: `min(${series("probe_success", { instance: anyOf(ownUrls) })})`, legend: "health" }],
      thresholds: below(1),
      words: { "0": "down", "1": "up" },
      runbook: { service: id, alert: "EndpointDown" },
    },
    {
      kind: "stat",
      title: "Errors",
      description: `Share of responses with status 5xx in five minutes. The alert fires above ${thresholds.errorPercent} %.`,
      unit: "percentunit",
      queries: [{ expr: errors, legend: "errors" }],
      thresholds: above(thresholds.errorPercent / 100),
      runbook: { service: id, alert: "HighErrorRate" },
    },
    {
      kind: "stat",
      title: "95th percentile",
      description: `Response time that 95 % of responses do not exceed. The alert fires above ${thresholds.p95Milliseconds} ms.`,
      unit: "s",
      queries: [
        {
          expr: `histogram_quantile(0.95, sum by (le) (rate(${of("http_request_duration_seconds_bucket")}[5m])))`,
          legend: "p95",
        },
      ],
      thresholds: above(thresholds.p95Milliseconds / 1000),
      runbook: { service: id, alert: "HighLatency" },
    },
    {
      kind: "stat",
      title: "Database",
      description: "Whether postgres_exporter reaches the server.",
      unit: "short",
      queries: [{ expr: `max(${of("pg_up")})`, legend: "database" }],
      thresholds: below(1),
      words: { "0": "down", "1": "up" },
      runbook: { service: id, alert: "DatabaseDown" },
    },
    {
      kind: "stat",
      title: "Pods missing",
      description: "Pods that Deployments require but do not have.",
      unit: "short",
      queries: [
        {
          expr: `sum(${of("kube_deployment_spec_replicas")}) - sum(${of("kube_deployment_status_replicas_available")})`,
          legend: "missing",
        },
      ],
      thresholds: above(1),
      runbook: { service: id, alert: "WorkloadDegraded" },
    },
    {
      kind: "stat",
      title: "Newest backup",
      description: backs
        ? `Its age. After ${Math.floor(tooOldMinutes)} minutes the RPO of ${service.objectives.rpoMinutes} minutes is missed.`
        : "Its age. The environment's posture suspends backups.",
      unit: "dtdurations",
      queries: [{ expr: ageOf(cronJobName(id, "backup"), namespace), legend: "age" }],
      ...(backs ? { thresholds: above(secondsOf(tooOldMinutes), secondsOf(lateMinutes)) } : {}),
      runbook: { service: id, alert: "BackupTooOld" },
    },
  ];
  const shown = panels.filter(({ title }) => title !== "Answers" || ownUrls.length > 0);
  return { title: `${service.title} (${service.owner})`, perLine: 6, panels: shown };
}

/** All services at a glance (STOCK-11). */
export const overview = (seen: readonly Seen[]): Sheet => ({
  name: "overview",
  title: "System overview",
  description: "Every service: whether it responds, how well, and the age of its newest backup.",
  rows: [firing(seen), ...seen.map(line)],
});
