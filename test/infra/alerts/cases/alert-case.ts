import type { Service } from "../../../../infra/catalog/types";
import type { EnvironmentPlace } from "../../../../sandbox/render/runbook-pages";

/** Samples of series from time 0 in promtool's notation, one a step; a number is a value that stays. */
export interface Timeline {
  /** Series to values. */
  readonly series: Readonly<Record<string, number | string>>;
  /** Minutes after which is judged. */
  readonly atMinutes: number;
}

/** Proof of one alert: a timeline in which it fires, and a near miss in which it must not. */
export interface AlertCase {
  /** Alert. */
  readonly alert: string;
  /** Minutes between two samples and evaluations. @default 1 */
  readonly stepMinutes?: number;
  /** @default the stock analysis system */
  readonly service?: Service;
  /** @default the primary, active */
  readonly place?: EnvironmentPlace;
  /** Labels that the firing alert has. @default any */
  readonly labels?: Readonly<Record<string, string>>;
  readonly fires: Timeline;
  readonly silent: Timeline;
  /** Another that must not fire. */
  readonly silentToo?: Timeline;
}

/** Labels of the namespace that the cases play in. */
export const NAMESPACE = 'namespace="stock-analysis-system"';

/** The namespace as kube-state-metrics knows it, with the time of its making. */
export const SEEN = { [`kube_namespace_created{${NAMESPACE}}`]: 1_700_000_000 };

/** A case whose two timelines differ in their series alone. */
export function atSameTime(
  alert: string,
  atMinutes: number,
  fires: Timeline["series"],
  silent: Timeline["series"],
  more: Pick<AlertCase, "stepMinutes" | "service" | "place"> = {},
): AlertCase {
  return {
    alert,
    ...more,
    fires: { series: fires, atMinutes },
    silent: { series: silent, atMinutes },
  };
}
