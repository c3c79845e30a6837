import type { Service } from "../catalog/types";
import { collector } from "../logs/collector";
import { retention } from "../logs/retention";
import { staleMinutes } from "./job-age";
import { jobSeries } from "./job-series";
import { lines, series, unique } from "./promql";
import { scheduledAlerts, type JobWords } from "./scheduled-job";
import type { Alert, AlertArea, AlertEnvironment } from "./types";

/** Share of the queue that may be in use, in percent. */
const QUEUE_PERCENT = 50;

/** Retention is not urgent: an index that is a day too old can be deleted by hand, or fails tomorrow's run too. */
const RETENTION: JobWords = {
  name: "LogRetention",
  noun: "log retention run",
  severity: "P3",
  failed: "P3",
  area: "infrastructure",
  exitCodes:
    "1 an index is too old or the store does not respond, 5 the login lacks a right or its password cannot be read, 6 settings, or what the store refuses",
};

/** One retention job serves all services; each has the alerts, because the catalog requires the check of each (KYB-8). */
function retentionAlerts(
  service: Service,
  { posture }: Pick<AlertEnvironment, "posture">,
  namespace: string,
): readonly Alert[] {
  const { name, schedule, startingDeadlineSeconds, deadlineSeconds } = retention;
  const job = { job: name, schedule, suspend: false, startingDeadlineSeconds, deadlineSeconds };
  return scheduledAlerts(jobSeries(name, namespace), RETENTION, {
    posture,
    limitMinutes: staleMinutes(service, job),
    promise: "no later run has proved that logs are deleted in time",
  });
}

/**
 * Alerts on the delivery of a service's logs (STOCK-12), only for nodes that run its pods, and on their deletion in time
 * (KYB-8, KYB-9).
 */
export function logAlerts(service: Service, environment: AlertEnvironment): AlertArea {
  const { namespace, collectorNamespace } = environment;
  if (collectorNamespace === undefined) return { name: "logs", alerts: [] };
  const own = { namespace: collectorNamespace };
  // A pod that waits for its node has an empty one: beside its later series, a pod would have two nodes.
  const node = { matchesNot: "" };
  const used = unique(["node"], series("kube_pod_info", { namespace, node }));
  const placed = unique(
    ["pod", "node"],
    series("kube_pod_info", { ...own, pod: { matches: `${collector.name}-.+` }, node }),
  );
  /** A metric of each collector, by the collector's node. */
  const onNode = (figure: string): string =>
    `sum by (node) (${figure} * on (pod) group_left (node) ${placed})`;
  const byPod = (metric: string): string => unique(["pod"], series(metric, own));
  const rise = (metric: string): string => unique(["pod"], `increase(${series(metric, own)}[15m])`);
  const figures = {
    severity: "P2",
    area: "infrastructure",
  } as const;
  return {
    name: "logs",
    alerts: [
      {
        ...figures,
        name: "LogsNotCollected",
        // The value may be 0: only its presence counts.
        expr: lines(used, `unless on (node) ${onNode(`(${byPod("lifeboat_logs_queue_lines")} >= bool 0)`)}`),
        forMinutes: 15,
        summary: "Logs of {{ $labels.node }} are not collected",
        description: `Pods of ${service.title} run on {{ $labels.node }}, and no log collector there exports metrics. The node keeps the lines until kubelet rotates its files away.`,
      },
      {
        ...figures,
        name: "LogQueueFilling",
        expr: lines(
          `(100 * ${onNode(byPod("lifeboat_logs_queue_lines"))} / ${collector.queueLines} > ${QUEUE_PERCENT})`,
          `and on (node) ${used}`,
        ),
        forMinutes: 10,
        summary: "The log queue of {{ $labels.node }} is filling up",
        description:
          "The queue is {{ $value | humanize }} % full. When it is full, reading stops, and lines that kubelet rotates away meanwhile are lost.",
      },
      {
        ...figures,
        name: "LogsNotDelivered",
        expr: lines(
          `(${onNode(rise("lifeboat_logs_failures_total"))} > 0)`,
          `unless on (node) (${onNode(rise("lifeboat_logs_delivered_total"))} > 0)`,
          `and on (node) ${used}`,
        ),
        forMinutes: 5,
        summary: "The log store accepts nothing from {{ $labels.node }}",
        description:
          "Every batch of the last 15 minutes failed: the store is down, full or refuses the login. Lines wait in the queue.",
      },
      {
        ...figures,
        severity: "P3",
        name: "LogsRefused",
        expr: lines(`(${onNode(rise("lifeboat_logs_refused_total"))} > 0)`, `and on (node) ${used}`),
        forMinutes: 1,
        summary: "The log store rejects lines from {{ $labels.node }}",
        description:
          "{{ $value | humanize }} lines were rejected for good, even as plain text. Check that the indices have the stack's template.",
      },
      ...retentionAlerts(service, environment, collectorNamespace),
    ],
  };
}
