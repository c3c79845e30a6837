import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { services } from "../../infra/catalog";
import { repositoryRoot } from "../engine/paths";
import { runbookPath, runbookText } from "./runbook-pages";

/** `npm run runbook`: writes the page of every service, as the repository formats Markdown. */
async function main(): Promise<void> {
  const root = repositoryRoot(__dirname);
  for (const service of services) {
    const file = join(root, runbookPath(service.id));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, await runbookText(service));
    process.stdout.write(`${runbookPath(service.id)} written\n`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`runbook: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
