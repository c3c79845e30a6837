import { describe, expect, it } from "vitest";
import { parseArguments } from "../../../sandbox/bench/arguments";
import { ArgumentsError } from "../../../sandbox/engine/command-line";

describe("arguments", () => {
  it("mean every part, five rounds and 1 GiB when there are none", () => {
    expect(parseArguments([])).toEqual({
      parts: ["preview", "review", "policies", "backup", "restore"],
      runs: 5,
      sizeGib: 1,
    });
  });
  it("take one part and both spellings of an option", () => {
    expect(parseArguments(["backup", "--runs", "3", "--size-gib=0.5"])).toEqual({
      parts: ["backup"],
      runs: 3,
      sizeGib: 0.5,
    });
  });
  it("take several parts, each once, in their own order", () => {
    expect(parseArguments(["restore", "preview", "restore"]).parts).toEqual(["preview", "restore"]);
  });
  it("take the limits themselves", () => {
    expect(parseArguments(["--runs=1", "--size-gib=64"])).toMatchObject({ runs: 1, sizeGib: 64 });
    expect(parseArguments(["--runs=100", "--size-gib=0.05"])).toMatchObject({ runs: 100, sizeGib: 0.05 });
  });
  it.each([
    ["--runs", "--runs: has no value"],
    ["--runs=", "--runs: has no value"],
    ["--runs=0", "--runs 0"],
    ["--runs=2.5", "whole number from 1 to 100"],
    ["--runs=1e1", "--runs 1e1"],
    ["--runs=101", "--runs 101"],
    ["--size-gib=0.04", "--size-gib 0.04"],
    ["--size-gib=-1", "--size-gib -1"],
    ["--size=1", "--size=1: unknown"],
    ["previews", "previews: unknown"],
    ["toString", "toString: unknown"],
  ])("refuse %s", (word, message) => {
    expect(() => parseArguments([word])).toThrow(ArgumentsError);
    expect(() => parseArguments([word])).toThrow(message);
  });
  it("refuse an option that is given twice", () => {
    expect(() => parseArguments(["--runs=1", "--runs=2"])).toThrow("--runs: given twice");
  });
  it("name everything that is wrong in one error, with the usage", () => {
    expect(() => parseArguments(["all", "--runs=0", "--size-gib=x"])).toThrow(
      /all: unknown.*--runs 0.*--size-gib x.*Usage: npm run bench/,
    );
  });
});
