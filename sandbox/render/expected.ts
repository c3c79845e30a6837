import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { captureStacks } from "./capture";
import { firstDifferences } from "./differences";
import { reviewForm } from "./review-form";

const STACKS = ["prod", "dr"];
const FOLDER = join(__dirname, "..", "..", "test", "expected");

/** `npm run expected`: renews test/expected; with `--check` writes nothing and fails where it has drifted. */
async function main(args: readonly string[]): Promise<number> {
  const { check } = parseArgs({
    args: [...args],
    options: { check: { type: "boolean", default: false } },
  }).values;
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

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`expected: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
