import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseCommandLine } from "../engine/command-line";
import { runCommand } from "../engine/run-command";
import { captureStacks } from "./capture";
import { firstDifferences } from "./differences";
import { EXPECTED, expectedFiles, recordedFiles } from "./expected-files";

const USAGE = "npm run expected [-- --check]";
const STACKS = ["prod", "dr"];

/** `npm run expected`: renews test/expected; with `--check` writes nothing and fails where it has drifted. */
async function main(args: readonly string[]): Promise<number> {
  const check = parseCommandLine(args, { usage: USAGE, flags: ["--check"] }).said.has("--check");
  let drifted = 0;
  for (const [stack, resources] of await captureStacks(STACKS)) {
    const [declared, recorded] = [expectedFiles(resources), recordedFiles(stack)];
    const names = [...new Set([...declared.keys(), ...recorded.keys()])].sort();
    const different = names.filter((name) => declared.get(name) !== recorded.get(name));
    if (different.length === 0)
      process.stdout.write(`test/expected/${stack} is what the stack declares: ${names.length} files\n`);
    for (const name of different) {
      const [text = "", before = ""] = [declared.get(name), recorded.get(name)];
      const file = path.join(EXPECTED, stack, name);
      if (check) {
        drifted += 1;
        process.stdout.write(
          `test/expected/${stack}/${name} has drifted:\n${firstDifferences(before, text)}\n`,
        );
      } else if (declared.has(name)) {
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, text);
        process.stdout.write(`test/expected/${stack}/${name} renewed\n`);
      } else {
        rmSync(file);
        process.stdout.write(`test/expected/${stack}/${name} removed\n`);
      }
    }
  }
  if (drifted > 0)
    process.stdout.write('Read the change, then "npm run expected" and commit what it writes.\n');
  return drifted === 0 ? 0 : 1;
}

runCommand(main, { name: "expected", usage: USAGE });
