import { RunError } from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { refusal } from "../../../infra/config/refusal";

const problem = { thing: "config lifeboat:role", value: '"spare"', limit: "be one of two", remedy: "set it" };

it("a refusal lists every problem, and has no stack trace", () => {
  const error = refusal([problem, { ...problem, thing: "config lifeboat:posture" }]);
  expect(RunError.isInstance(error)).toBe(true);
  expect(error.message).toMatch(
    /^2 problems in the declaration; nothing was deployed:\n {2}1\. config lifeboat:role/,
  );
  expect(error.message).toContain("2. config lifeboat:posture");
  expect(error.stack).toBeUndefined();
});
