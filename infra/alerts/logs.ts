import type { Service } from "../catalog/types";
import { collector } from "../logs/collector";
import { retention } from "../logs/retention";
import { staleMinutes } from "./job-age";
import { jobSeries } from "./job-series";
import { lines, series } from "./promql";
import { scheduledAlerts, type JobWords } from "./scheduled-job";
import type { Alert, AlertArea, AlertEnvironment } from "./types";

/** Share of the queue that may be in use, in percent. */
const QUEUE_PERCENT = 50;

/** Retention is not urgent by the hour: what is a day too old is deleted by hand, or told of again tomorrow. */
const RETENTION: JobWords = {
  name: "LogRetention",
  noun: "log retention",
  severity: "P3",
  failed: "P3",
  area: "infrastructure",
};

/** The job that keeps retention is one for all services; each is told, for the catalog asks it of each (KYB-8). */
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
    promise: "nothing has proved since that logs are deleted in time",
  });
}

/**
 * Alerts on the way of a service's logs (STOCK-12), of the nodes that its pods run on and no other, and on their end in
 * time (KYB-8, KYB-9).
 */
export function logAlerts(service: Service, environment: AlertEnvironment): AlertArea {
  const { namespace, collectorNamespace } = environment;
  if (collectorNamespace === undefined) return { name: "logs", alerts: [] };
  const own = { namespace: collectorNamespace };
  const used = `count by (node) (${series("kube_pod_info", { namespace, node: { matchesNot: "" } })})`;
  const placed = `max by (pod, node) (${series("kube_pod_info", { ...own, pod: { matches: `${collector.name}-.+` } })})`;
  /** A figure of each collector, by the node that it is on. */
  const onNode = (figure: string): string =>
    `sum by (node) (${figure} * on (pod) group_left (node) ${placed})`;
  const byPod = (metric: string): string => `sum by (pod) (${series(metric, own)})`;
  const rise = (metric: string): string => `sum by (pod) (increase(${series(metric, own)}[15m]))`;
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
        // A collector's figure may be 0: what counts is that there is one.
        expr: lines(used, `unless on (node) ${onNode(`(${byPod("lifeboat_logs_queue_lines")} >= bool 0)`)}`),
        forMinutes: 15,
        summary: "Logs of {{ $labels.node }} are not collected",
        description: `Pods of ${service.title} run on {{ $labels.node }}, and no log collector there exports metrics. Lines are kept by the node for as long as kubelet keeps the files.`,
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
          "{{ $value | humanize }} % of the lines that may wait do. When it is full reading stops, and what kubelet puts away meanwhile is lost.",
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
          "Every batch of the last 15 minutes failed: the store is away, full or refuses the login. Lines wait in the queue.",
      },
      {
        ...figures,
        severity: "P3",
        name: "LogsRefused",
        expr: lines(`(${onNode(rise("lifeboat_logs_refused_total"))} > 0)`, `and on (node) ${used}`),
        forMinutes: 1,
        summary: "The log store rejects lines from {{ $labels.node }}",
        description:
          "{{ $value | humanize }} lines were refused for good, also as text alone: look whether the indices' template is the stack's.",
      },
      ...retentionAlerts(service, environment, collectorNamespace),
    ],
  };
}
