import type { Service } from "../catalog/types";
import type { Problem } from "../problem";
import { closest } from "./distance";
import type { PartialConfig } from "./schema";

/** The keys that a record names, whatever it holds for them; undefined where there is no record. */
function named(value: unknown): readonly string[] | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.keys(value)
    : undefined;
}

/** What every declared service needs an entry of, what that is, and how it is set. */
const perService = {
  databaseHosts: {
    limit: "name the service's database host",
    set: (id: string) => `--path lifeboat:databaseHosts.${id} <host>`,
  },
  databaseSecrets: {
    limit: "hold {admin, backup, restore, migrate, monitor, app}, the passwords",
    set: (id: string) =>
      `--secret --path lifeboat:databaseSecrets.${id}.backup (and .admin, .restore, .migrate, .monitor, .app)`,
  },
} as const;

/** Records by service id. */
const byService = [
  "databaseHosts",
  "databasePorts",
  "scratchHosts",
  "restoreBackups",
  "databaseSecrets",
  "canary",
  "workloadSecrets",
  "namespaceQuotas",
  "sizes",
  "features",
] as const;

function missingProblems(
  declared: readonly string[],
  given: Readonly<Record<string, unknown>>,
): readonly Problem[] {
  return (["databaseHosts", "databaseSecrets"] as const).flatMap((key) => {
    const present = named(given[key]);
    if (present === undefined) return [];
    return declared
      .filter((id) => !present.includes(id))
      .map((id) => ({
        thing: `config lifeboat:${key}.${id}`,
        value: "(missing)",
        limit: perService[key].limit,
        remedy: `pulumi config set ${perService[key].set(id)}`,
      }));
  });
}

function strangeProblem(thing: string, id: string, ids: readonly string[]): Problem {
  return {
    thing: `config lifeboat:${thing}`,
    value: "(not shown)",
    limit: `be a service of the catalog: ${ids.join(", ")}`,
    remedy: `did you mean ${closest(id, ids) ?? "another service"}?`,
  };
}

/** What is wrong with what the config says of each service: entries that are missing or that no service has. */
export function recordProblems(
  config: PartialConfig,
  services: readonly Service[],
  given: Readonly<Record<string, unknown>>,
): readonly Problem[] {
  const ids = services.map((service) => service.id);
  const declared = ids.filter((id) => config.services?.includes(id) ?? true);
  const strange = byService.flatMap((key) =>
    (named(given[key]) ?? [])
      .filter((id) => !ids.includes(id))
      .map((id) => strangeProblem(`${key}.${id}`, id, ids)),
  );
  const chosen = (config.services ?? [])
    .filter((id) => !ids.includes(id))
    .map((id) => ({ ...strangeProblem("services", id, ids), value: `"${id}"` }));
  return [...missingProblems(declared, given), ...strange, ...chosen];
}
