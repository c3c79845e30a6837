import { z } from "zod";
import type { Horizon, Service } from "../catalog/types";
import type { Role } from "../naming";
import type { Problem } from "../problem";
import { crossProblems } from "./cross";
import { closest } from "./distance";
import { help, keys, schema, type PartialConfig } from "./schema";

/** What an environment does now; design's table of postures. */
export type Posture = "active" | "passive" | "fenced" | "safe";

/** Config of one stack without its secrets; every field is set, optional ones to undefined. */
export interface Settings {
  /** Who the environment is. */
  readonly role: Role;
  /** What it does now. @default active on the primary, passive on the standby */
  readonly posture: Posture;
  /** The other environment's stack, `<organization>/<project>/<stack>`. */
  readonly peerStack: string | undefined;
  /** AWS region of this environment. */
  readonly region: string;
  /** AWS region of the replica buckets; always set on the primary, and never `region`. */
  readonly replicaRegion: string | undefined;
  /** AWS region of the primary; always set on the standby, and never `region`. */
  readonly primaryRegion: string | undefined;
  /** AWS account, 12 digits. */
  readonly accountId: string;
  /** OIDC issuer of the cluster, host and path without `https://`. */
  readonly oidcProvider: string;
  /** Image of all jobs, by digest. */
  readonly jobImage: string;
  /** age public keys that every backup is encrypted to; at least one. */
  readonly ageRecipients: readonly string[];
  /** Database host by service id; holds every service of the catalog. */
  readonly databaseHosts: Readonly<Record<string, string>>;
  /** Database port by service id, where it is not the catalog's. @default {} */
  readonly databasePorts: Readonly<Record<string, number>>;
  /** libpq's sslmode of the jobs. @default "require" */
  readonly sslMode: "disable" | "require" | "verify-ca" | "verify-full";
  /** Login that makes the jobs' database roles. @default "lifeboat_admin" */
  readonly databaseAdminUser: string;
  /** S3 endpoint in place of the region's own. */
  readonly s3Endpoint: string | undefined;
  /** Ending of every bucket name. */
  readonly bucketSuffix: string | undefined;
  /** Size of the capacity plan that objectives are checked at. @default "now" */
  readonly capacityHorizon: Horizon;
  /** The operator's word that the primary is lost and cannot be fenced. @default false */
  readonly primaryLost: boolean;
  /** Host that verification restores into, by service id. @default {}: the service's own host */
  readonly scratchHosts: Readonly<Record<string, string>>;
}

/** Passwords of the roles on one service's database server. */
export interface DatabasePasswords<Value> {
  /** Of `databaseAdminUser`, which declares the other two. */
  readonly admin: Value;
  /** Of `<database>_backup`, which only reads. */
  readonly backup: Value;
  /** Of `<database>_restore`, which creates databases and owns what it restores. */
  readonly restore: Value;
}

/** Secrets of one stack in the clear; leaves this module only as Pulumi secrets. */
export interface PlainSecrets {
  /** Passwords of a service's three database logins, by service id. */
  readonly databases: Readonly<Record<string, DatabasePasswords<string>>>;
  /** age private key. */
  readonly ageIdentity: string;
}

/** What a stack's config came to: settings when nothing is wrong, else every problem. */
export interface ParsedConfig {
  /** Present only without problems. */
  readonly config: { readonly settings: Settings; readonly secrets: PlainSecrets } | undefined;
  /** What could be read, for checks that go on in spite of problems. */
  readonly partial: PartialConfig;
  /** Everything that is wrong, in the order of the keys. */
  readonly problems: readonly Problem[];
}

const horizons = { now: "now", "6": "months6", "12": "months12" } as const;

/** Pulumi stores objects, lists and booleans as JSON text; strings stay as they are. */
function decode(key: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  const structured = /^\s*[[{]/.test(value) || (key === "primaryLost" && /^(true|false)$/.test(value));
  if (!structured) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function shown(value: unknown): string {
  if (value === undefined) return "(missing)";
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === "object" && inner !== null
        ? Object.entries(inner).find(([k]) => k === String(step))?.[1]
        : undefined,
    value,
  );
}

function keyProblems(values: Readonly<Record<string, unknown>>): readonly Problem[] {
  const result = schema.safeParse(values);
  if (result.success) return [];
  return result.error.issues.map((issue) => {
    const [first = ""] = issue.path;
    const field = Object.entries(schema.shape).find(([key]) => key === first)?.[1];
    const about = field === undefined ? undefined : help.get(field);
    const value = at(values, issue.path);
    return {
      thing: `config lifeboat:${issue.path.map(String).join(".")}`,
      value: about?.secret === true && value !== undefined ? "(secret)" : shown(value),
      limit: about?.limit ?? issue.message,
      remedy: about?.remedy ?? "see infra/config/schema.ts",
    };
  });
}

function unknownProblems(values: Readonly<Record<string, unknown>>): readonly Problem[] {
  return Object.keys(values)
    .filter((key) => !keys.includes(key))
    .map((key) => ({
      thing: `config lifeboat:${key}`,
      value: "(not shown)",
      limit: `be one of the known keys: ${keys.join(", ")}`,
      remedy: `did you mean ${closest(key, keys) ?? "another key"}? pulumi config rm lifeboat:${key}`,
    }));
}

/** The keys that hold a usable value, whatever the others hold. */
function readable(values: Readonly<Record<string, unknown>>): PartialConfig {
  const good = Object.entries(schema.shape).filter(([key, field]) => z.safeParse(field, values[key]).success);
  return schema.partial().parse(Object.fromEntries(good.map(([key]) => [key, values[key]])));
}

/**
 * Reads one stack's config.
 * @param raw values by key without the namespace, as Pulumi stores them: texts, JSON for what is structured
 * @param services the catalog: hosts and secrets are asked for by its ids
 * @param encrypted whether a key is stored as a secret; left out, every key is taken to be
 */
export function parseConfig(
  raw: Readonly<Record<string, unknown>>,
  services: readonly Pick<Service, "id">[],
  encrypted: (key: string) => boolean = () => true,
): ParsedConfig {
  const values = Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, decode(key, value)]));
  const partial = readable(values);
  const ids = services.map((service) => service.id);
  const problems = [
    ...keyProblems(values),
    ...unknownProblems(values),
    ...crossProblems(partial, ids, values, encrypted),
  ];
  const parsed = schema.safeParse(values);
  if (problems.length > 0 || !parsed.success) return { config: undefined, partial, problems };
  const { databaseSecrets, ageIdentity, capacityHorizon, ...plain } = parsed.data;
  const settings: Settings = {
    ...plain,
    posture: plain.posture ?? (plain.role === "primary" ? "active" : "passive"),
    peerStack: plain.peerStack,
    replicaRegion: plain.replicaRegion,
    primaryRegion: plain.primaryRegion,
    s3Endpoint: plain.s3Endpoint,
    bucketSuffix: plain.bucketSuffix,
    capacityHorizon: horizons[capacityHorizon],
  };
  return {
    config: { settings, secrets: { databases: databaseSecrets, ageIdentity } },
    partial,
    problems: [],
  };
}
