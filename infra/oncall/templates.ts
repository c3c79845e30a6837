import { readFileSync } from "node:fs";
import { join } from "node:path";
import { incidentPromises } from "../catalog/severities";
import type { Role } from "../catalog/types";

/**
 * Texts of messages, as Alertmanager's Go templates (STOCK-15): definitions of the varying values, then `lifeboat.tmpl`.
 * @param role environment of the alerts, shown in every title
 * @throws Error if the file cannot be read
 */
export function messageTemplates(role: Role): string {
  const values = { environment: role, ...incidentPromises };
  const defined = Object.entries(values).map(
    ([name, value]) => `{{ define "lifeboat.${name}" }}${value}{{ end }}\n`,
  );
  return `${defined.join("")}${readFileSync(join(__dirname, "lifeboat.tmpl"), "utf8")}`;
}
