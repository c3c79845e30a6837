import { expect, it } from "vitest";
import { answeredValues, answerOptions, openQuestions, pairProblems } from "../../setup/answers";
import { parseCommandLine } from "../../sandbox/engine/command-line";

const read = (...args: readonly string[]) =>
  parseCommandLine(args, { usage: "npm run init", values: answerOptions });

it("sets what an answer means on each stack, and on the other", () => {
  const given = read(
    "--region",
    "eu-west-1",
    "--account",
    "210987654321",
    "--services",
    "tasks-app, kyb-platform",
  );
  expect(Object.fromEntries(answeredValues(given, "prod"))).toEqual({
    "aws:region": "eu-west-1",
    "lifeboat:region": "eu-west-1",
    "lifeboat:accountId": "210987654321",
    "aws:allowedAccountIds": ["210987654321"],
    "lifeboat:services": ["tasks-app", "kyb-platform"],
  });
  expect(Object.fromEntries(answeredValues(given, "dr"))).toEqual({
    "lifeboat:primaryRegion": "eu-west-1",
    "lifeboat:accountId": "210987654321",
    "aws:allowedAccountIds": ["210987654321"],
    "lifeboat:services": ["tasks-app", "kyb-platform"],
  });
  expect(answeredValues(read("--dr-region", "eu-west-2"), "prod").get("lifeboat:replicaRegion")).toBe(
    "eu-west-2",
  );
});

it("refuses every bad answer at once, with the rule of its key", () => {
  expect(() => read("--account", "12", "--region", "mars", "--job-image", "jobs:latest")).toThrow(
    /--account 12: must be 12 digits.*--region mars: must be an AWS region.*--job-image jobs:latest: must be pinned/,
  );
});

it("asks for what is neither given nor in a stack's file, once where it is for both", () => {
  const open = (has: boolean, ...args: readonly string[]) =>
    openQuestions(read(...args), () => has).map(({ option }) => option);
  expect(open(true)).toEqual([]);
  const all = open(false);
  expect(new Set(all).size).toBe(all.length);
  expect(all).toEqual(expect.arrayContaining(["--account", "--context", "--dr-context", "--suffix"]));
  expect(all).not.toContain("--services");
  expect(open(false, "--account", "210987654321")).toEqual(all.filter((option) => option !== "--account"));
});

it("takes services of the catalog only, each once", () => {
  expect(() => read("--services", "nosuch,tasks-app")).toThrow(
    /--services nosuch,tasks-app: must be of kyb-platform/,
  );
  expect(answeredValues(read("--services", "tasks-app,,tasks-app, "), "dr").get("lifeboat:services")).toEqual(
    ["tasks-app"],
  );
});

it("refuses two stacks in one region or cluster, and what must be the same and is not", () => {
  const values: Readonly<Record<string, unknown>> = {
    "aws:region": "eu-west-1",
    "kubernetes:context": "one",
  };
  const problems = pairProblems((stack, key) => (key === "lifeboat:bucketSuffix" ? stack : values[key]));
  expect(problems).toEqual([
    'kubernetes:context: "one" on both stacks; must be another one on each',
    'aws:region: "eu-west-1" on both stacks; must be another one on each',
    'lifeboat:bucketSuffix: "prod" on prod, "dr" on dr; must be the same on both',
  ]);
});
