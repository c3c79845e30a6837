import { expect, it } from "vitest";
import { runNode } from "../../../sandbox/engine/program-process";

const SCRIPT = `
console.log(process.argv.slice(1).join());
process.stdin.once("end", () => process.exit(7)).resume();
`;

it("a program's process has its arguments, nothing to read, and its own exit code", async () => {
  let output = "";
  const code = await runNode(["-e", SCRIPT, "one", "two"], {
    cwd: __dirname,
    env: process.env,
    onOutput: (_stream, chunk) => (output += chunk.toString()),
  });
  expect([code, output.trim()]).toEqual([7, "one,two"]);
});
