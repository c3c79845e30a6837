import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { jobSettingsSchema } from "../../infra/components/jobs/job-settings";
import { configurationPage } from "../../infra/config/reference";
import { parseCommandLine } from "../engine/command-line";
import { repositoryRoot } from "../engine/paths";
import { runCommand } from "../engine/run-command";
import { firstDifferences } from "./differences";

const USAGE = "npm run configuration [-- --check]";

/** Files that a schema is the source of, each with the maker of its text. */
const FILES = {
  "docs/configuration.md": configurationPage,
  "infra/jobs/settings.schema.json": jobSettingsSchema,
} as const;

/**
 * `npm run configuration`: writes the page of every key of config, and the schema of the jobs' settings. With `--check` writes
 * nothing and fails where one of them is stale.
 */
async function main(args: readonly string[]): Promise<number> {
  const check = parseCommandLine(args, { usage: USAGE, flags: ["--check"] }).said.has("--check");
  let stale = false;
  for (const [name, textOf] of Object.entries(FILES)) {
    const file = join(repositoryRoot(__dirname), name);
    const text = await format(textOf(), { ...(await resolveConfig(file)), filepath: file });
    const recorded = existsSync(file) ? readFileSync(file, "utf8") : "";
    if (!check) {
      writeFileSync(file, text);
      process.stdout.write(`${name} written\n`);
    } else if (recorded === text) {
      process.stdout.write(`${name} is what the schema says\n`);
    } else {
      stale = true;
      process.stdout.write(`${name} is stale:\n${firstDifferences(recorded, text)}\n`);
    }
  }
  if (stale) process.stdout.write('Run "npm run configuration", read the change and commit it.\n');
  return stale ? 1 : 0;
}

runCommand(main, { name: "configuration", usage: USAGE });
