import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
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

function input(series: Timeline["series"], steps: number) {
  return Object.entries(series).map(([name, values]) => ({
    series: name,
    values: typeof values === "string" ? values : `${values}x${steps}`,
  }));
}

/**
 * Writes a case as promtool reads it.
 * @returns name of the file
 */
export function writeCase(folder: string, number: number, one: AlertCase): string {
  const { alert, stepMinutes = 1, service = stockAnalysis, place } = one;
  const groups = rulesOf(service, place ?? { role: "primary", posture: "active" });
  const rules = `${number}-${alert}.rules.yaml`;
  writeFileSync(join(folder, rules), stringify({ groups: needed(groups, alert) }));
  // The stock analysis system's names are in the cases.
  const named = (series: Timeline["series"]): Timeline["series"] =>
    Object.fromEntries(
      Object.entries(series).map(([name, values]) => [
        name.replaceAll(stockAnalysis.namespace, service.namespace),
        values,
      ]),
    );
  const test = (timeline: Timeline, value: 0 | 1) => ({
    interval: `${stepMinutes}m`,
    name: value === 1 ? `${alert} fires` : `${alert} stays silent`,
    input_series: input(named(timeline.series), timeline.atMinutes / stepMinutes),
    promql_expr_test: [
      {
        expr: `(count(ALERTS{alertname="${alert}",alertstate="firing"}) or vector(0)) > bool 0`,
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
