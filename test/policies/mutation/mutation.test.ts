import { describe, expect, it } from "vitest";
import { rules } from "../../../policies/rules";
import { concerns } from "../../../policies/support/policy";
import type { Rule } from "../../../policies/support/rule";
import type { Subject } from "../../../policies/support/subject";
import { judge } from "../support/cases";
import { declaredStack, stackNames } from "../support/declared-stacks";
import { accounts } from "./accounts";
import { buckets } from "./buckets";
import { cluster } from "./cluster";
import { mutants, type Mutant, type Mutation } from "./mutation";
import { pods } from "./pods";

const mutations: readonly Mutation[] = [...buckets, ...accounts, ...pods, ...cluster];

const stacks = stackNames.map((name) => ({ name, resources: declaredStack(name) }));

/** What a rule looks at in a stack. */
const seenBy = (rule: Rule, resources: readonly Subject[]): readonly Subject[] =>
  resources.filter(({ type }) => concerns(rule, type));

const violations = (rule: Rule, subjects: readonly Subject[]): readonly string[] =>
  judge(rule, subjects).filter((finding) => finding.startsWith("violation"));

/** A rule on a stack judges all of it for each mutant, and sees each resource of a kind alike: three are enough. */
function chosen(rule: Rule, all: readonly Mutant[]): readonly Mutant[] {
  if ("check" in rule) return all;
  return all.filter((_, index) => [0, Math.floor(all.length / 2), all.length - 1].includes(index));
}

/** Whether a rule reports a violation of a stack in which something is broken. */
function reports(rule: Rule, seen: readonly Subject[], mutant: Mutant): boolean {
  const judged =
    "check" in rule ? [...mutant.values()].flat() : seen.flatMap((one) => mutant.get(one) ?? [one]);
  return violations(rule, judged).length > 0;
}

describe("the stacks as they are", () => {
  it.each(stacks)("$name breaks no rule", ({ resources }) => {
    expect(rules.flatMap((rule) => violations(rule, seenBy(rule, resources)))).toEqual([]);
  });
});

describe.each(rules.map((rule) => [rule.name, rule] as const))("%s", (name, rule) => {
  const own = mutations.filter((mutation) => mutation.rule === name);
  const seen = stacks.map(({ resources }) => seenBy(rule, resources));

  it("has a mutation", () => {
    expect(own).not.toEqual([]);
  });

  it.each(own.map((mutation) => [mutation.breaks, mutation] as const))("reports %s", (_, mutation) => {
    const made = seen.flatMap((resources) =>
      chosen(rule, mutants(resources, mutation)).map((mutant) => ({ resources, mutant })),
    );
    const missed = made.filter(({ resources, mutant }) => !reports(rule, resources, mutant));
    expect(made.length).toBeGreaterThan(0);
    expect(missed.flatMap(({ mutant }) => [...mutant.keys()].map(({ urn }) => urn))).toEqual([]);
  });
});

it("names rules of the pack only", () => {
  const names = rules.map(({ name }) => name);
  expect(mutations.filter(({ rule }) => !names.includes(rule))).toEqual([]);
});
