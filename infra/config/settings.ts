import type { z } from "zod";
import type { Horizon, Posture } from "../catalog/types";
import type { schema } from "./schema";

/** A value that nobody changes. */
type Frozen<Value> = Value extends readonly (infer Member)[]
  ? readonly Frozen<Member>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: Frozen<Value[Key]> }
    : Value;

/** Every key is there, also one that is not set. */
type Present<Value> = { [Key in keyof Required<Value>]: Value[Key & keyof Value] };

type Raw = Frozen<Present<z.output<typeof schema>>>;

/** Keys whose values are secrets, which {@link Settings} lacks. */
type SecretKey =
  | "databaseSecrets"
  | "workloadSecrets"
  | "cloudflareTokens"
  | "ageIdentity"
  | "oncall"
  | "logStorePassword"
  | "logRetentionPassword";

/** Keys that have a value of their own in every stack, whether they are set or not. */
interface Decided {
  /** What the environment does now. */
  readonly posture: Posture;
  /** Ids of the services to declare, in the catalog's order. */
  readonly services: readonly string[];
  /** Size of the capacity plan that the environment is made for. */
  readonly capacityHorizon: Horizon;
  /** Namespace of Alertmanager, and from which metrics are scraped. */
  readonly monitoringNamespace: string;
  /** Host and port of blackbox_exporter. */
  readonly blackboxExporter: string;
}

/** Config of one stack without its secrets; every field is there, optional ones as undefined. */
export type Settings = Omit<Raw, SecretKey | keyof Decided> & Decided;

/** A store outside the cluster that External Secrets Operator reads (external-secrets.io/v1). */
export type SecretStore = NonNullable<Settings["secretStore"]>;

/** Passwords of the roles on one service's database server, whatever keeps them secret. */
export type DatabasePasswords<Value> = {
  readonly [Login in keyof Raw["databaseSecrets"][string]]:
    Value | Extract<undefined, Raw["databaseSecrets"][string][Login]>;
};

/** Credentials by name; those of channels that are not used are not there. */
export type Credentials<Value> = { readonly [Name in keyof Raw["oncall"]]: Value | undefined };

/** API tokens of Cloudflare: `purge` may purge and nothing else, `settings` is never in a cluster. */
export type CloudflareTokens<Value> = {
  readonly [Name in keyof NonNullable<Raw["cloudflareTokens"]>]: Value | undefined;
};

/** Secrets of one stack in the clear; leaves this module only as Pulumi secrets. */
export interface PlainSecrets {
  /** Passwords of a service's database logins, by service id. */
  readonly databases: Readonly<Record<string, DatabasePasswords<string>>>;
  /** Secrets of the applications' own: variable to value, by service id. */
  readonly workloads: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** API tokens of Cloudflare; undefined where no service that is declared has a CDN. */
  readonly cloudflare: CloudflareTokens<string> | undefined;
  /** age private key; undefined only with a `secretStore`. */
  readonly ageIdentity: string | undefined;
  /** Password of the log store's login; undefined without `logs`, or with a `secretStore`. */
  readonly logStorePassword: string | undefined;
  /** Password of the login that keeps retention; undefined as the one before. */
  readonly logRetentionPassword: string | undefined;
  /** Credentials of the channels of those on call. */
  readonly oncall: Credentials<string>;
}
