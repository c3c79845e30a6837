import { z } from "zod";
import type { Service } from "../catalog/types";
import { namespaceName } from "../naming";
import type { Problem } from "../problem";
import { crossProblems } from "./check/cross";
import { remove } from "./command";
import { didYouMean } from "./check/did-you-mean";
import { keyProblems } from "./check/keys";
import { placeholderProblems } from "./check/placeholders";
import { plainSecretProblems } from "./check/plain-secrets";
import { keys, keysWith, schema, type PartialConfig } from "./schema";
import type { PlainSecrets, Present, Settings } from "./settings";
import { serverProblems } from "./check/servers";
import { storedProblems } from "./check/stored";
import { horizons } from "./schema/place";

export type { CloudflareTokens, PlainSecrets, SecretsOf, SecretStore, Settings } from "./settings";

/** The result of parsing a stack's config: settings, or all problems. */
export interface ParsedConfig {
  /** Present only if there are no problems. */
  readonly config: { readonly settings: Settings; readonly secrets: PlainSecrets } | undefined;
  /** The valid part, for checks that continue despite problems. */
  readonly partial: PartialConfig;
  /** All problems, in the order of the keys. */
  readonly problems: readonly Problem[];
}

/** Every key that is no secret is present, as undefined where it is not set. */
const present = <Value>(set: Value): Present<Value> => ({
  ...(Object.fromEntries(
    keysWith(({ secret }) => secret !== true).map((key) => [key, undefined]),
  ) as Present<Value>),
  ...set,
});

/** Boolean keys. */
const flags: readonly string[] = Object.entries(schema.shape)
  .filter(([, field]) => z.safeParse(field, true).success && !z.safeParse(field, "true").success)
  .map(([key]) => key);

/** Pulumi stores objects, lists and booleans as JSON text, and strings as they are. */
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

/** Position of a problem's key in the schema. */
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

/** The keys with a valid value. */
function readable(values: Readonly<Record<string, unknown>>): PartialConfig {
  const good = Object.entries(schema.shape).filter(([key, field]) => z.safeParse(field, values[key]).success);
  return schema.partial().parse(Object.fromEntries(good.map(([key]) => [key, values[key]])));
}

/**
 * Reads one stack's config.
 * @param raw values by key without the namespace, as Pulumi stores them: strings, JSON for structured values
 * @param services the catalog: hosts and secrets are required by its ids
 * @param encrypted whether a key is stored as a secret @default every key is
 * @param file the same values as the stack's file has them, by key @default it cannot be read
 */
export function parseConfig(
  raw: Readonly<Record<string, unknown>>,
  services: readonly Service[],
  encrypted: (key: string) => boolean = () => true,
  file: Readonly<Record<string, unknown>> = {},
): ParsedConfig {
  const values = Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, decode(key, value)]));
  const partial = readable(values);
  const ids = services.map((service) => service.id);
  const declared = services.filter(({ id }) => partial.services?.includes(id) ?? true);
  const wrong = keyProblems(values);
  const problems = [
    ...[
      ...wrong,
      ...placeholderProblems(declared, services, values, keys).filter(
        ({ thing }) => !wrong.some((each) => each.thing === thing),
      ),
      ...storedProblems(
        declared.map(({ id }) => id),
        values,
      ),
      ...serverProblems(declared, partial, values),
    ].sort(byKey),
    ...unknownProblems(values),
    ...crossProblems(partial, services, values),
    ...plainSecretProblems(values, encrypted, file),
  ];
  const parsed = schema.safeParse(values);
  if (problems.length > 0 || !parsed.success) return { config: undefined, partial, problems };
  const {
    databaseSecrets,
    repositorySecrets,
    workloadSecrets,
    cloudflareTokens,
    ageIdentity,
    oncall,
    logStorePassword,
    logRetentionPassword,
    capacityHorizon,
    ...plain
  } = parsed.data;
  // The standby's has the suffix of its other namespaces.
  const monitoringNamespace = plain.monitoringNamespace ?? namespaceName("monitoring", plain.role);
  const settings: Settings = {
    ...present(plain),
    posture: plain.posture ?? (plain.role === "primary" ? "active" : "passive"),
    services: ids.filter((id) => plain.services?.includes(id) ?? true),
    monitoringNamespace,
    blackboxExporter: plain.blackboxExporter ?? `blackbox-exporter.${monitoringNamespace}.svc:19115`,
    capacityHorizon: horizons[capacityHorizon],
  };
  return {
    config: {
      settings,
      secrets: {
        databases: databaseSecrets,
        repositories: Object.fromEntries(
          Object.entries(repositorySecrets).map(([id, { primary, standby }]) => [id, { primary, standby }]),
        ),
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
