import { existsSync, readFileSync } from "node:fs";
import { getPriority } from "node:os";
import { beforeAll, describe, expect, it } from "vitest";
import { runNode } from "../../../sandbox/engine/program-process";
import { yielding } from "../../../sandbox/drill/yielding";

const SESSION = "/proc/self/autogroup";
const SCRIPT = `
const session = require("node:fs").existsSync("${SESSION}") ? require("node:fs").readFileSync("${SESSION}", "utf8") : "";
console.log(process.argv.slice(1).join());
console.log(require("node:os").getPriority());
console.log(/nice (-?[0-9]+)/.exec(session)?.[1]);
process.exitCode = 7;
`;

const sessionOf = (): string => (existsSync(SESSION) ? readFileSync(SESSION, "utf8") : "");

describe("a command that yields", () => {
  const lines: string[] = [];
  let code: number | undefined;
  const own = getPriority();
  const before = sessionOf();

  beforeAll(async () => {
    let output = "";
    code = await runNode(["-e", SCRIPT, "one", "two words"], {
      cwd: __dirname,
      env: process.env,
      launcher: yielding,
      onOutput: (_stream, chunk) => (output += chunk.toString()),
    });
    lines.push(...output.trim().split("\n"));
  });

  it("keeps its arguments and its exit code", () => {
    expect([code, lines[0]]).toEqual([7, "one,two words"]);
  });

  it("is nicer than who started it, within the session", () => {
    expect(lines[1]).toBe(String(Math.min(own + 10, 19)));
  });

  it("is so among the sessions too, where those are what shares, and leaves other sessions alone", () => {
    expect(lines[2]).toBe(existsSync(SESSION) ? "10" : "undefined");
    expect(sessionOf()).toBe(before);
  });
});
