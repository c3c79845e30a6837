import { describe, expect, it, vi } from "vitest";
import { rules } from "../../../policies/rules";
import type * as IamDocument from "../../../policies/support/aws/iam-document";
import type { Statement } from "../../../policies/support/aws/iam-document";
import type { Input } from "../../../policies/support/input/input";
import type { Rule } from "../../../policies/support/rule";
import type { Subject } from "../../../policies/support/input/subject";
import { declaredStack, stackNames } from "../support/declared-stacks";
import { accounts } from "./accounts";
import { buckets } from "./buckets";
import { cluster } from "./cluster";
import { databases } from "./databases";
import { withEverySort } from "./every-sort";
import { exposure } from "./exposure";
import { guards } from "./guards";
import { reports, seenBy, violations } from "./judged";
import { chosen, ground, mutants, type Mutant, type Mutation } from "./mutation";
import { once, reporting } from "./others";
import { overlaps, overlapsOf } from "./overlaps";
import { podAccounts } from "./pod-accounts";
import { pods } from "./pods";
import { unbroken } from "./properties";
import { Reads } from "./reads";
import { Recorded } from "./recorded";
import { recovery } from "./recovery";
import { suspended } from "./suspended";
import { traffic } from "./traffic";
import { excuse, unguarded } from "./unguarded";

/** A rule that reads many properties of many resources, on a busy machine. */
const BUSY_MILLISECONDS = 180_000;

// What an earlier file has loaded would not get the module below.
vi.hoisted(() => {
  vi.resetModules();
});

// A statement is read whole from its text: only what rules then read of it tells which members they guard.
vi.mock("../../../policies/support/aws/iam-document", async (original) => {
  const real = await original<typeof IamDocument>();
  return {
    ...real,
    statements: (document: Input): readonly Statement[] =>
      real.statements(document).map((one) => (document instanceof Recorded ? document.statement(one) : one)),
  };
});

const mutations: readonly Mutation[] = [
  ...buckets,
  ...accounts,
  ...pods,
  ...podAccounts,
  ...guards,
  ...cluster,
  ...recovery,
  ...databases,
  ...suspended,
  ...traffic,
  ...exposure,
];

/** Rules on kinds that no stack of ours declares, and why there is none; their cases alone prove them. */
const withoutResource: Readonly<Record<string, string>> = {
  "database-server-is-not-public":
    "servers are given by lifeboat:databaseHosts; another program declares them",
  "database-server-is-encrypted": "as above",
  "database-server-keeps-backups": "as above",
  "database-is-protected": "databases are given, or made by a service's server",
  "database-grants-nothing-to-public": "grants are made by membership in roles",
  "database-function-runs-as-its-caller": "migrations of a service create its functions",
  "data-store-is-encrypted": "another program declares stores other than buckets",
  "data-store-keeps-backups": "as above",
  "data-store-refuses-deletion": "as above",
  "data-store-encrypts-in-transit": "as above",
  "data-store-is-not-public": "as above",
  "security-group-is-not-open": "another program declares the network",
  "backup-plan-keeps-long-enough": "vaults are buckets, and jobs fill them",
  "values-loosen-no-guard": "no chart is installed, and nothing is patched",
};

const stacks = stackNames.map((name) => ({ name, resources: declaredStack(name) }));
const full = stacks.map(({ resources }) => resources.map(withEverySort));

const mutationsOf = ({ name }: Rule): readonly Mutation[] =>
  mutations.filter((mutation) => mutation.rule === name);
const seenOf = (rule: Rule): readonly (readonly Subject[])[] =>
  full.map((resources) => seenBy(rule, resources));

/** What rules read of the stacks. */
const readsOf = once((rule: Rule) => new Reads(rule, seenOf(rule)));

/** Properties that a rule reads and that none of its mutations breaks. */
const left = once((rule: Rule) => unbroken(rule, seenOf(rule), mutationsOf(rule), readsOf(rule)));

/** Most mutants of one mutation in a stack: it breaks resources of a kind alike, and a stack rule judges all for each. */
const most = (rule: Rule): number => ("check" in rule ? 50 : 3);

/** Of a mutation's mutants those that all other rules judge, which takes longest: prod's first and dr's last. */
const judgedByAll = (some: readonly Mutant[], stack: number): readonly Mutant[] =>
  stack === 0 ? some.slice(0, 1) : some.slice(-1);

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

  it.each(own.map((mutation) => [mutation.breaks, mutation] as const))("alone reports %s", (_, mutation) => {
    const made = full.map((stack) => {
      const sound = ground(stack, mutation);
      const resources = seenBy(rule, sound);
      const some = chosen(mutants(resources, mutation), most(rule)).map((make) => make());
      return { stack, sound, resources, some };
    });
    const missed = made.flatMap(({ resources, some }) =>
      some.filter((mutant) => !reports(rule, resources, mutant)),
    );
    expect(made.flatMap(({ some }) => some).length).toBeGreaterThan(0);
    expect(missed.flatMap((mutant) => [...mutant.keys()].map(({ urn }) => urn))).toEqual([]);

    const others = rules.filter((other) => other !== rule);
    const found = made.flatMap(({ stack, sound, some }, index) => {
      const report = reporting(others, readsOf, stack, sound);
      return judgedByAll(some, index).flatMap(report);
    });
    const meant = overlapsOf(mutation).flatMap((overlap) => overlap.others);
    expect([...new Set(found)].sort()).toEqual([...new Set(meant)].filter((other) => other !== name).sort());
  });

  it(
    "reads no property that none of them breaks",
    () => {
      expect(left(rule).filter((property) => excuse(name, property) === undefined)).toEqual([]);
    },
    BUSY_MILLISECONDS,
  );
});

it("names rules of the pack only", () => {
  const names = rules.map(({ name }) => name);
  const named = [...mutations.map(({ rule }) => rule), ...Object.keys(withoutResource)];
  expect(named.filter((name) => !names.includes(name))).toEqual([]);
});

it("says nothing of a mutation that there is not", () => {
  const used = new Set(mutations.flatMap(overlapsOf));
  expect(overlaps.filter((one) => !used.has(one))).toEqual([]);
});

it("excuses only what is left", () => {
  const used = new Set(rules.flatMap((rule) => left(rule).map((property) => excuse(rule.name, property))));
  expect(unguarded.filter((one) => !used.has(one))).toEqual([]);
});
