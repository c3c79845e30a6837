import type * as pulumi from "@pulumi/pulumi";
import { byLogin } from "../catalog/logins";
import type { LoginName, Role, Service } from "../catalog/types";
import type { Config, SecretStore, Secrets } from "../config";
import { secretStoreEntry } from "../naming";
import type { SecretEntry, SecretSource, SecretValue } from "./pod/secret-object";

/** Passwords and keys of one service. */
export interface ServiceSecrets {
  readonly adminPassword: pulumi.Input<string>;
  /** Of each login; undefined where a store holds it, and where nothing has the login. */
  readonly passwords: Readonly<Record<LoginName, SecretValue>>;
  /** The application's own secrets, variable to value. */
  readonly external: Readonly<Record<string, pulumi.Input<string>>>;
  /** Token that may purge the CDN; undefined where the service has none. */
  readonly purgeToken: SecretValue;
  readonly ageIdentity: SecretValue;
  /** Cipher passphrases of the repositories, by the role of the environment in whose region each is; none without a server. */
  readonly repositories: Readonly<Partial<Record<Role, SecretEntry>>>;
  /** Where the values of the cluster's Secrets come from. */
  readonly source: SecretSource;
}

/** Those of the stack's secrets that its services have. */
type StackSecrets = Pick<Secrets, "databases" | "repositories" | "workloads" | "cloudflare" | "ageIdentity">;

/** The secrets of one service among those of the stack. @throws Error for what the config check lets not pass */
export function serviceSecrets(
  { id, cdn, database }: Pick<Service, "id" | "cdn" | "database">,
  { secretStore, secrets }: Pick<Config, "secretStore"> & { readonly secrets: StackSecrets },
): ServiceSecrets {
  const passwords = secrets.databases[id];
  if (passwords === undefined)
    throw new Error(`databaseSecrets.${id}: missing, although the config check passed`);
  return {
    adminPassword: passwords.admin,
    passwords: byLogin((login) => passwords[login]),
    external: secrets.workloads[id] ?? {},
    purgeToken: cdn && secrets.cloudflare?.purge,
    ageIdentity: secrets.ageIdentity,
    repositories: database.server?.kind === "cluster" ? passphrases(secrets.repositories[id]) : {},
    source: sourceOf(id, secretStore, secrets.ageIdentity),
  };
}

/** The keys of the server's Secret; a value that a store holds is not known here. */
const passphrases = (
  values: Secrets["repositories"][string] | undefined,
): ServiceSecrets["repositories"] => ({
  primary: { value: values?.primary, property: "repository-primary" },
  standby: { value: values?.standby, property: "repository-standby" },
});

/**
 * Where the values of an entry's Secrets come from. The jobs' private key is the one secret of the stack that nobody can
 * guess: names are keyed with it.
 * @param id entry in a store: a service's id, or `logs`
 * @throws Error where there is neither store nor key
 */
export function sourceOf(id: string, store: SecretStore | undefined, ageIdentity: SecretValue): SecretSource {
  if (store !== undefined) return { store, entry: secretStoreEntry(id) };
  if (ageIdentity === undefined) throw new Error("ageIdentity: missing, although the config check passed");
  return { digestKey: ageIdentity };
}
