import { expect, it } from "vitest";
import { reviewArguments } from "../../../sandbox/review/arguments";

it("reviews both stacks in Markdown unless told otherwise", () => {
  expect(reviewArguments(["--base", "main"])).toEqual({
    base: "main",
    stacks: ["prod", "dr"],
    format: "markdown",
    approval: undefined,
    policyConfig: undefined,
  });
  expect(
    reviewArguments([
      "--base=v1",
      "--stack=dr",
      "--format",
      "json",
      "--approval",
      "a.yaml",
      "--policy-pack-config",
      "p.json",
    ]),
  ).toEqual({
    base: "v1",
    stacks: ["dr"],
    format: "json",
    approval: "a.yaml",
    policyConfig: "p.json",
  });
});

it("names everything that is wrong", () => {
  expect(() => reviewArguments(["--stack", "test", "--format", "html"])).toThrow(
    "--stack test: must be one of prod, dr; --format html: must be one of markdown, json, sarif; --base: is missing. Usage: npm run review",
  );
});
