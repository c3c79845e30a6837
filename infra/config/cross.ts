import type { Problem } from "../problem";
import { closest } from "./distance";
import type { PartialConfig } from "./schema";

function regionProblems(config: PartialConfig, given: Readonly<Record<string, unknown>>): readonly Problem[] {
  const problems: Problem[] = [];
  const needed =
    config.role === "primary" ? "replicaRegion" : config.role === "standby" ? "primaryRegion" : undefined;
  if (needed !== undefined && given[needed] === undefined) {
    problems.push({
      thing: `config lifeboat:${needed}`,
      value: "(missing)",
      limit: `be set on the ${config.role ?? ""}: an AWS region other than region`,
      remedy: `pulumi config set lifeboat:${needed} <region>`,
    });
  }
  for (const key of ["replicaRegion", "primaryRegion"] as const) {
    const other = config[key];
    if (other === undefined || other !== config.region) continue;
    problems.push({
      thing: `config lifeboat:${key}`,
      value: `"${other}"`,
      limit: "differ from region: a disaster takes a whole region",
      remedy: `choose another region, as pulumi config set lifeboat:${key} us-west-2`,
    });
  }
  return problems;
}

function postureProblems(config: PartialConfig): readonly Problem[] {
  const problems: Problem[] = [];
  if (config.role === "primary" && config.posture === "passive") {
    problems.push({
      thing: "config lifeboat:posture",
      value: '"passive"',
      limit: "not be passive on the primary: only the standby waits",
      remedy: "use fenced to stop the primary, or change lifeboat:role",
    });
  }
  if (config.role === "primary" && config.primaryLost === true) {
    problems.push({
      thing: "config lifeboat:primaryLost",
      value: "true",
      limit: "be said on the standby: the primary cannot say that it is lost",
      remedy: "pulumi config rm lifeboat:primaryLost here, and set it on the standby's stack",
    });
  }
  return problems;
}

/** The service ids that a record names, whatever it holds for them; undefined where there is no record. */
function namedServices(value: unknown): readonly string[] | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.keys(value)
    : undefined;
}

/** What every service needs an entry of, what that is, and how it is set. */
const perService = {
  databaseHosts: {
    limit: "name the service's database host",
    set: (id: string) => `--path lifeboat:databaseHosts.${id} <host>`,
  },
  databaseSecrets: {
    limit: "hold {admin, backup, restore}, the passwords",
    set: (id: string) => `--secret --path lifeboat:databaseSecrets.${id}.backup (and .admin, .restore)`,
  },
} as const;

function recordProblems(
  ids: readonly string[],
  given: Readonly<Record<string, unknown>>,
): readonly Problem[] {
  const missing = (["databaseHosts", "databaseSecrets"] as const).flatMap((key) => {
    const named = namedServices(given[key]);
    if (named === undefined) return [];
    return ids
      .filter((id) => !named.includes(id))
      .map((id) => ({
        thing: `config lifeboat:${key}.${id}`,
        value: "(missing)",
        limit: perService[key].limit,
        remedy: `pulumi config set ${perService[key].set(id)}`,
      }));
  });
  const strange = ["databaseHosts", "databasePorts", "scratchHosts", "databaseSecrets"].flatMap((key) =>
    (namedServices(given[key]) ?? [])
      .filter((id) => !ids.includes(id))
      .map((id) => ({
        thing: `config lifeboat:${key}.${id}`,
        value: "(not shown)",
        limit: `be a service of the catalog: ${ids.join(", ")}`,
        remedy: `did you mean ${closest(id, ids) ?? "another service"}?`,
      })),
  );
  return [...missing, ...strange];
}

/** What depends on several keys, on the catalog's ids or on how a value is stored. */
export function crossProblems(
  config: PartialConfig,
  ids: readonly string[],
  given: Readonly<Record<string, unknown>>,
  encrypted: (key: string) => boolean,
): readonly Problem[] {
  const open = ["databaseSecrets", "ageIdentity"].filter(
    (key) => given[key] !== undefined && !encrypted(key),
  );
  return [
    ...regionProblems(config, given),
    ...postureProblems(config),
    ...recordProblems(ids, given),
    ...open.map((key) => ({
      thing: `config lifeboat:${key}`,
      value: "(stored in plain text)",
      limit: "be stored encrypted",
      remedy: `pulumi config rm lifeboat:${key}, then set it with --secret, and change what it held`,
    })),
  ];
}
