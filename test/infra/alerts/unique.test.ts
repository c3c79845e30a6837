import { parser } from "@prometheus-io/lezer-promql";
import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { places } from "../../../sandbox/render/runbook-pages";
import { panelsOf, shown } from "../dashboards/shown";
import { rulesOf } from "./rules-of";

type Node = ReturnType<typeof parser.parse>["topNode"];

/** Functions that keep a series as it is, but for its values. */
const KEEPS = /^(rate|deriv|increase|predict_linear|max_over_time|avg_over_time)$/;
/** Nodes between a selector and what is made of it. */
const PASSES = /^(ParenExpr|MatrixSelector|FunctionCallBody|SubqueryExpr|OffsetExpr)$/;

/** What is done with a selector's series before there is one of each object; undefined if there is only one of each. */
function fault(selector: Node, expr: string): string | undefined {
  const text = (node: Node | null): string => (node === null ? "" : expr.slice(node.from, node.to));
  for (let node = selector, parent = node.parent; parent !== null; node = parent, parent = node.parent) {
    if (PASSES.test(parent.name)) continue;
    if (parent.name === "AggregateExpr") {
      const operation = text(parent.getChild("AggregateOp"));
      return /^(max|min)$/.test(operation) ? undefined : operation;
    }
    if (parent.name === "FunctionCall") {
      const name = text(parent.getChild("FunctionIdentifier"));
      if (name === "absent") return undefined;
      if (KEEPS.test(name)) continue;
      return name;
    }
    if (parent.name === "BinaryExpr") {
      const binary = parent;
      const [left, right] = [binary.firstChild, binary.lastChild];
      const { name: set } =
        ["And", "Unless", "Or"].map((name) => binary.getChild(name)).find((each) => each !== null) ?? {};
      if (set === "Or") continue;
      // The right side of a set operation only says which series of the left side stay.
      if (set !== undefined) {
        if (node.from === right?.from) return undefined;
        continue;
      }
      const beside = node.from === left?.from ? right : left;
      if (/^(NumberDurationLiteral|NumberLiteral|UnaryExpr)$/.test(beside?.name ?? "")) continue;
      if (text(beside) === "time()" || !/[a-z_]{5}/.test(text(beside))) continue;
      return `match with ${text(beside)}`;
    }
    if (parent.name === "PromQL") return "no aggregation";
    return parent.name;
  }
  return "no aggregation";
}

/** Selectors of exporters' series that an expression uses before it has made one of each object. */
function faults(expr: string): readonly string[] {
  const found: string[] = [];
  parser.parse(expr).iterate({
    enter: ({ node }) => {
      if (node.name !== "VectorSelector") return;
      const name = node.getChild("Identifier");
      const metric = name === null ? "" : expr.slice(name.from, name.to);
      // Prometheus itself makes these, once.
      if (metric === "ALERTS" || expr.slice(node.from, node.to).includes("ratio_rate")) return;
      const what = fault(node, expr);
      if (what !== undefined) found.push(`${metric}: ${what}`);
    },
  });
  return found;
}

describe("one series of each object", () => {
  it.each([
    ['a{x="1"} - on (x) b', 2],
    ["sum by (x) (a)", 1],
    ["count(a) < 3", 1],
    ["a == 0", 1],
    ["sum(max by (pod) (rate(a[5m]))) / max(b)", 0],
    ["max by (x) (a) and on (x) b", 0],
    ['label_replace(a, "b", "$1", "c", "(.+)")', 1],
  ])("is what %s lacks %d times", (expr, times) => {
    expect(faults(expr)).toHaveLength(times);
  });

  it.each(places)(
    "is made by every rule of a $role that is $posture before it adds, counts or matches",
    (place) => {
      const rules = services.flatMap((service) => rulesOf(service, place).flatMap((group) => group.rules));
      expect(rules.length).toBeGreaterThan(200);
      for (const { expr } of rules) expect(faults(expr), expr).toEqual([]);
    },
  );

  it.each(places)("is made by every panel of a $role that is $posture", (place) => {
    const exprs = shown(place).flatMap((each) =>
      panelsOf(each).flatMap(({ targets }) =>
        targets.map(({ expr }) => expr.replaceAll("$__rate_interval", "5m")),
      ),
    );
    expect(exprs.length).toBeGreaterThan(100);
    for (const expr of exprs) expect(faults(expr), expr).toEqual([]);
  });
});
