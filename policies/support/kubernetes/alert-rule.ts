import { parse, YAMLParseError } from "yaml";
import { ruleFileEnding } from "../../../lib/rule-file";
import { Input } from "../input/input";
import type { Subject } from "../input/subject";

/** Type token of the Prometheus Operator's rules. */
export const PROMETHEUS_RULE = "kubernetes:monitoring.coreos.com/v1:PrometheusRule";

/** An alert and its name in messages. */
export interface AlertRule {
  /** Name of the alert. */
  readonly name: string;
  readonly rule: Input;
}

/** Types of resources that alerts are in: rules of the Prometheus Operator, and rule files. */
export const alertTypes: readonly string[] = [PROMETHEUS_RULE, "kubernetes:core/v1:ConfigMap"];

/** Groups of a file of rules; none of a file that Prometheus could not read either. @throws Undecided */
function groupsIn(file: Input): readonly Input[] {
  try {
    return new Input(parse(file.text ?? ""), file.path).at("groups").items;
  } catch (error) {
    if (error instanceof YAMLParseError) return [];
    throw error;
  }
}

function groupsOf({ type, inputs }: Subject): readonly Input[] {
  if (type === PROMETHEUS_RULE) return inputs.at("spec", "groups").items;
  const data = inputs.at("data");
  if (data.isUnknown) return [];
  return data.entries.filter(([name]) => name.endsWith(ruleFileEnding)).flatMap(([, file]) => groupsIn(file));
}

/** Alerts of a PrometheusRule, or of the rule files in a ConfigMap, without recording rules. @throws Undecided */
export function alertsIn(subject: Subject): readonly AlertRule[] {
  return groupsOf(subject)
    .flatMap((group) => group.at("rules").items)
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

const UNITS = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 } as const;

const isUnit = (unit: string): unit is keyof typeof UNITS => Object.hasOwn(UNITS, unit);

/** Seconds of a Prometheus duration, `1h30m`; 0 for anything else. */
export function secondsOf(text: string): number {
  if (!DURATION.test(text)) return 0;
  return [...text.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
    (sum, [, count = "", unit = ""]) => sum + Number(count) * (isUnit(unit) ? UNITS[unit] : 0),
    0,
  );
}
