import { describe, expect, it } from "vitest";
import { namesStack } from "../../../sandbox/engine/pulumi-arguments";

describe("arguments of the CLI", () => {
  it.each([["--stack", "prod"], ["--stack=prod"], ["-s", "prod"], ["-sprod"]])(
    "%s %s names a stack",
    (...args) => {
      expect(namesStack(["--diff", ...args])).toBe(true);
    },
  );
  it("that only look alike name none", () => {
    expect(namesStack(["--diff", "--stack-like", "prod"])).toBe(false);
  });
});
