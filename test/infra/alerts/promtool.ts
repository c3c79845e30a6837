import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { series } from "../../../infra/alerts/promql";
import type { RuleGroup } from "../../../infra/alerts/rule-groups";
import { stockAnalysis } from "../../../infra/catalog/stock-analysis";
import type { AlertCase, Timeline } from "./cases/alert-case";
import { rulesOf } from "./rules-of";

/** What promtool said. */
export interface PromtoolResult {
  readonly status: number | null;
  /** Standard output and error. */
  readonly text: string;
}

/** Runs promtool in a folder. */
export function promtool(folder: string, args: readonly string[]): PromtoolResult {
  const { status, stdout, stderr } = spawnSync("promtool", args, { cwd: folder, encoding: "utf8" });
  return { status, text: stdout + stderr };
}

/** The alert and the recordings that it uses: a case is judged against no more, or hundreds of cases take minutes. */
function needed(groups: readonly RuleGroup[], alert: string): readonly RuleGroup[] {
  const expr = groups
    .flatMap(({ rules }) => rules)
    .find((rule) => "alert" in rule && rule.alert === alert)?.expr;
  if (expr === undefined) throw new Error(`${alert}: no rule of that name; fix the case's service or place`);
  return groups
    .map((group) => ({
      ...group,
      rules: group.rules.filter((rule) =>
        "alert" in rule ? rule.alert === alert : expr.includes(rule.record),
      ),
    }))
    .filter(({ rules }) => rules.length > 0);
}

function input(given: Timeline["series"], steps: number) {
  return Object.entries(given).map(([name, values]) => ({
    series: name,
    values: typeof values === "string" ? values : `${values}x${steps}`,
  }));
}

/** Metrics whose `instance` names what they are about, not who reports it. */
const ABOUT_INSTANCE = /^(node|probe)_/;

/** The same series from two exporters, told apart by the label that the scrape adds. */
export function twice(given: Timeline["series"]): Timeline["series"] {
  const entries = Object.entries(given).flatMap(([name, values]) =>
    ["one", "two"].map((exporter) => {
      const [, metric = "", labels = ""] = /^(\w+)(?:\{(.*)\})?$/.exec(name) ?? [];
      const label = ABOUT_INSTANCE.test(metric) ? "job" : "instance";
      const others = labels
        .split(/,(?=\w+=")/)
        .filter((each) => each !== "" && !each.startsWith(`${label}=`));
      return [`${metric}{${[...others, `${label}="${exporter}"`].join(",")}}`, values] as const;
    }),
  );
  return Object.fromEntries(entries);
}

/**
 * Writes a case as promtool reads it.
 * @param change what is made of its series. @default nothing
 * @returns name of the file
 */
export function writeCase(
  folder: string,
  number: number,
  one: AlertCase,
  change: (given: Timeline["series"]) => Timeline["series"] = (given) => given,
): string {
  const { alert, stepMinutes = 1, service = stockAnalysis, place, labels = {} } = one;
  const groups = rulesOf(service, place ?? { role: "primary", posture: "active" });
  const rules = `${number}-${alert}.rules.yaml`;
  writeFileSync(join(folder, rules), stringify({ groups: needed(groups, alert) }));
  // The stock analysis system's names are in the cases.
  const named = (given: Timeline["series"]): Timeline["series"] =>
    Object.fromEntries(
      Object.entries(given).map(([name, values]) => [
        name.replaceAll(stockAnalysis.namespace, service.namespace),
        values,
      ]),
    );
  const test = (timeline: Timeline, value: 0 | 1) => ({
    interval: `${stepMinutes}m`,
    name: value === 1 ? `${alert} fires` : `${alert} stays silent`,
    input_series: input(change(named(timeline.series)), timeline.atMinutes / stepMinutes),
    promql_expr_test: [
      {
        expr: `(count(${series("ALERTS", { alertname: alert, alertstate: "firing", ...labels })}) or vector(0)) > bool 0`,
        eval_time: `${timeline.atMinutes}m`,
        exp_samples: [{ labels: "{}", value }],
      },
    ],
  });
  const file = `${number}-${alert}.test.yaml`;
  const document = {
    rule_files: [rules],
    evaluation_interval: `${stepMinutes}m`,
    tests: [
      test(one.fires, 1),
      test(one.silent, 0),
      ...(one.silentToo === undefined ? [] : [test(one.silentToo, 0)]),
    ],
  };
  writeFileSync(join(folder, file), stringify(document));
  return file;
}

/** What promtool said of each file that {@link writeCase} wrote, by the alert's name: all results come in one text. */
export const results = (text: string): ReadonlyMap<string, string> =>
  new Map(text.split("Unit Testing:").map((part) => [/^\s*\d+-(\w+)\.test/.exec(part)?.[1] ?? "", part]));
