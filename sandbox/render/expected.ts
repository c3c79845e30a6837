import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseCommandLine } from "../engine/command-line";
import { runCommand } from "../engine/run-command";
import { captureStacks } from "./capture";
import { firstDifferences } from "./differences";
import { reviewForm } from "./review-form";

const USAGE = "npm run expected [-- --check]";
const STACKS = ["prod", "dr"];
const FOLDER = join(__dirname, "..", "..", "test", "expected");

/** `npm run expected`: renews test/expected; with `--check` writes nothing and fails where it has drifted. */
async function main(args: readonly string[]): Promise<number> {
  const check = parseCommandLine(args, { usage: USAGE, flags: ["--check"] }).said.has("--check");
  let drifted = 0;
  for (const [stack, resources] of await captureStacks(STACKS)) {
    const file = join(FOLDER, `${stack}.json`);
    const declared = reviewForm(resources);
    const recorded = existsSync(file) ? readFileSync(file, "utf8") : "";
    if (declared === recorded) {
      process.stdout.write(`test/expected/${stack}.json is what the stack declares\n`);
    } else if (check) {
      drifted += 1;
      process.stdout.write(
        `test/expected/${stack}.json has drifted:\n${firstDifferences(recorded, declared)}\n`,
      );
    } else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, declared);
      process.stdout.write(`test/expected/${stack}.json renewed\n`);
    }
  }
  if (drifted > 0)
    process.stdout.write('Read the change, then "npm run expected" and commit what it writes.\n');
  return drifted === 0 ? 0 : 1;
}

runCommand(main, { name: "expected", usage: USAGE });
