import type { Resource } from "../change";
import type { Rule } from "../flag";
import { anyOf, lessened, noLonger, shown, whenDeleted, whenKept } from "../findings";
import { changedLeaves } from "../leaves";
import { at, canonical, fieldsOf, type Fields, listOf, numberOf, textOf } from "../value";
import { alertsOf, looser, seconds } from "./alert-rules";

/** What is wrong with an alert that both versions have. */
function loosened(old: Fields, now: Fields): readonly string[] {
  const [before, after] = [old, now].map((rule) => seconds(textOf(rule["for"]) ?? "0s"));
  const later =
    before !== undefined && after !== undefined && after > before
      ? [`waits ${shown(old["for"])} → ${shown(now["for"])}`]
      : [];
  const [was, is] = [old, now].map((rule) => textOf(at(rule, "labels.severity")));
  const severity = was !== is ? [`severity ${shown(was)} → ${shown(is)}`] : [];
  const condition = looser(textOf(old["expr"]) ?? "", textOf(now["expr"]) ?? "");
  return [...later, ...severity, ...(condition === undefined ? [] : [condition])];
}

const rulesLoosened = whenKept((before, after) => {
  const now = alertsOf(after.inputs);
  return [...alertsOf(before.inputs)].flatMap(([name, old]) => {
    const found = now.get(name);
    if (found === undefined) return [`alert ${name} is removed`];
    return loosened(old, found).map((what) => `alert ${name} ${what}`);
  });
});

/** A threshold that is exceeded later, in an alarm of CloudWatch. */
const alarmLoosened = whenKept((before, after) => {
  const [from, to] = [before, after].map(({ inputs }) => numberOf(inputs["threshold"]));
  if (from === undefined || to === undefined || from === to) return [];
  const isAbove = /^Greater/.test(textOf(after.inputs["comparisonOperator"]) ?? "");
  return isAbove === to > from ? [`threshold ${from} → ${to}`] : [];
});

const actionsRemoved = whenKept((before, after) => {
  const now = listOf(after.inputs["alarmActions"]).map(canonical);
  return listOf(before.inputs["alarmActions"])
    .map(canonical)
    .filter((action) => !now.includes(action))
    .map((action) => `does not notify ${action} any more`);
});

const routing = ({ inputs }: Resource): Fields => fieldsOf(inputs["configuration"] ?? inputs["spec"]);

const routedOtherwise = whenKept((before, after) =>
  changedLeaves(routing(before), routing(after))
    .filter(({ path }) =>
      /^(route|receivers|inhibit_rules|inhibitRules|mute_time_intervals|time_intervals)\b/.test(path),
    )
    .map(({ path, before: old, after: now }) => `${path}: ${shown(old)} → ${shown(now)}`)
    .slice(0, 5),
);

/** What would be noticed later, by fewer, or not at all. */
export const alerts: readonly Rule[] = [
  {
    id: "alert-loosened",
    kind: "alerts",
    types: /^kubernetes:monitoring\.coreos\.com\/v1:PrometheusRule$/,
    findings: anyOf(
      ({ operation, before }) =>
        operation === "delete" ? [`is deleted, with ${alertsOf(before?.inputs ?? {}).size} alerts`] : [],
      rulesLoosened,
    ),
    remedy:
      "an alert that is noisy wants a better condition; the runbook's section of a removed one goes with it",
  },
  {
    id: "alarm-loosened",
    kind: "alerts",
    types:
      /^aws:cloudwatch\/(metricAlarm|compositeAlarm|eventRule|eventTarget):|^aws:sns\/(topic|topicSubscription):/,
    findings: anyOf(
      whenDeleted("is deleted"),
      noLonger("actionsEnabled", true, true),
      noLonger("state", "ENABLED", "ENABLED"),
      alarmLoosened,
      actionsRemoved,
      whenKept((before, after) => {
        const periods = ({ inputs }: Resource) =>
          (numberOf(inputs["period"]) ?? 1) * (numberOf(inputs["evaluationPeriods"]) ?? 1);
        return periods(after) > periods(before)
          ? [`waits ${periods(after) / periods(before)} times as long`]
          : [];
      }),
      lessened("datapointsToAlarm"),
    ),
    remedy: "alarms watch what no pod sees: keep them, or replace them in the same change",
  },
  {
    id: "metrics-removed",
    kind: "alerts",
    types: /^kubernetes:monitoring\.coreos\.com\/v1:(ServiceMonitor|PodMonitor|Probe)$/,
    findings: whenDeleted("is deleted: alerts on its metrics do not fire any more"),
    remedy: "keep it as long as an alert reads its metrics",
  },
  {
    id: "alerts-routed-otherwise",
    kind: "alerts",
    types: /^lifeboat:index:OncallConfig$|AlertmanagerConfig$/,
    findings: routedOtherwise,
    remedy: "send a test alert after the update, and see that the right one is paged",
  },
];
