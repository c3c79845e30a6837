import { describe, expect, it } from "vitest";
import { metricsIn } from "./promql-metrics";

describe("metricsIn", () => {
  it.each([
    ["up", ["up"]],
    ['sum by (le) (rate(a_bucket{le=~"b|c",d!="e{f}"}[5m])) > bool 0.5', ["a_bucket"]],
    ["a + on (b) group_left (c) d / ignoring (e) f", ["a", "d", "f"]],
    ["service:http_errors:ratio_rate5m or vector(0)", ["service:http_errors:ratio_rate5m"]],
    ["a and\nb unless c{} # d", ["a", "b", "c"]],
    ["max_over_time(a[1h:5m] offset 5m) - a @ end()", ["a"]],
    ['label_replace(a, "b", "$1", "c", "(.+)")', ["a"]],
    ["time() - 3", []],
  ])("of %s are %j", (expr, names) => {
    expect(metricsIn(expr)).toEqual(names);
  });

  it.each(["sum by (le (up)", "a ==", '{__name__="a"}', '{__name__=~"a.*"}'])("refuses %s", (expr) => {
    expect(() => metricsIn(expr)).toThrow();
  });
});
