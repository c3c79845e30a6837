import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { format, resolveConfig } from "prettier";
import { repositoryRoot } from "../engine/paths";
import { runbookPages } from "./runbook-pages";

/** `npm run runbook`: writes the page of every service, as the repository formats Markdown. */
async function main(): Promise<void> {
  const root = repositoryRoot(__dirname);
  for (const [path, text] of runbookPages()) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, await format(text, { ...(await resolveConfig(file)), parser: "markdown" }));
    process.stdout.write(`${path} written\n`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`runbook: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
