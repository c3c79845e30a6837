import type { Source } from "./objectives";

/** Where a container exposes its metrics. */
interface Endpoint {
  /** Name of the port, which the Service must have too. */
  readonly port: string;
  /** Path. */
  readonly path: string;
  /** Where the names come from; an alert reports those that the container does not expose. */
  readonly source: Source;
}

/** Metrics in Prometheus' text format. */
export interface TextMetrics extends Endpoint {
  /** Counter of responses. */
  readonly responses: {
    readonly metric: string;
    /** Label with the response's status, three digits. */
    readonly statusLabel: string;
  };
  /** Histogram of response times in seconds, without `_bucket` and `_count`; needs a bucket at `p95Milliseconds`. */
  readonly seconds: string;
  /** Counter of failed logins, or the status of the responses that count as such. */
  readonly failedLogins: { readonly metric: string } | { readonly status: number };
}

/** One number of a JSON document. */
export interface JsonFigure {
  /** Name of the metric that json_exporter makes of it. */
  readonly metric: string;
  /** Key in the document, nested ones joined by dots: `errorRate`. */
  readonly key: string;
  /** What it is, one sentence without a full stop. */
  readonly help: string;
}

/** A number that alerts compare, in a unit of its own. */
export interface ScaledFigure extends JsonFigure {
  /** What 1 in the document is in the base unit, which is a share of 1 or seconds: 0.01 for percent. */
  readonly scale: number;
}

/** Metrics as a JSON document, which json_exporter reads for Prometheus. */
export interface JsonMetrics extends Endpoint {
  /** Name of the workload's secret that is sent as a bearer token. @default none is sent */
  readonly token?: string;
  /** Share of responses that are errors. */
  readonly errors: ScaledFigure;
  /** Mean response time; absent if the document has none. */
  readonly meanSeconds?: ScaledFigure;
  /** Further numbers, which only dashboards show. */
  readonly shown: readonly JsonFigure[];
  /** Signals of other services that this document cannot give, and why; one sentence each, without a full stop. */
  readonly unmeasured: readonly string[];
}

/** Metrics of a container (MAC-9): their names, labels and format as its own runbook has them. */
export type Metrics = TextMetrics | JsonMetrics;
