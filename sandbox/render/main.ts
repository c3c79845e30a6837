import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { captureStacks } from "./capture";
import { refusal, takeOver } from "./output-folder";
import { renderedFiles } from "./rendered-files";
import { writeFiles } from "./write-files";

const USAGE = "usage: npm run render -- --stack <stack> --out <folder>";

/** `npm run render -- --stack prod --out DIR`: what a stack declares, as files for other tools. */
async function main(args: readonly string[]): Promise<number> {
  const { stack, out } = options(args);
  if (stack === undefined || out === undefined) {
    process.stderr.write(`render: ${stack === undefined ? "--stack" : "--out"} is missing\n${USAGE}\n`);
    return 2;
  }
  const folder = resolve(out);
  const refused = refusal(folder);
  if (refused !== undefined) {
    process.stderr.write(`render: --out ${out}: ${refused}\n`);
    return 2;
  }
  const resources = (await captureStacks([stack])).get(stack) ?? [];
  const files = renderedFiles(resources);
  // What the last run wrote and this one does not must not be taken for declared.
  takeOver(folder);
  writeFiles(folder, files);
  process.stdout.write(
    `${String(resources.length)} resources of ${stack} in ${String(files.size)} files: ${folder}\n`,
  );
  return 0;
}

function options(args: readonly string[]): { stack?: string | undefined; out?: string | undefined } {
  return parseArgs({ args: [...args], options: { stack: { type: "string" }, out: { type: "string" } } })
    .values;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`render: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
