import { describe, expect, it } from "vitest";
import { rules } from "../../../policies/rules";
import { expanded } from "../../../policies/support/input/listed";
import { judge } from "../support/cases";
import { alarms, dangers } from ".";
import type { Corpus, CorpusCase } from "./case";
import { rates } from "./rates";

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

describe("the corpus", () => {
  it("has its dangers caught as recorded", () => {
    expect(tally(dangers, (one) => refusing(one).length > 0)).toEqual(
      Object.fromEntries(
        rates.dangers.map(({ kind, now, of, missed }) => [kind, { right: now, of, missed }]),
      ),
    );
  });
  it("has its harmless programs left alone as recorded", () => {
    expect(tally(alarms, (one) => refusing(one).length === 0)).toEqual(
      Object.fromEntries(rates.alarms.map(({ kind, now, of, missed }) => [kind, { right: now, of, missed }])),
    );
  });
  it("has at least five cases of each kind", () => {
    for (const cases of Object.values({ ...dangers, ...alarms })) expect(cases.length).toBeGreaterThan(4);
  });
});
