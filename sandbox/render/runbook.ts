import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { services } from "../../infra/catalog";
import { parseCommandLine } from "../engine/command-line";
import { repositoryRoot } from "../engine/paths";
import { runCommand } from "../engine/run-command";
import { firstDifferences } from "./differences";
import { runbookPath, runbookText } from "./runbook-pages";

const USAGE = "npm run runbook [-- --check]";

/**
 * `npm run runbook`: writes the page of every service, as the repository formats Markdown; with `--check` writes nothing
 * and fails where one has drifted.
 */
async function main(args: readonly string[]): Promise<number> {
  const check = parseCommandLine(args, { usage: USAGE, flags: ["--check"] }).said.has("--check");
  let drifted = 0;
  for (const service of services) {
    const name = runbookPath(service.id);
    const file = join(repositoryRoot(__dirname), name);
    const recorded = existsSync(file) ? readFileSync(file, "utf8") : "";
    const text = await runbookText(service);
    if (!check) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      process.stdout.write(`${name} written\n`);
    } else if (recorded === text) {
      process.stdout.write(`${name} is what catalog, alerts and jobs say\n`);
    } else {
      drifted += 1;
      process.stdout.write(`${name} has drifted:\n${firstDifferences(recorded, text)}\n`);
    }
  }
  if (drifted > 0) process.stdout.write('Run "npm run runbook", read the change and commit it.\n');
  return drifted === 0 ? 0 : 1;
}

runCommand(main, { name: "runbook", usage: USAGE });
