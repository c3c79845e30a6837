import { describe, expect, it } from "vitest";
import { inhibitRules } from "../../../infra/oncall/inhibition";

describe("inhibitRules", () => {
  const rules = inhibitRules();

  it("silence the lesser alerts of the same service and area, and symptoms in the same service", () => {
    expect(rules.map(({ target_matchers: target, equal }) => [target.slice(1), equal])).toEqual([
      [[], ["service", "area"]],
      [['area=~"application|database|performance"'], ["service"]],
      [['area=~"application|performance"'], ["service"]],
    ]);
  });

  it.each(rules.map((rule) => [rule.source_matchers.join(" "), rule] as const))(
    "never silence a P0: %s",
    (_source, rule) => {
      expect(rule.source_matchers).toContain('severity="P0"');
      expect(rule.target_matchers).toContain('severity=~"P1|P2|P3"');
    },
  );

  it("ask that a source has every label that must be equal: a missing one equals a missing one", () => {
    for (const { source_matchers: source, equal } of rules)
      for (const label of equal) expect(source.some((matcher) => matcher.startsWith(label))).toBe(true);
  });
});
