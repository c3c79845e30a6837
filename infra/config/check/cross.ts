import type { Service } from "../../catalog/types";
import type { Problem } from "../../problem";
import { remove, set, setSecret } from "../command";
import { postureProblems } from "./postures";
import { recordProblems } from "./records";
import type { PartialConfig } from "../schema";

function regionProblems(config: PartialConfig, given: Readonly<Record<string, unknown>>): readonly Problem[] {
  const problems: Problem[] = [];
  const needed =
    config.role === "primary" ? "replicaRegion" : config.role === "standby" ? "primaryRegion" : undefined;
  if (needed !== undefined && given[needed] === undefined) {
    problems.push({
      thing: `config lifeboat:${needed}`,
      value: "(missing)",
      limit: `be set on the ${config.role ?? ""}: an AWS region other than region`,
      remedy: set(needed, "<region>"),
    });
  }
  if (config.role === "primary" && config.primaryRegion !== undefined) {
    problems.push({
      thing: "config lifeboat:primaryRegion",
      value: `"${config.primaryRegion}"`,
      limit: "be set only on the standby: on the primary it has no effect, its region is lifeboat:region",
      remedy: remove("primaryRegion"),
    });
  }
  for (const key of ["replicaRegion", "primaryRegion"] as const) {
    const other = config[key];
    if (other === undefined || other !== config.region) continue;
    if (key === "primaryRegion" && config.role === "primary") continue;
    problems.push({
      thing: `config lifeboat:${key}`,
      value: `"${other}"`,
      limit: "differ from region: a disaster takes a whole region",
      remedy: set(key, "<another region>"),
    });
  }
  return problems;
}

/** Passwords of the log store's logins, by the field of `logs` that names the login. */
const logPasswords = { user: "logStorePassword", retentionUser: "logRetentionPassword" } as const;

/** A log store needs the passwords of its logins. */
function logProblems(given: Readonly<Record<string, unknown>>): readonly Problem[] {
  const wanted = given["logs"] !== undefined;
  return Object.entries(logPasswords).flatMap(([login, key]) => {
    const has = given[key] !== undefined;
    const thing = `config lifeboat:${key}`;
    if (wanted && !has && given["secretStore"] === undefined)
      return [
        {
          thing,
          value: "(missing)",
          limit: `be the password of logs.${login}, unless a secretStore holds it`,
          remedy: `${setSecret(key)}; or ${remove("logs")}`,
        },
      ];
    if (wanted || !has) return [];
    return [
      {
        thing,
        value: "(not shown)",
        limit: "be set only with lifeboat:logs: there is no store that it belongs to",
        remedy: `${remove(key)} # or set lifeboat:logs`,
      },
    ];
  });
}

/** Problems that depend on several keys or on the catalog's ids. */
export function crossProblems(
  config: PartialConfig,
  services: readonly Service[],
  given: Readonly<Record<string, unknown>>,
): readonly Problem[] {
  return [
    ...regionProblems(config, given),
    ...postureProblems(
      config,
      services.map(({ id }) => id).filter((id) => config.services?.includes(id) ?? true),
      given,
    ),
    ...recordProblems(config, services, given),
    ...logProblems(given),
  ];
}
