import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { format, resolveConfig } from "prettier";
import { services } from "../../infra/catalog";
import { jobSettingsSchema } from "../../infra/components/jobs/job-settings";
import { configurationPage } from "../../infra/config/reference";
import { runbookPage } from "../../infra/runbook/page";
import { readme } from "../../policies/readme";
import { repositoryRoot } from "../engine/paths";
import type { Files } from "./renew";
import { pageEnvironments, runbookPath } from "./runbook-pages";

const ROOT = repositoryRoot(__dirname);

/** Texts by path, before they are formatted. */
const texts = (): ReadonlyMap<string, string> =>
  new Map([
    ["docs/configuration.md", configurationPage()],
    ["infra/jobs/settings.schema.json", jobSettingsSchema()],
    ["policies/README.md", readme()],
    ...services.map(
      (service) => [runbookPath(service.id), runbookPage(service, pageEnvironments(service))] as const,
    ),
  ]);

/** The generated files as the repository formats them; `test/expected`, which needs the engine, is not among them. */
export async function generatedFiles(): Promise<Files> {
  const formatted = [...texts()].map(async ([name, text]) => {
    const filepath = path.join(ROOT, name);
    return [name, await format(text, { ...(await resolveConfig(filepath)), filepath })] as const;
  });
  return new Map(await Promise.all(formatted));
}

/** What the repository has of them, and the pages of services that the catalog no longer has. */
export function recordedGenerated(): Files {
  const pages = readdirSync(path.join(ROOT, "docs/runbook")).map((name) => `docs/runbook/${name}`);
  const names = [...new Set([...texts().keys(), ...pages])].filter((name) =>
    existsSync(path.join(ROOT, name)),
  );
  return new Map(names.map((name) => [name, readFileSync(path.join(ROOT, name), "utf8")]));
}
