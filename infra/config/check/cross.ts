import type { Service } from "../../catalog/types";
import type { Problem } from "../../problem";
import { remove, set, setSecret } from "../command";
import { recordProblems } from "./records";
import { keysWith, type PartialConfig } from "../schema";

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
      remedy: `${set(key, "us-west-2")} # or another region`,
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
      limit: "not be passive on the primary: only the standby can wait",
      remedy: `${set("posture", "fenced")} # to stop the primary; or change lifeboat:role`,
    });
  }
  if (config.role === "primary" && config.primaryLost === true) {
    problems.push({
      thing: "config lifeboat:primaryLost",
      value: "true",
      limit: "be set only on the standby: the primary cannot say that it is lost",
      remedy: `${remove("primaryLost")} # then set it on the standby's stack`,
    });
  }
  if (
    config.role === "standby" &&
    config.primaryLost === true &&
    (config.posture ?? "passive") === "passive"
  ) {
    problems.push({
      thing: "config lifeboat:primaryLost",
      value: "true",
      limit: "not be set on a passive standby: it is the reason to become active, and ends with the failback",
      remedy: `${remove("primaryLost")} # or ${set("posture", "active")}`,
    });
  }
  const chosen = Object.keys(config.restoreBackups ?? {});
  if (chosen.length > 0 && config.primaryLost !== true) {
    problems.push({
      thing: "config lifeboat:restoreBackups",
      value: chosen.join(", "),
      limit: "be set only with primaryLost: a planned failover restores the final backup",
      remedy: remove("restoreBackups"),
    });
  }
  if (config.role === "standby" && config.peerStack === undefined && config.primaryLost !== true) {
    problems.push({
      thing: "config lifeboat:peerStack",
      value: "(missing)",
      limit: "name the primary's stack: the standby must know what the primary does",
      remedy: set("peerStack", "<organization>/<project>/<stack>"),
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

/** Problems that depend on several keys, on the catalog's ids or on how a value is stored. */
export function crossProblems(
  config: PartialConfig,
  services: readonly Service[],
  given: Readonly<Record<string, unknown>>,
  encrypted: (key: string) => boolean,
): readonly Problem[] {
  const open = keysWith(({ secret }) => secret === true).filter(
    (key) => given[key] !== undefined && !encrypted(key),
  );
  return [
    ...regionProblems(config, given),
    ...postureProblems(config),
    ...recordProblems(config, services, given),
    ...logProblems(given),
    ...open.map((key) => ({
      thing: `config lifeboat:${key}`,
      value: "(stored in plain text)",
      limit: "be stored encrypted",
      remedy: `${remove(key)} # then set a new value with --secret: the old one was readable`,
    })),
  ];
}
