import { describe, expect, it, vi } from "vitest";
import { rules } from "../../../policies/rules";
import type * as IamDocument from "../../../policies/support/iam-document";
import type { Statement } from "../../../policies/support/iam-document";
import type { Input } from "../../../policies/support/input";
import type { Rule } from "../../../policies/support/rule";
import type { Subject } from "../../../policies/support/subject";
import { declaredStack, stackNames } from "../support/declared-stacks";
import { accounts } from "./accounts";
import { buckets } from "./buckets";
import { cluster } from "./cluster";
import { withEverySort } from "./every-sort";
import { reports, seenBy, violations } from "./judged";
import { ground, mutants, type Mutant, type Mutation } from "./mutation";
import { pods } from "./pods";
import { unbroken } from "./properties";
import { Recorded } from "./recorded";
import { recovery } from "./recovery";
import { excuse, unguarded } from "./unguarded";

// What an earlier file has loaded would not get the module below.
vi.hoisted(() => {
  vi.resetModules();
});

// A statement is read whole from its text: only what rules then read of it tells which members they guard.
vi.mock("../../../policies/support/iam-document", async (original) => {
  const real = await original<typeof IamDocument>();
  return {
    ...real,
    statements: (document: Input): readonly Statement[] =>
      real.statements(document).map((one) => (document instanceof Recorded ? document.statement(one) : one)),
  };
});

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
const full = stacks.map(({ resources }) => resources.map(withEverySort));

const mutationsOf = ({ name }: Rule): readonly Mutation[] =>
  mutations.filter((mutation) => mutation.rule === name);
const seenOf = (rule: Rule): readonly (readonly Subject[])[] =>
  full.map((resources) => seenBy(rule, resources));

const leftBy = new Map<Rule, readonly string[]>();

/** Properties that a rule reads and that none of its mutations breaks. */
function left(rule: Rule): readonly string[] {
  const properties = leftBy.get(rule) ?? unbroken(rule, seenOf(rule), mutationsOf(rule));
  leftBy.set(rule, properties);
  return properties;
}

/** Most mutants of one mutation in a stack: it breaks resources of a kind alike, and a stack rule judges all for each. */
const most = (rule: Rule): number => ("check" in rule ? 100 : 3);

/** Mutants from the first to the last, evenly. */
function chosen(rule: Rule, all: readonly (() => Mutant)[]): readonly Mutant[] {
  const step = Math.max(1, (all.length - 1) / (most(rule) - 1));
  const wanted = new Set(all.map((_, index) => Math.round(index * step)));
  return all.filter((_, index) => wanted.has(index)).map((make) => make());
}

describe("the stacks as they are", () => {
  it.each(stacks)("$name breaks no rule", ({ resources }) => {
    expect(rules.flatMap((rule) => violations(rule, seenBy(rule, resources)))).toEqual([]);
  });
});

describe.each(rules.map((rule) => [rule.name, rule] as const))("%s", (name, rule) => {
  const own = mutationsOf(rule);
  const seen = seenOf(rule);

  it("has a mutation, or no resource to break", () => {
    if (name in withoutResource) expect([own, seen.flat()]).toEqual([[], []]);
    else expect(own).not.toEqual([]);
  });

  it.each(own.map((mutation) => [mutation.breaks, mutation] as const))("reports %s", (_, mutation) => {
    const made = seen.flatMap((given) => {
      const resources = ground(given, mutation);
      return chosen(rule, mutants(resources, mutation)).map((mutant) => ({ resources, mutant }));
    });
    const missed = made.filter(({ resources, mutant }) => !reports(rule, resources, mutant));
    expect(made.length).toBeGreaterThan(0);
    expect(missed.flatMap(({ mutant }) => [...mutant.keys()].map(({ urn }) => urn))).toEqual([]);
  });

  it("reads no property that none of them breaks", () => {
    expect(left(rule).filter((property) => excuse(name, property) === undefined)).toEqual([]);
  });
});

it("names rules of the pack only", () => {
  const names = rules.map(({ name }) => name);
  const named = [...mutations.map(({ rule }) => rule), ...Object.keys(withoutResource)];
  expect(named.filter((name) => !names.includes(name))).toEqual([]);
});

it("excuses only what is left", () => {
  const used = new Set(rules.flatMap((rule) => left(rule).map((property) => excuse(rule.name, property))));
  expect(unguarded.filter((one) => !used.has(one))).toEqual([]);
});
