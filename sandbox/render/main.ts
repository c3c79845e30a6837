import { resolve } from "node:path";
import { ArgumentsError, parseCommandLine } from "../engine/command-line";
import { runCommand } from "../engine/run-command";
import { captureStacks } from "./capture";
import { makeFolder, refusal, takeOver } from "./output-folder";
import { renderedFiles, writeFiles } from "./rendered-files";
const USAGE = "npm run render -- --stack <stack> --out <folder>";

/** `npm run render -- --stack prod --out DIR`: what a stack declares, as files for other tools. */
async function main(args: readonly string[]): Promise<number> {
  const values = { "--stack": { needed: true }, "--out": { needed: true } };
  const given = parseCommandLine(args, { usage: USAGE, values }).values;
  const stack = given.get("--stack") ?? "";
  const out = given.get("--out") ?? "";
  const folder = resolve(out);
  const refused = refusal(folder) ?? makeFolder(folder);
  if (refused !== undefined) throw new ArgumentsError(`--out ${out}: ${refused}`);
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

runCommand(main, { name: "render", usage: USAGE });
