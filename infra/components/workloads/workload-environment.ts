import type { Size, Workload } from "../../catalog/types";
import { tlsQuery, tlsVariables, type DatabaseTls } from "../pod/database-authority";
import { SECRETS_DIRECTORY } from "../pod/mounted";
import type { SecretEntry, SecretValue } from "../pod/secret-object";
import type * as pulumi from "@pulumi/pulumi";

/** The serving database as an application reaches it. */
export interface DatabaseLogin extends DatabaseTls {
  readonly host: string;
  readonly port: number;
  /** Database name. */
  readonly name: string;
  /** Role that it logs in as. */
  readonly user: string;
  readonly password: SecretValue;
}

/** The only directory that an application may write to; gone with its pod. */
export const SCRATCH_DIRECTORY = "/tmp";

/** File of the password for libpq's own variables, in every pod that talks to the database. */
const CLIENT_PASSWORD = "PGPASSWORD";

type Talks = Pick<Workload, "pool" | "secrets">;

/** Names of a workload's secrets, which are also the names of their files. */
export function secretNames(workload: Talks): readonly string[] {
  return [
    ...(workload.pool === undefined ? [] : [CLIENT_PASSWORD]),
    ...workload.secrets.map(({ name }) => name),
  ];
}

/** The database under libpq's names, and under those that the runbook gives. */
function databaseVariables(
  { pool, databaseEnv }: Pick<Workload, "pool" | "databaseEnv">,
  { host, port, name, user, ...tls }: Omit<DatabaseLogin, "password">,
): Readonly<Record<string, string>> {
  if (pool === undefined) return {};
  const values = { host, port: String(port), name, user };
  const own = Object.entries(databaseEnv ?? {}).map(([variable, part]) => [variable, values[part]] as const);
  return {
    PGHOST: host,
    PGPORT: values.port,
    PGDATABASE: name,
    PGUSER: user,
    ...tlsVariables(tls),
    ...Object.fromEntries(own),
  };
}

/** A workload's own variables as its ConfigMap holds them (MAC-2, JACK-2). */
export function workloadVariables({
  env,
  debugEnv = {},
}: Pick<Workload, "env" | "debugEnv">): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries({ ...env, ...debugEnv }).map(([name, value]) => [name, String(value)]),
  );
}

/** The same for its migrations, which a mode that comes or goes must not make run again. */
export function migrationVariables({
  env,
  maintenanceVariable,
}: Pick<Workload, "env" | "maintenanceVariable">): Readonly<Record<string, string>> {
  const kept = Object.entries(env).filter(([name]) => name !== maintenanceVariable);
  return workloadVariables({ env: Object.fromEntries(kept) });
}

/** Environment that the stack gives a workload's container: literal values only, a secret's variable names its file. */
export function workloadEnv(
  workload: Talks & Pick<Workload, "databaseEnv">,
  size: Pick<Size, "env">,
  database: Omit<DatabaseLogin, "password">,
): Readonly<Record<string, string>> {
  const files = secretNames(workload).map(
    (name) => [`${name}_FILE`, `${SECRETS_DIRECTORY}/${name}`] as const,
  );
  return {
    // The root is read-only, and tools such as npx keep a cache in the home directory.
    HOME: SCRATCH_DIRECTORY,
    ...size.env,
    ...databaseVariables(workload, database),
    ...Object.fromEntries(files),
  };
}

/** Connection URL with the login in it; every part is encoded, so that no password breaks it. */
export function databaseUrl(database: Omit<DatabaseLogin, "password">, encodedPassword: string): string {
  const { host, port, name, user } = database;
  const [login, path] = [user, name].map(encodeURIComponent);
  return `postgresql://${login ?? ""}:${encodedPassword}@${host}:${port}/${path ?? ""}?${tlsQuery(database)}`;
}

/**
 * A workload's secrets by name. In a store, a login's password is under the login's name, and what is the
 * application's own under its variable.
 *
 * @param external values of config by variable name.
 */
export function secretEntries(
  workload: Talks,
  database: DatabaseLogin,
  external: Readonly<Record<string, pulumi.Input<string>>>,
): Readonly<Record<string, SecretEntry>> {
  const { password, ...endpoint } = database;
  const word: SecretEntry = { value: password, property: database.user };
  const entry = ({ name, from }: Workload["secrets"][number]): SecretEntry => {
    if (from === "databasePassword") return word;
    if (from === "databaseUrl") return { ...word, url: (encoded) => databaseUrl(endpoint, encoded) };
    return { value: external[name], property: name };
  };
  return {
    ...(workload.pool === undefined ? {} : { [CLIENT_PASSWORD]: word }),
    ...Object.fromEntries(workload.secrets.map((secret) => [secret.name, entry(secret)])),
  };
}
