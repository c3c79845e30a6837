import { z } from "zod";
import type { Service } from "../catalog/types";
import { namespaceName } from "../naming";
import type { Problem } from "../problem";
import { crossProblems } from "./check/cross";
import { remove } from "./command";
import { didYouMean } from "./check/did-you-mean";
import { keyProblems } from "./check/keys";
import { keys, schema, type PartialConfig } from "./schema";
import type { PlainSecrets, Settings } from "./settings";
import { storedProblems } from "./check/stored";
import { horizons } from "./schema/place";

export type { CloudflareTokens, DatabasePasswords, PlainSecrets, SecretStore, Settings } from "./settings";

/** What a stack's config came to: settings when nothing is wrong, else every problem. */
export interface ParsedConfig {
  /** Present only without problems. */
  readonly config: { readonly settings: Settings; readonly secrets: PlainSecrets } | undefined;
  /** What could be read, for checks that go on in spite of problems. */
  readonly partial: PartialConfig;
  /** Everything that is wrong, in the order of the keys. */
  readonly problems: readonly Problem[];
}

/** Keys that are true or false. */
const flags: readonly string[] = Object.entries(schema.shape)
  .filter(([, field]) => z.safeParse(field, true).success && !z.safeParse(field, "true").success)
  .map(([key]) => key);

/** Pulumi stores objects, lists and booleans as JSON text; strings stay as they are. */
function decode(key: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  const structured = /^\s*[[{]/.test(value) || (flags.includes(key) && /^(true|false)$/.test(value));
  if (!structured) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Order of the keys that problems are about. */
function byKey(one: Problem, other: Problem): number {
  const place = ({ thing }: Problem): number => keys.indexOf(/:(\w+)/.exec(thing)?.[1] ?? "");
  return place(one) - place(other);
}

function unknownProblems(values: Readonly<Record<string, unknown>>): readonly Problem[] {
  return Object.keys(values)
    .filter((key) => !keys.includes(key))
    .map((key) => ({
      thing: `config lifeboat:${key}`,
      value: "(not shown)",
      limit: `be one of the known keys: ${keys.join(", ")}`,
      remedy: `${remove(key)}${didYouMean(key, keys)}`,
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
  services: readonly Service[],
  encrypted: (key: string) => boolean = () => true,
): ParsedConfig {
  const values = Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, decode(key, value)]));
  const partial = readable(values);
  const ids = services.map((service) => service.id);
  const declared = ids.filter((id) => partial.services?.includes(id) ?? true);
  const problems = [
    ...[...keyProblems(values), ...storedProblems(declared, values)].sort(byKey),
    ...unknownProblems(values),
    ...crossProblems(partial, services, values, encrypted),
  ];
  const parsed = schema.safeParse(values);
  if (problems.length > 0 || !parsed.success) return { config: undefined, partial, problems };
  const {
    databaseSecrets,
    workloadSecrets,
    cloudflareTokens,
    ageIdentity,
    oncall,
    logStorePassword,
    logRetentionPassword,
    capacityHorizon,
    ...plain
  } = parsed.data;
  // Both environments may share a cluster: the standby's name ends as its other namespaces do.
  const monitoringNamespace = plain.monitoringNamespace ?? namespaceName("monitoring", plain.role);
  const settings: Settings = {
    ...plain,
    posture: plain.posture ?? (plain.role === "primary" ? "active" : "passive"),
    services: ids.filter((id) => plain.services?.includes(id) ?? true),
    activation: plain.activation,
    peerStack: plain.peerStack,
    replicaRegion: plain.replicaRegion,
    primaryRegion: plain.primaryRegion,
    s3Endpoint: plain.s3Endpoint,
    bucketSuffix: plain.bucketSuffix,
    logs: plain.logs,
    oncallMail: plain.oncallMail,
    deadManUrl: plain.deadManUrl,
    monitoringNamespace,
    blackboxExporter: plain.blackboxExporter ?? `blackbox-exporter.${monitoringNamespace}.svc:19115`,
    certificates: plain.certificates,
    cloudflareApiUrl: plain.cloudflareApiUrl,
    secretStore: plain.secretStore,
    capacityHorizon: horizons[capacityHorizon],
  };
  return {
    config: {
      settings,
      secrets: {
        databases: databaseSecrets,
        workloads: workloadSecrets,
        cloudflare: cloudflareTokens,
        ageIdentity,
        logStorePassword,
        logRetentionPassword,
        oncall,
      },
    },
    partial,
    problems: [],
  };
}
