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
import { recovery } from "./recovery";

const mutations: readonly Mutation[] = [...buckets, ...accounts, ...pods, ...cluster, ...recovery];

/** Rules on kinds that no stack of ours declares, and why there is none; their cases alone prove them. */
const withoutResource: Readonly<Record<string, string>> = {
  "cloudflare-token-is-scoped":
    "tokens come from the operator, so that the program needs none that makes tokens",
  "database-server-is-not-public":
    "servers are given by lifeboat:databaseHosts; another program declares them",
  "database-server-is-encrypted": "as above",
  "database-server-keeps-backups": "as above",
};

const stacks = stackNames.map((name) => ({ name, resources: declaredStack(name) }));

/** What a rule looks at in a stack. */
const seenBy = (rule: Rule, resources: readonly Subject[]): readonly Subject[] =>
  resources.filter(({ type }) => concerns(rule, type));

const violations = (rule: Rule, subjects: readonly Subject[]): readonly string[] =>
  judge(rule, subjects).filter((finding) => finding.startsWith("violation"));

/** Most mutants of one mutation in a stack: it breaks resources of a kind alike, and a stack rule judges all for each. */
const most = (rule: Rule): number => ("check" in rule ? 100 : 3);

/** Mutants from the first to the last, evenly. */
function chosen(rule: Rule, all: readonly Mutant[]): readonly Mutant[] {
  const step = Math.max(1, (all.length - 1) / (most(rule) - 1));
  const wanted = new Set(all.map((_, index) => Math.round(index * step)));
  return all.filter((_, index) => wanted.has(index));
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

  it("has a mutation, or no resource to break", () => {
    if (name in withoutResource) expect([own, seen.flat()]).toEqual([[], []]);
    else expect(own).not.toEqual([]);
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
  const named = [...mutations.map(({ rule }) => rule), ...Object.keys(withoutResource)];
  expect(named.filter((name) => !names.includes(name))).toEqual([]);
});
