import { describe, expect, it } from "vitest";
import { namesStack, withCallersPaths } from "../../../sandbox/engine/pulumi-arguments";

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
  it("have their paths from where the command was called", () => {
    const args = [
      "preview",
      "--policy-pack",
      "policies,/b",
      "--save-plan=p.json",
      "--file",
      "../o.json",
      "-m",
      "--x",
    ];
    expect(withCallersPaths(args, "/home/a")).toEqual([
      "preview",
      "--policy-pack",
      "/home/a/policies,/b",
      "--save-plan=/home/a/p.json",
      "--file",
      "/home/o.json",
      "-m",
      "--x",
    ]);
  });
  it("stay as they are where they are no paths", () => {
    const args = [
      "config",
      "set",
      "lifeboat:region",
      "us-east-1",
      "--stack=prod",
      "--policy-packs=a",
      "--diff",
    ];
    expect(withCallersPaths(args, "/home/a")).toEqual(args);
  });
});
