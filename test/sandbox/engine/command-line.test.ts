import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ArgumentsError, parseCommandLine } from "../../../sandbox/engine/command-line";

const ROOT = join(__dirname, "..", "..", "..");
const SYNTAX = {
  usage: "npm run x",
  values: { "--stack": { needed: true }, "--out": { needed: true } },
  flags: ["--check"],
};

describe("a command line", () => {
  it("takes both spellings of a value, and options without one", () => {
    const { values, said } = parseCommandLine(["--stack", "prod", "--check", "--out=a=b"], SYNTAX);
    expect([...values]).toEqual([
      ["--stack", "prod"],
      ["--out", "a=b"],
    ]);
    expect([...said]).toEqual(["--check"]);
  });

  it.each([
    [[], "--stack: is missing; --out: is missing. Usage: npm run x"],
    [["--stack", "--out", "a"], "--stack: has no value; --stack: is missing. Usage: npm run x"],
    [["--stack=a", "--out", "b", "--out", "c"], "--out: given twice. Usage: npm run x"],
    [
      ["--foo", "--stack=a", "--out=b", "--check=1"],
      "--foo: unknown; known are --check, --stack, --out; --check=1: unknown; known are --check, --stack, --out. Usage: npm run x",
    ],
  ])("%j is refused, all of it at once", (args, message) => {
    expect(() => parseCommandLine(args, SYNTAX)).toThrow(new ArgumentsError(message));
  });
});

const TOOLS = ["render/main", "render/expected", "render/generate", "bench/main"];

const run = (tool: string, argument: string) =>
  spawnSync(process.execPath, ["--import", "tsx", join("sandbox", `${tool}.ts`), argument], {
    cwd: ROOT,
    encoding: "utf8",
  });

it.each([...TOOLS, "engine/preview"])("%s tells how it is called, with exit code 0", (tool) => {
  const { status, stdout } = run(tool, "--help");
  expect(stdout).toMatch(/^npm run \w+ /);
  expect(status).toBe(0);
});

it.each(TOOLS)("%s refuses what it does not know, with exit code 2", (tool) => {
  const { status, stdout, stderr } = run(tool, "--foo");
  expect(stderr).toMatch(/^\w+: --foo: unknown.*Usage: npm run /);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
});
