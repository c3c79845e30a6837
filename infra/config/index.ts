import * as pulumi from "@pulumi/pulumi";
import { allConfig } from "@pulumi/pulumi/runtime";
import { z } from "zod";
import { catalogProblems } from "../catalog/check";
import type { Service } from "../catalog/types";
import { objectiveProblems } from "../recovery/objective-problems";
import { ageKeyProblems } from "./check/age-keys";
import { readDatabaseAuthority, type DatabaseAuthority } from "./check/database-authority";
import { deploymentProblems } from "./check/deployment";
import { targetProblems } from "./check/targets";
import { onStack } from "./command";
import { parseConfig, type ParsedConfig, type SecretsOf, type Settings } from "./parse";
import { placed } from "./placed";
import type { Problem } from "../problem";
import { refusal } from "./refusal";
import { horizons } from "./schema/place";
import { stackFile } from "./stack-file";
import { strangeZoneProblems } from "./check/zones";

export type { CloudflareTokens, SecretStore, Settings } from "./parse";

/** Secrets of one stack; their values exist only inside Outputs that Pulumi keeps encrypted. */
export interface Secrets extends Omit<SecretsOf<pulumi.Output<string>>, "oncall"> {
  /** Credentials of the on-call channels; only those that are set. */
  readonly oncall: Readonly<Record<string, pulumi.Output<string>>>;
}

/** Config of one stack, checked. */
export interface Config extends Settings {
  /** By what clients check database servers. @default they do not */
  readonly databaseAuthority?: DatabaseAuthority | undefined;
  /** Secrets. */
  readonly secrets: Secrets;
}

const namespace = "lifeboat:";

/** Keys that the engine reports as stored secrets; undefined without an engine, as under mocks. */
function secretKeys(): readonly string[] | undefined {
  const text = process.env["PULUMI_CONFIG_SECRET_KEYS"];
  if (text === undefined) return undefined;
  const parsed = z.array(z.string()).safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : undefined;
}

/** What config has, with each of its texts as a secret; what is undefined is left out. */
function hidden(value: unknown): unknown {
  if (typeof value === "string") return pulumi.secret(value);
  if (Array.isArray(value)) return value.map(hidden);
  if (typeof value !== "object" || value === null) return value;
  const set = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(set.map(([name, each]) => [name, hidden(each)]));
}

/**
 * Checks config and catalog together.
 * @returns all problems of both, config's first; empty if the stack can be declared
 */
export function checkAll(parsed: ParsedConfig, services: readonly Service[]): readonly Problem[] {
  const inStack = services.map((service) =>
    placed(service, {
      databaseServers: parsed.partial.databaseServers ?? {},
      cloudflare: parsed.partial.cloudflare ?? true,
    }),
  );
  return [
    ...parsed.problems,
    ...deploymentProblems(parsed.partial, inStack),
    ...strangeZoneProblems(services, parsed.partial),
    ...catalogProblems(services, parsed.partial),
    ...inStack.flatMap((service) =>
      objectiveProblems(service, horizons[parsed.partial.capacityHorizon ?? "now"]),
    ),
  ];
}

/**
 * Reads the stack's config; nothing else does.
 * @param services the catalog, checked at the same time
 * @param place folder of Pulumi.yaml, and the stack @default the engine's
 * @throws pulumi.RunError with one numbered list of every problem of config and catalog
 */
export async function readConfig(
  services: readonly Service[],
  { root, stack } = { root: pulumi.getRootDirectory(), stack: pulumi.getStack() },
): Promise<Config> {
  const all = allConfig();
  const raw = Object.fromEntries(
    Object.entries(all)
      .filter(([key]) => key.startsWith(namespace))
      .map(([key, value]) => [key.slice(namespace.length), value]),
  );
  const secretOnes = secretKeys();
  const encrypted = (key: string): boolean => secretOnes?.includes(key) ?? true;
  const parsed = parseConfig(raw, services, (key) => encrypted(`${namespace}${key}`), stackFile(root, stack));
  const { authority, problems: authorityProblems } = readDatabaseAuthority(parsed.partial);
  const problems = [
    ...targetProblems(all, parsed.partial, encrypted),
    ...checkAll(parsed, services),
    ...authorityProblems,
    ...(await ageKeyProblems(parsed.partial)),
  ];
  if (parsed.config === undefined || problems.length > 0)
    throw refusal(problems.map((problem) => ({ ...problem, remedy: onStack(problem.remedy, stack) })));
  const { settings, secrets } = parsed.config;
  // The same members, each in its new form.
  return { ...settings, databaseAuthority: authority, secrets: hidden(secrets) as Secrets };
}
