import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { configurationPage } from "../../infra/config/reference";
import { parseCommandLine } from "../engine/command-line";
import { repositoryRoot } from "../engine/paths";
import { runCommand } from "../engine/run-command";
import { firstDifferences } from "./differences";

const USAGE = "npm run configuration [-- --check]";
const PAGE = "docs/configuration.md";

/** `npm run configuration`: writes the page of every key of config; with `--check` writes nothing and fails where it has drifted. */
async function main(args: readonly string[]): Promise<number> {
  const check = parseCommandLine(args, { usage: USAGE, flags: ["--check"] }).said.has("--check");
  const file = join(repositoryRoot(__dirname), PAGE);
  const text = await format(configurationPage(), { ...(await resolveConfig(file)), parser: "markdown" });
  if (!check) {
    writeFileSync(file, text);
    process.stdout.write(`${PAGE} written\n`);
    return 0;
  }
  const recorded = existsSync(file) ? readFileSync(file, "utf8") : "";
  if (recorded === text) {
    process.stdout.write(`${PAGE} is what the schema says\n`);
    return 0;
  }
  process.stdout.write(`${PAGE} has drifted:\n${firstDifferences(recorded, text)}\n`);
  process.stdout.write('Run "npm run configuration", read the change and commit it.\n');
  return 1;
}

runCommand(main, { name: "configuration", usage: USAGE });
