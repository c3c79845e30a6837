import { describe, expect, it } from "vitest";
import { rules } from "../../../policies/rules";
import { expanded } from "../../../policies/support/input/listed";
import { judge } from "../support/cases";
import { alarms, dangers } from ".";
import type { Corpus, CorpusCase } from "./case";
import { foundAlarms, foundDangers } from "./found";
import { foundRates, rates } from "./rates";

/** Names of the case's rules that refuse it. */
const refusing = ({ given, rules: names }: CorpusCase): readonly string[] =>
  rules
    .filter(({ name }) => names.includes(name))
    .filter((rule) => judge(rule, given.flatMap(expanded)).some((said) => said.startsWith("violation")))
    .map(({ name }) => name);

/** What the pack does with a kind: `caught 5 of 6`, and which are missed. */
function tally(corpus: Corpus, isRight: (one: CorpusCase) => boolean) {
  return Object.fromEntries(
    Object.entries(corpus).map(([kind, cases]) => {
      const missed = cases.filter((one) => !isRight(one)).map(({ what }) => what);
      return [kind, { right: cases.length - missed.length, of: cases.length, missed }];
    }),
  );
}

const expected = (some: typeof rates.dangers) =>
  Object.fromEntries(some.map(({ kind, now, of, missed }) => [kind, { right: now, of, missed }]));

describe.each([
  ["the corpus", dangers, alarms, rates],
  ["what was found later", foundDangers, foundAlarms, foundRates],
] as const)("%s", (_, bad, harmless, recorded) => {
  it("has its dangers caught as recorded", () => {
    expect(tally(bad, (one) => refusing(one).length > 0)).toEqual(expected(recorded.dangers));
  });
  it("has its harmless programs left alone as recorded", () => {
    expect(tally(harmless, (one) => refusing(one).length === 0)).toEqual(expected(recorded.alarms));
  });
  it("has at least five cases of each kind", () => {
    for (const cases of Object.values({ ...bad, ...harmless })) expect(cases.length).toBeGreaterThan(4);
  });
  it("is for rules of the pack", () => {
    const names = rules.map(({ name }) => name);
    const meant = [bad, harmless]
      .flatMap((corpus) => Object.values(corpus).flat())
      .flatMap((one) => one.rules);
    expect([...new Set(meant)].filter((name) => !names.includes(name))).toEqual([]);
  });
});
