import { services } from "../../infra/catalog";
import type { Service } from "../../infra/catalog/types";
import { sandboxValues } from "../engine/sandbox-values";
import type { Settings } from "../engine/config-merge";
import { captureStacks } from "../render/capture";
import type { DeclaredResource } from "../render/declared-resource";
import type { Postgres } from "../servers/postgres";

/** The service of the catalog with this id. @throws when there is none. */
export function serviceOf(id: string): Service {
  const service = services.find((candidate) => candidate.id === id);
  if (service === undefined)
    throw new Error(
      `service ${id}: not in the catalog, which has ${services.map((one) => one.id).join(", ")}`,
    );
  return service;
}

/** An age key pair. */
export interface AgeKey {
  /** `AGE-SECRET-KEY-1…`, one line. */
  readonly identity: string;
  /** Its public half, `age1…`. */
  readonly recipient: string;
}

/**
 * Everything that prod declares when its databases and its object store are these servers.
 * @param key opens its backups
 * @param more settings that differ from the stack file. @default none
 */
export async function declaredAgainst(
  postgres: Pick<Postgres, "host" | "port">,
  s3Endpoint: string,
  key: AgeKey,
  more: Settings = {},
): Promise<readonly DeclaredResource[]> {
  const { prod } = sandboxValues;
  if (prod === undefined) throw new Error("the sandbox has no stack prod");
  const everywhere = <T>(value: T): Record<string, T> =>
    Object.fromEntries(services.map(({ id }) => [id, value]));
  const overrides = {
    ...prod.overrides,
    "lifeboat:databaseHosts": everywhere(postgres.host),
    "lifeboat:databasePorts": everywhere(postgres.port),
    "lifeboat:s3Endpoint": s3Endpoint,
    "lifeboat:ageRecipients": [key.recipient],
    ...more,
  };
  const secrets = (settings: Settings) => ({
    ...prod.secrets(settings),
    "lifeboat:ageIdentity": () => key.identity,
  });
  const values = { prod: { secrets, overrides } };
  return (await captureStacks(["prod"], { values, tell: () => undefined })).get("prod") ?? [];
}
