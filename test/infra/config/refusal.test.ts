import { RunError } from "@pulumi/pulumi";
import { expect, it, vi } from "vitest";
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

it("names the command that takes Pulumi's arguments where the program runs", () => {
  const remedy =
    "pulumi config set --path 'lifeboat:images[\"pulumi\"]' x --stack dr && pulumi up --stack dr";
  expect(refusal([{ ...problem, remedy }]).message).toContain(`do:   ${remedy}`);
  vi.stubEnv("LIFEBOAT_PULUMI", "npm run sandbox --");
  try {
    expect(refusal([{ ...problem, remedy }]).message).toContain(
      "do:   npm run sandbox -- config set --path 'lifeboat:images[\"pulumi\"]' x --stack dr && npm run sandbox -- up --stack dr",
    );
  } finally {
    vi.unstubAllEnvs();
  }
});
