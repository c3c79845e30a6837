import { backupAges } from "../alerts/job-age";
import { anyOf, secondsOf, series } from "../alerts/promql";
import { requestsOf } from "../alerts/requests";
import { severities } from "../catalog/severities";
import { cronJobName } from "../naming";
import { above, below, ageOf, podsMissing } from "./thresholds";
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

/** Response time as far as the service reports it. */
function responseTime({ service, environment: { namespace } }: Seen): readonly Panel[] {
  const { id, thresholds } = service;
  const seconds = requestsOf(service, namespace)?.seconds;
  if (seconds === undefined) return [];
  const panel = {
    kind: "stat",
    unit: "s",
    thresholds: above(thresholds.p95Milliseconds / 1000),
    runbook: { service: id, alert: "HighLatency" },
  } as const;
  const fires = `The alert fires above ${thresholds.p95Milliseconds} ms.`;
  return [
    seconds.of === "quantile"
      ? {
          ...panel,
          title: "95th percentile",
          description: `Response time that 95 % of responses do not exceed. ${fires}`,
          queries: [{ expr: seconds.expr(0.95, "[5m]"), legend: "p95" }],
        }
      : {
          ...panel,
          title: "Mean response time",
          description: `Over five minutes; the service reports no percentiles. ${fires}`,
          queries: [{ expr: seconds.expr("[5m]"), legend: "mean" }],
        },
  ];
}

/** One line of numbers for a service: whether it responds, how well, and whether it could be restored. */
function line(seen: Seen): Row {
  const { service, environment } = seen;
  const { namespace, ownUrls } = environment;
  const { id, thresholds } = service;
  const errors = series("service:http_errors:ratio_rate5m", { namespace, service: id });
  const { lateMinutes, tooOldMinutes, keepsPromise } = backupAges(service, environment);
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
      description: `Share of responses that are errors, in five minutes. The alert fires above ${thresholds.errorPercent} %.`,
      unit: "percentunit",
      queries: [{ expr: errors, legend: "errors" }],
      thresholds: above(thresholds.errorPercent / 100),
      runbook: { service: id, alert: "HighErrorRate" },
    },
    ...responseTime(seen),
    {
      kind: "stat",
      title: "Database",
      description: "Whether postgres_exporter reaches the server.",
      unit: "short",
      queries: [{ expr: `max(${series("pg_up", { namespace })})`, legend: "database" }],
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
          expr: podsMissing(namespace),
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
        ? `Its age. After ${Math.floor(tooOldMinutes)} minutes ${keepsPromise ? `the RPO of ${service.objectives.rpoMinutes} minutes is missed` : "it is overdue"}.`
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
