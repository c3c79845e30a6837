import type { JsonMetrics, Service, TextMetrics } from "../catalog/types";
import { figuresOf, metricsOf } from "../scraping/application-metrics";
import { lines, missing, series, unique, type Matcher } from "./promql";

/** A range of time as PromQL writes it: `[5m]`. */
type Range = `[${string}]`;

/** What rules and panels select of a service's responses, by the names and labels of its own metrics. */
export interface Requests {
  /** Share of responses that are errors, 0 to 1; nothing, not 0, if the status is unknown. */
  readonly errors: (range: Range) => string;
  /** Share of responses that are slower than the threshold; undefined if nothing measures it. */
  readonly slow: ((range: Range) => string) | undefined;
  /** Response time in seconds; undefined if nothing measures it. */
  readonly seconds:
    | { readonly of: "quantile"; readonly expr: (quantile: number, range: Range) => string }
    | { readonly of: "mean"; readonly expr: (range: Range) => string }
    | undefined;
  /** Responses per second by status, and the label that has it; undefined if they are not counted. */
  readonly byStatus: { readonly label: string; readonly expr: (range: Range) => string } | undefined;
  /** Responses with status 403 per second; undefined if they are not counted. */
  readonly forbidden: string | undefined;
  /** Failed logins per second; undefined if they are not counted. */
  readonly failedLogins: { readonly expr: string; readonly counted: string } | undefined;
  /** Numbers of a JSON document that only panels show. */
  readonly shown: readonly { readonly title: string; readonly expr: string }[];
  /** One series for each metric or label that the rules select and nothing reports, named in label `missing`. */
  readonly missing: string;
}

/** Labels of a scrape: a pod that two scrape targets find has the same series twice, apart from these. */
const SCRAPE = "endpoint, instance, job, service";

const once = (expr: string): string => `max without (${SCRAPE}) (${expr})`;

/** Any status: also `5xx`, as some libraries group them. */
const ANY_STATUS = { matches: "[1-5].." };
const THREE_DIGITS = "[1-5][0-9][0-9]";

function textRequests(metrics: TextMetrics, { thresholds }: Service, namespace: string): Requests {
  const { responses, seconds, failedLogins } = metrics;
  const { metric, statusLabel } = responses;
  const bucket = `${seconds}_bucket`;
  const rate = (name: string, labels: Readonly<Record<string, Matcher>>, range: Range): string =>
    once(`rate(${series(name, { namespace, ...labels })}${range})`);
  const answered = (status: Matcher, range: Range): string =>
    `sum(${rate(metric, { [statusLabel]: status }, range)})`;
  const limit = thresholds.p95Milliseconds / 1000;
  // Client libraries write a whole bound as 1 or as 1.0.
  const le = Number.isInteger(limit) ? { matches: `${limit}|${limit}[.]0` } : String(limit);
  const absent = (what: string, labels: Readonly<Record<string, Matcher>> = {}, name = what): string =>
    missing(what, `absent(${series(name, { namespace, ...labels })})`);
  return {
    // Without a label for the status this is no series at all: 0 % would look like health.
    errors: (range) =>
      lines(
        `(${answered({ matches: "5.." }, range)} or 0 * ${answered(ANY_STATUS, range)})`,
        `/ (${answered(ANY_STATUS, range)} > 0)`,
      ),
    slow: (range) =>
      lines(`1 - sum(${rate(bucket, { le }, range)})`, `/ (sum(${rate(`${seconds}_count`, {}, range)}) > 0)`),
    seconds: {
      of: "quantile",
      // Quantiles of single series cannot be combined: buckets are summed first (trap 6).
      expr: (quantile, range) => `histogram_quantile(${quantile}, sum by (le) (${rate(bucket, {}, range)}))`,
    },
    byStatus: {
      label: statusLabel,
      expr: (range) => `sum by (${statusLabel}) (${rate(metric, {}, range)})`,
    },
    // One client's rejected requests spread over the pods, so they are summed (trap 6).
    forbidden: answered("403", "[5m]"),
    failedLogins:
      "metric" in failedLogins
        ? { expr: `sum(${rate(failedLogins.metric, {}, "[5m]")})`, counted: failedLogins.metric }
        : {
            expr: answered(String(failedLogins.status), "[5m]"),
            counted: `responses with status ${failedLogins.status}`,
          },
    shown: [],
    missing: [
      absent(metric),
      missing(
        `${metric} with a status in label ${statusLabel}`,
        unique(["namespace"], series(metric, { namespace, [statusLabel]: { matchesNot: THREE_DIGITS } })),
      ),
      absent(`${bucket} with le ${limit}`, { le }, bucket),
      ...("metric" in failedLogins ? [absent(failedLogins.metric)] : []),
    ].join("\nor "),
  };
}

function jsonRequests(metrics: JsonMetrics, namespace: string): Requests {
  const { errors, meanSeconds, shown } = metrics;
  const of = (metric: string): string => series(metric, { namespace });
  const scaled = (scale: number, expr: string): string => (scale === 1 ? expr : `${scale} * ${expr}`);
  const mean = (metric: string, range: Range): string =>
    `avg(${once(`avg_over_time(${of(metric)}${range})`)})`;
  return {
    errors: (range) => scaled(errors.scale, mean(errors.metric, range)),
    slow: undefined,
    seconds: meanSeconds && {
      of: "mean",
      expr: (range) => scaled(meanSeconds.scale, mean(meanSeconds.metric, range)),
    },
    byStatus: undefined,
    forbidden: undefined,
    failedLogins: undefined,
    shown: shown.map(({ metric, help }) => ({ title: help, expr: `sum(${once(of(metric))})` })),
    missing: figuresOf(metrics)
      .map(({ metric }) =>
        missing(
          metric,
          // json_exporter makes NaN of null, which equals nothing, not even itself.
          `(absent(${of(metric)}) or ${unique(["namespace"], of(metric))} != ${unique(["namespace"], of(metric))})`,
        ),
      )
      .join("\nor "),
  };
}

/** What to select of a service's responses in a namespace; undefined if it has no metrics. */
export function requestsOf(service: Service, namespace: string): Requests | undefined {
  const metrics = metricsOf(service);
  if (metrics === undefined) return undefined;
  return "responses" in metrics
    ? textRequests(metrics, service, namespace)
    : jsonRequests(metrics, namespace);
}
