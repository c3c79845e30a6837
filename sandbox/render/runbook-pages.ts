import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import type { Service } from "../../infra/catalog/types";
import { alertEnvironment } from "../../infra/components/alert-environment";
import type { Settings } from "../../infra/config";
import { namespaceName } from "../../infra/naming";
import { runbookPage, type PageEnvironment } from "../../infra/runbook/page";
import { repositoryRoot } from "../engine/paths";

/** Every posture that an environment can have, by role; pages write commands for the first. */
export const places: readonly Pick<Settings, "role" | "posture">[] = [
  { role: "primary", posture: "active" },
  { role: "primary", posture: "safe" },
  { role: "primary", posture: "fenced" },
  { role: "standby", posture: "passive" },
  { role: "standby", posture: "active" },
];

/** The environments of a service that its page tells of. */
export const pageEnvironments = (service: Service): readonly PageEnvironment[] =>
  places.map((place) => ({
    stack: place.role === "primary" ? "prod" : "dr",
    ...alertEnvironment(service, {
      ...place,
      capacityHorizon: "now",
      // A page has all alerts that there can be.
      logs: { url: "https://logs.example.com", user: "collector" },
      monitoringNamespace: namespaceName("monitoring", place.role),
    }),
  }));

/** Where the page of a service lies in the repository. */
export const runbookPath = (id: string): string => `docs/runbook/${id}.md`;

/** The page of a service, as the repository formats Markdown. */
export async function runbookText(service: Service): Promise<string> {
  const style = await resolveConfig(join(repositoryRoot(__dirname), runbookPath(service.id)));
  return format(runbookPage(service, pageEnvironments(service)), { ...style, parser: "markdown" });
}
