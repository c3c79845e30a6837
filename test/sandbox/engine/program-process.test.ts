import { getPriority } from "node:os";
import { describe, expect, it } from "vitest";
import { launched, runNode } from "../../../sandbox/engine/program-process";

const SCRIPT = `
console.log(require("node:os").getPriority(), process.argv.slice(1).join());
process.stdin.once("end", () => process.exit(7)).resume();
`;

async function run(launcher?: readonly string[]): Promise<readonly [number, string]> {
  let output = "";
  const code = await runNode(["-e", SCRIPT, "one", "two"], {
    cwd: __dirname,
    env: process.env,
    ...(launcher === undefined ? {} : { launcher }),
    onOutput: (_stream, chunk) => (output += chunk.toString()),
  });
  return [code, output.trim()];
}

describe("a program's process", () => {
  it("has nothing to read, and its own exit code", async () => {
    expect(await run()).toEqual([7, `${getPriority()} one,two`]);
  });

  it("is started by the launcher, with the same arguments", async () => {
    expect(await run(["nice", "-n", "3"])).toEqual([7, `${getPriority() + 3} one,two`]);
  });

  it("is refused where there is no such launcher", async () => {
    await expect(run(["no-such-launcher"])).rejects.toThrow("ENOENT");
  });
});

describe("launched", () => {
  it("puts the launcher before the command, where there is one", () => {
    expect(launched([], "pulumi", ["up"])).toEqual(["pulumi", ["up"]]);
    expect(launched(["nice", "-n", "10"], "pulumi", ["up"])).toEqual(["nice", ["-n", "10", "pulumi", "up"]]);
  });
});
