import { expect, it } from "vitest";
import { markdown } from "../../review/report/markdown";
import { exitCodeOf, review } from "../../review/review";
import type { StackReview, Violation } from "../../review/stack-review";

const violation = (level: string, resource: string, message: string, policy = "p"): Violation => ({
  policy,
  level,
  resource,
  message,
});
const stackOf = (violations: readonly Violation[], violationsBefore?: readonly Violation[]): StackReview => ({
  stack: "prod",
  changes: [],
  unchanged: 9,
  before: [],
  outputs: { before: {}, after: {} },
  violations,
  ...(violationsBefore === undefined ? {} : { violationsBefore }),
  errors: [],
});
const flags = (stack: StackReview): readonly string[] =>
  review([stack]).flags.map(({ rule, resource, why }) => `${rule} ${resource} ${why}`);
const text = (stack: StackReview): string =>
  markdown(review([stack]), { base: "a", head: "b" }, { services: [], secrets: [] });

const EXEMPT = "exempt until 2030-01-31 (anna: tenant): no";

it("flags what policies refuse or only accept for a while, and no advice", () => {
  const stack = stackOf([
    violation("mandatory", "old", "no"),
    violation("advisory", "role", EXEMPT),
    violation("advisory", "told", "undecided, name is not known at preview"),
  ]);
  expect(flags(stack)).toEqual(["policy-violated old p: no", `policy-exempted role p: ${EXEMPT}`]);
  expect(exitCodeOf(review([stack]))).toBe(10);
});

it("flags nothing that the base has word for word, and counts it in a line", () => {
  const old = [violation("mandatory", "a", "no"), violation("advisory", "b", EXEMPT)];
  const stack = stackOf([...old, violation("mandatory", "c", "no")], old);
  expect(flags(stack)).toEqual(["policy-violated c p: no"]);
  expect(text(stack)).toContain(
    "\n> prod: the policies find 2 violations and exemptions that the base has already.\n",
  );
  expect(exitCodeOf(review([stackOf(old, old)]))).toBe(0);
  expect(text(stackOf([], old))).not.toContain("has already");
});

it("flags one that got worse, with what it was", () => {
  expect(
    flags(stackOf([violation("mandatory", "a", "3 days")], [violation("mandatory", "a", "5 days")])),
  ).toEqual(["policy-violated a p: 3 days (the base: 5 days)"]);
  expect(flags(stackOf([violation("mandatory", "a", "no")], [violation("advisory", "a", EXEMPT)]))).toEqual([
    `policy-violated a p: no (the base: ${EXEMPT})`,
  ]);
  const two = [violation("mandatory", "a", "port 22"), violation("mandatory", "a", "port 80")];
  expect(flags(stackOf(two, two.slice(0, 1)))).toEqual(["policy-violated a p: port 80"]);
});

it("flags an exemption of what was a violation, and a longer one", () => {
  expect(flags(stackOf([violation("advisory", "a", EXEMPT)], [violation("mandatory", "a", "no")]))).toEqual([
    `policy-exempted a p: ${EXEMPT} (the base: no)`,
  ]);
  const longer = EXEMPT.replace("2030", "2040");
  expect(flags(stackOf([violation("advisory", "a", longer)], [violation("advisory", "a", EXEMPT)]))).toEqual([
    `policy-exempted a p: ${longer} (the base: ${EXEMPT})`,
  ]);
});
