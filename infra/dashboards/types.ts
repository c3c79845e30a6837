import type { AlertEnvironment } from "../alerts/types";
import type { Service } from "../catalog/types";

/** A service and the environment that is shown. */
export interface Seen {
  readonly service: Service;
  readonly environment: AlertEnvironment;
}

/** One series, or one for each set of labels. */
export interface Query {
  /** PromQL; `$__rate_interval` is Grafana's window for a rate. */
  readonly expr: string;
  /** Name in the legend; may hold `{{label}}`. */
  readonly legend: string;
}

/** A colour, and the value from which it applies. */
export interface Step {
  readonly from: number;
  readonly color: "green" | "orange" | "red";
}

/** Colours of a panel by value. */
export interface Thresholds {
  /** Below the first step. */
  readonly base: Step["color"];
  /** Rising. */
  readonly steps: readonly Step[];
}

/** Units, by Grafana's names. */
export type Unit = "s" | "percent" | "percentunit" | "reqps" | "bytes" | "binBps" | "short" | "dtdurations";

/** One panel: what it shows, and the runbook that it links to. */
export interface Panel {
  /** One number, or lines over time. */
  readonly kind: "stat" | "series";
  readonly title: string;
  /** What it means, in a sentence or two. */
  readonly description: string;
  readonly unit: Unit;
  readonly queries: readonly [Query, ...Query[]];
  /** @default one colour */
  readonly thresholds?: Thresholds;
  /** Names of values, such as 1 for "up". @default numbers */
  readonly words?: Readonly<Record<string, string>>;
  /** Runbook page that it links to: a service's, at an alert's section or at the top. @default none */
  readonly runbook?: { readonly service: string; readonly alert?: string };
}

/** Panels side by side under a title. */
export interface Row {
  readonly title: string;
  /** Panels per line: a divisor of 24. */
  readonly perLine: 2 | 3 | 4 | 6;
  readonly panels: readonly Panel[];
}

/** A dashboard as data. */
export interface Sheet {
  /** Part of its uid and of its file's name, kebab-case. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly rows: readonly Row[];
}
