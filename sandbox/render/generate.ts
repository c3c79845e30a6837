import { parseCommandLine } from "../engine/command-line";
import { runCommand } from "../engine/run-command";
import { firstLines } from "./differences";
import { generatedFiles, recordedGenerated } from "./generated-files";
import { renew } from "./renew";

const USAGE = "npm run generate [-- --check]";

/**
 * `npm run generate`: writes the pages of docs/runbook, docs/configuration.md, the listings of docs/restore.md, the costs of docs/prerequisites.md, policies/README.md and the schema of the jobs'
 * settings from their sources; with `--check` writes nothing and fails where one has drifted.
 */
async function main(args: readonly string[]): Promise<number> {
  const check = parseCommandLine(args, { usage: USAGE, flags: ["--check"] }).said.has("--check");
  const declared = await generatedFiles();
  const recorded = recordedGenerated(declared);
  const drifted = renew({ declared, recorded, check, differences: firstLines });
  if (drifted === 0) process.stdout.write(`${declared.size} generated files follow from their sources\n`);
  else process.stdout.write('Run "npm run generate", read the change and commit it.\n');
  return drifted === 0 ? 0 : 1;
}

runCommand(main, { name: "generate", usage: USAGE });
