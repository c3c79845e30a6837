import { expect, it } from "vitest";
import type { StackReview } from "../../../../review";
import { aws } from "../../../../sandbox/providers/aws";
import { newGuesses } from "../../../../sandbox/providers/declared/declared-model";
import { markGuesses, unknowns } from "../../../../sandbox/review/program/unknowns";

const stack = (...types: readonly string[]): StackReview => ({
  stack: "dev",
  changes: types.map((type, index) => ({ operation: "update", type, name: `r${index}`, replacedBy: [] })),
  unchanged: 0,
  before: [],
  outputs: { before: {}, after: {} },
  violations: [],
  errors: [],
});
const served = [{ model: aws, versions: ["7.0.0"] }];
const nothing = {
  stacks: [],
  guesses: newGuesses(),
  refused: [],
  settings: [],
  ignored: [],
  fresh: [],
  samePackages: true,
};

it("says in one line what only Lifeboat's own program has, and no more where everything is known", () => {
  expect(unknowns(nothing)).toEqual([
    "Not looked at, because they need Lifeboat's own outputs and labels: recovery objectives, one active side, drift between environments. No policy pack is applied.",
  ]);
});

it("marks updates whose replacement nobody knows, and names their types", () => {
  const stacks = markGuesses([stack("aws:iam/role:Role", "aws:rds/instance:Instance", "x:y:Z")], served);
  expect(stacks[0]?.changes.map(({ mayReplace }) => mayReplace ?? false)).toEqual([false, true, false]);
  expect(unknowns({ ...nothing, stacks })[1]).toContain("`aws:rds/instance:Instance`. A replacement that");
});

it("has a sentence for each thing that it cannot know", () => {
  const found = unknowns({
    stacks: [],
    guesses: { functions: new Set(["a:b:getC"]), undeclared: new Set(["d:e:F"]) },
    refused: ["tf"],
    settings: [{ values: {}, secrets: ["s"], hasEnvironment: true }],
    ignored: ["dist"],
    fresh: ["dev"],
    samePackages: false,
  });
  expect(found).toHaveLength(9);
  expect(found.join("\n")).toMatch(
    /New[^]*`dev`[^]*`a:b:getC`[^]*`d:e:F`[^]*throw-away[^]*ESC[^]*`dist`[^]*`tf`[^]*lock file/,
  );
});
