import type { Role, Service } from "../../catalog/types";
import type { Problem } from "../../problem";
import { remove, set, setSecret } from "../command";
import type { PartialConfig } from "../schema";
import { at } from "./keys";

const SIDES: readonly Role[] = ["primary", "standby"];

type Declared = Pick<Service, "id" | "database">;

/** Passphrases of repositories, if no store holds them: each environment's server writes to both. */
const passphraseProblems = (id: string, given: Readonly<Record<string, unknown>>): readonly Problem[] =>
  SIDES.filter((side) => at(given, ["repositorySecrets", id, side]) === undefined).map((side) => {
    const key = `repositorySecrets.${id}.${side}`;
    return {
      thing: `config lifeboat:${key}`,
      value: "(missing)",
      limit: `be the cipher passphrase of the repository in the ${side}'s region, unless a secretStore holds it`,
      remedy: setSecret(key),
    };
  });

/** Why a service's server cannot be in this stack's cluster, or what it lacks there. */
function misplaced({ id, database }: Declared, config: PartialConfig): readonly Problem[] {
  const key = `databaseServers.${id}`;
  const value = config.databaseServers?.[id];
  const problem = (limit: string, remedy: string): Problem => ({
    thing: `config lifeboat:${key}`,
    value: `"${value}"`,
    limit,
    remedy,
  });
  if (database.server?.kind !== "cluster")
    return [
      problem(
        "be external: the catalog does not say how a server of this service archives",
        set(key, "external"),
      ),
    ];
  if (config.role !== "standby") return [];
  if (value === "cluster")
    return [
      problem(
        "be replicated or external on the standby: a server there replays what the primary's archives",
        `${set(key, "replicated")} # on both stacks; or: ${set(key, "external")}`,
      ),
    ];
  return replicaProblems(id, config);
}

/** What a standby's replicated server needs beside, and what it cannot do. */
function replicaProblems(id: string, { scratchHosts, restoreBackups }: PartialConfig): readonly Problem[] {
  const chosen = restoreBackups?.[id];
  return [
    ...(scratchHosts?.[id] === undefined
      ? [
          {
            thing: `config lifeboat:scratchHosts.${id}`,
            value: "(missing)",
            limit:
              "name a server that verify and drill restore dumps into: the replicated one takes no writes while it waits",
            remedy: set(`scratchHosts.${id}`, "<host>"),
          },
        ]
      : []),
    ...(chosen === undefined
      ? []
      : [
          {
            thing: `config lifeboat:restoreBackups.${id}`,
            value: `"${chosen}"`,
            limit:
              "not be set where the server is replicated: it is promoted, and a dump can be restored by the job restore once it serves",
            remedy: remove(`restoreBackups.${id}`),
          },
        ]),
  ];
}

/**
 * What is missing or wrong about database servers in the cluster.
 * @param declared the declared services
 * @param given config as written: another check reports a wrong value
 */
export function serverProblems(
  declared: readonly Declared[],
  config: PartialConfig,
  given: Readonly<Record<string, unknown>>,
): readonly Problem[] {
  const inside = declared.filter(({ id }) => (config.databaseServers?.[id] ?? "external") !== "external");
  if (inside.length === 0) return [];
  const missing = (key: string, limit: string, remedy: string): readonly Problem[] =>
    given[key] === undefined ? [{ thing: `config lifeboat:${key}`, value: "(missing)", limit, remedy }] : [];
  return [
    ...inside.flatMap((service) => misplaced(service, config)),
    ...(given["secretStore"] === undefined ? inside.flatMap(({ id }) => passphraseProblems(id, given)) : []),
    ...missing(
      "serverImage",
      "be set where databaseServers puts a server into the cluster",
      "build infra/postgresql/Dockerfile, push it, and: " +
        set("serverImage", "<registry>/lifeboat-postgresql@sha256:<digest>"),
    ),
    ...(config.certificates?.issuer === undefined
      ? missing(
          "certificates.issuer",
          "be set where databaseServers puts a server into the cluster: cert-manager makes its certificates",
          set("certificates.issuer", "<issuer>"),
        )
      : []),
  ];
}
