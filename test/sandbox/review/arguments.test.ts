import { expect, it } from "vitest";
import { reviewArguments } from "../../../sandbox/review/arguments";

it("reviews both stacks in Markdown unless told otherwise", () => {
  expect(reviewArguments(["--base", "main"])).toEqual({
    against: "base",
    base: "main",
    stacks: ["prod", "dr"],
    format: "markdown",
    approval: undefined,
    policyConfig: undefined,
    program: undefined,
    config: {},
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
    against: "base",
    base: "v1",
    stacks: ["dr"],
    format: "json",
    approval: "a.yaml",
    policyConfig: "p.json",
    program: undefined,
    config: {},
  });
});

it("takes any stack of another program, and settings for it", () => {
  const args = [
    "--base",
    "main",
    "--program",
    "site",
    "--config",
    "aws:region=eu-west-1",
    "--config",
    "size=a=b",
  ];
  expect(reviewArguments(args)).toMatchObject({
    program: "site",
    stacks: [],
    config: { "aws:region": "eu-west-1", size: "a=b" },
  });
  expect(reviewArguments([...args, "--stack", "staging"]).stacks).toEqual(["staging"]);
  expect(() => reviewArguments(["--base", "main", "--config", "size"])).toThrow(
    "--config size: must be <key>=<value>; --config: is for another program: it needs --program.",
  );
});

it("compares with a commit or with what is deployed, and not with both", () => {
  expect(reviewArguments(["--against", "state", "--stack", "dr"])).toMatchObject({
    against: "state",
    base: "",
    stacks: ["dr"],
  });
  expect(() => reviewArguments(["--against", "state", "--base", "main", "--program", "site"])).toThrow(
    "--base: is a commit, and --against state compares with none; --against state: is for the repository's own program.",
  );
  expect(() => reviewArguments(["--against", "production"])).toThrow(
    "--against production: must be one of base, state; --base: is missing",
  );
});

it("names everything that is wrong", () => {
  expect(() => reviewArguments(["--stack", "test", "--format", "html"])).toThrow(
    "--format html: must be one of markdown, json, sarif; --base: is missing; --stack test: must be one of prod, dr. Usage: npm run review",
  );
});
