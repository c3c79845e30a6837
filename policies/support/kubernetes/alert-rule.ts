import type { Input } from "../input/input";
import type { Subject } from "../input/subject";

/** Type token of the Prometheus Operator's rules. */
export const PROMETHEUS_RULE = "kubernetes:monitoring.coreos.com/v1:PrometheusRule";

/** An alert and its name in messages. */
export interface AlertRule {
  /** Name of the alert. */
  readonly name: string;
  readonly rule: Input;
}

/** Alerts of a PrometheusRule, without recording rules. @throws Undecided */
export function alertsIn(subject: Subject): readonly AlertRule[] {
  return subject.inputs
    .at("spec", "groups")
    .items.flatMap((group) => group.at("rules").items)
    .filter((rule) => rule.at("alert").isSet)
    .map((rule) => ({ name: rule.at("alert").shown, rule }));
}

const DURATION = /^(?:\d+(?:ms|[smhdwy]))+$/;

/** Whether a Prometheus duration is above zero. */
export function isPositiveDuration(text: string): boolean {
  return DURATION.test(text) && /[1-9]/.test(text);
}

/** Whether a Prometheus duration is an explicit zero: `0s`, `0`. */
export function isZeroDuration(text: string): boolean {
  return text === "0" || (DURATION.test(text) && !/[1-9]/.test(text));
}
