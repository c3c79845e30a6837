import { expect, it } from "vitest";
import { changesBetween, keyOf, type Resource } from "../../../review/change";
import { markdown } from "../../../review/report/markdown";
import { stepLines } from "../../../review/report/steps";
import { review } from "../../../review/review";
import type { StackReview } from "../../../review/stack-review";

const pods = (name: string, image: string): Resource => ({
  type: "kubernetes:apps/v1:Deployment",
  name,
  inputs: { spec: { template: { spec: { containers: [{ name: "c", image }] } } } },
});
const job: Resource = { type: "kubernetes:batch/v1:Job", name: "kyb-migrate", inputs: {} };
const settings = (value: string): Resource => ({
  type: "kubernetes:core/v1:ConfigMap",
  name: "kyb-settings",
  inputs: { data: { value } },
});

function stackOf(stack: string, names: readonly string[], order: readonly string[]): StackReview {
  const before = [...names.map((name) => pods(name, "a")), settings("a")];
  const after = [...names.map((name) => pods(name, "b")), settings("b"), job];
  const changes = changesBetween(before, after, () => []);
  const keys = order.map((name) => keyOf(changes.find((change) => change.name === name) ?? job));
  const empty = { unchanged: 0, violations: [], errors: [], outputs: { before: {}, after: {} } };
  return { ...empty, stack, changes, before, order: keys };
}

it("names what disturbs, and the Jobs before it, in the engine's order", () => {
  const order = ["kyb-settings", "kyb-migrate", "kyb-worker", "kyb-api"];
  const found = review(["prod", "dr"].map((stack) => stackOf(stack, ["kyb-api", "kyb-worker"], order)));
  expect(stepLines(found).at(-1)).toBe(
    "- prod, dr: `kyb-migrate` created → `kyb-worker` updated → `kyb-api` updated",
  );
  expect(markdown(found, { base: "a", head: "b" }, { services: [], secrets: [] })).toContain(
    "### Disruption, for your information\n\n**Expected order**",
  );
});

it("counts what is too much for a line, and says nothing of one step or of an unknown order", () => {
  const names = Array.from({ length: 20 }, (_, index) => `kyb-${index}`);
  expect(stepLines(review([stackOf("prod", names, names)])).at(-1)).toMatch(/`kyb-11` updated → and 8 more$/);
  expect(stepLines(review([stackOf("prod", ["kyb-api"], ["kyb-api"])]))).toEqual([]);
  expect(stepLines(review([stackOf("prod", names, [])]))).toEqual([]);
});
