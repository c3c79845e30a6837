import type { JsonFigure, JsonMetrics, Metrics, Service, Workload } from "../catalog/types";

/** Metrics of a service's responses; a check of the catalog allows only one workload to have them. */
export const metricsOf = ({ workloads }: Pick<Service, "workloads">): Metrics | undefined =>
  workloads.find(({ metrics }) => metrics !== undefined)?.metrics;

/** A workload's metrics if they are a JSON document, which Prometheus cannot read. */
export const jsonMetrics = ({ metrics }: Pick<Workload, "metrics">): JsonMetrics | undefined =>
  metrics !== undefined && "errors" in metrics ? metrics : undefined;

/** Every number that is read from a JSON document. */
export const figuresOf = ({ errors, meanSeconds, shown }: JsonMetrics): readonly JsonFigure[] => [
  errors,
  ...(meanSeconds === undefined ? [] : [meanSeconds]),
  ...shown,
];

/** Names of the series that rules and panels select. */
export function metricNames(metrics: Metrics): readonly string[] {
  if ("errors" in metrics) return figuresOf(metrics).map(({ metric }) => metric);
  const { responses, seconds, failedLogins } = metrics;
  return [
    responses.metric,
    `${seconds}_bucket`,
    `${seconds}_count`,
    ...("metric" in failedLogins ? [failedLogins.metric] : []),
  ];
}
