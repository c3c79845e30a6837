import type { z } from "zod";
import type { Horizon, Posture } from "../catalog/types";
import type { schema } from "./schema";

/** A value with every field read-only. */
type Frozen<Value> = Value extends readonly (infer Member)[]
  ? readonly Frozen<Member>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Frozen<Value[Key]> }
    : Value;

/** Every key is present, even if it is not set. */
export type Present<Value> = { [Key in keyof Required<Value>]: Value[Key & keyof Value] };

type Raw = Frozen<Present<z.output<typeof schema>>>;

/** Keys whose values are secrets, which {@link Settings} does not contain. */
type SecretKey =
  | "databaseSecrets"
  | "repositorySecrets"
  | "workloadSecrets"
  | "cloudflareTokens"
  | "ageIdentity"
  | "oncall"
  | "logStorePassword"
  | "logRetentionPassword";

/** Keys that have a value in every stack, set or not. */
interface Decided {
  /** What the environment does now. */
  readonly posture: Posture;
  /** Ids of the services to declare, in the catalog's order. */
  readonly services: readonly string[];
  /** Horizon of the capacity plan that the environment is sized for. */
  readonly capacityHorizon: Horizon;
  /** Namespace of Alertmanager and Prometheus. */
  readonly monitoringNamespace: string;
  /** Host and port of blackbox_exporter. */
  readonly blackboxExporter: string;
}

/** Config of one stack without its secrets; every field is present, optional ones as undefined. */
export type Settings = Omit<Raw, SecretKey | keyof Decided> & Decided;

/** A store outside the cluster that External Secrets Operator reads (external-secrets.io/v1). */
export type SecretStore = NonNullable<Settings["secretStore"]>;

/** Passwords of the roles on one service's database server, as secrets of any form. */
type DatabasePasswords<Value> = {
  readonly [Login in keyof Raw["databaseSecrets"][string]]:
    Value | Extract<undefined, Raw["databaseSecrets"][string][Login]>;
};

/** Cipher passphrases of one service's repositories, as secrets of any form; undefined if a store holds them. */
type RepositoryPassphrases<Value> = {
  readonly [Side in keyof Raw["repositorySecrets"][string]]-?: Value | undefined;
};

/** Credentials by name, of the channels that are used. */
export type Credentials<Value> = { readonly [Name in keyof Raw["oncall"]]: Value | undefined };

/** API tokens of Cloudflare: `purge` may only purge, `settings` is never in a cluster. */
export type CloudflareTokens<Value> = {
  readonly [Name in keyof NonNullable<Raw["cloudflareTokens"]>]: Value | undefined;
};

/** Secrets of one stack, of any form. */
export interface SecretsOf<Value> {
  /** Passwords of a service's database logins, by service id. */
  readonly databases: Readonly<Record<string, DatabasePasswords<Value>>>;
  /** Cipher passphrases of the repositories, by service id; none of a service that archives nothing. */
  readonly repositories: Readonly<Record<string, RepositoryPassphrases<Value>>>;
  /** The applications' own secrets: variable to value, by service id. */
  readonly workloads: Readonly<Record<string, Readonly<Record<string, Value>>>>;
  /** API tokens of Cloudflare; undefined if no declared service has a CDN. */
  readonly cloudflare: CloudflareTokens<Value> | undefined;
  /** age private key; undefined only with a `secretStore`. */
  readonly ageIdentity: Value | undefined;
  /** Password of the log store's login; undefined without `logs`, or with a `secretStore`. */
  readonly logStorePassword: Value | undefined;
  /** Password of the retention login; undefined in the same cases. */
  readonly logRetentionPassword: Value | undefined;
  /** Credentials of the on-call channels. */
  readonly oncall: Credentials<Value>;
}

/** Secrets of one stack in clear text; they leave this module only as Pulumi secrets. */
export type PlainSecrets = SecretsOf<string>;
