import * as pulumi from "@pulumi/pulumi";
import { createHash } from "node:crypto";
import type { Size, Workload } from "../catalog/types";

/** The serving database as an application reaches it. */
export interface DatabaseLogin {
  readonly host: string;
  readonly port: number;
  /** Database name. */
  readonly name: string;
  /** libpq's sslmode. */
  readonly sslMode: string;
  /** Role that it logs in as. */
  readonly user: string;
  readonly password: pulumi.Input<string>;
}

/** Where an application finds its secrets, one file each, named as the variable would be (KYB-4). */
export const SECRETS_DIRECTORY = "/var/run/secrets/app";

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
  { host, port, name, sslMode, user }: Omit<DatabaseLogin, "password">,
): Readonly<Record<string, string>> {
  if (pool === undefined) return {};
  const values = { host, port: String(port), name, user };
  const own = Object.entries(databaseEnv ?? {}).map(([variable, part]) => [variable, values[part]] as const);
  return {
    PGHOST: host,
    PGPORT: values.port,
    PGDATABASE: name,
    PGUSER: user,
    PGSSLMODE: sslMode,
    ...Object.fromEntries(own),
  };
}

/** Environment of a workload's container: literal values only, a secret's variable names its file. */
export function workloadEnv(
  workload: Talks & Pick<Workload, "env" | "databaseEnv">,
  size: Pick<Size, "env">,
  database: Omit<DatabaseLogin, "password">,
): Readonly<Record<string, string>> {
  const files = secretNames(workload).map(
    (name) => [`${name}_FILE`, `${SECRETS_DIRECTORY}/${name}`] as const,
  );
  return {
    // The root is read-only, and tools such as npx keep a cache in the home directory.
    HOME: SCRATCH_DIRECTORY,
    ...workload.env,
    ...size.env,
    ...databaseVariables(workload, database),
    ...Object.fromEntries(files),
  };
}

/** Connection URL with the login in it; every part is encoded, so that no password breaks it. */
export function databaseUrl(database: Omit<DatabaseLogin, "password">, password: string): string {
  const { host, port, name, sslMode, user } = database;
  const [login, word, path] = [user, password, name].map(encodeURIComponent);
  return `postgresql://${login ?? ""}:${word ?? ""}@${host}:${port}/${path ?? ""}?sslmode=${sslMode}`;
}

/**
 * Values of a workload's secrets by name, all of them Pulumi secrets.
 *
 * @param external values of config by variable name.
 * @throws Error when one is missing.
 */
export function secretValues(
  service: string,
  workload: Talks,
  database: DatabaseLogin,
  external: Readonly<Record<string, pulumi.Input<string>>>,
): Readonly<Record<string, pulumi.Output<string>>> {
  const { password, ...endpoint } = database;
  const word = pulumi.secret(password);
  const value = ({ name, from }: Workload["secrets"][number]): pulumi.Output<string> => {
    if (from === "databasePassword") return word;
    if (from === "databaseUrl") return word.apply((text) => databaseUrl(endpoint, text));
    const given = external[name];
    if (given === undefined)
      throw new Error(`workloadSecrets.${service}.${name}: missing; the config check lets none pass`);
    return pulumi.secret(given);
  };
  return {
    ...(workload.pool === undefined ? {} : { [CLIENT_PASSWORD]: word }),
    ...Object.fromEntries(workload.secrets.map((secret) => [secret.name, value(secret)])),
  };
}

/** Twelve hex digits that change with any of the values: what a pod template carries so that its pods roll. */
export function secretsVersion(values: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 12);
}
