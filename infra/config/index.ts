import * as pulumi from "@pulumi/pulumi";
import { allConfig } from "@pulumi/pulumi/runtime";
import { z } from "zod";
import { catalogProblems } from "../catalog/check";
import { byLogin } from "../catalog/logins";
import type { Service } from "../catalog/types";
import { objectiveProblems } from "../recovery/objective-problems";
import { ageKeyProblems } from "./check/age-keys";
import { deploymentProblems } from "./check/deployment";
import { targetProblems } from "./check/targets";
import { onStack } from "./command";
import {
  parseConfig,
  type CloudflareTokens,
  type DatabasePasswords,
  type ParsedConfig,
  type RepositoryPassphrases,
  type Settings,
} from "./parse";
import { placed } from "./placed";
import type { Problem } from "../problem";
import { refusal } from "./refusal";
import { horizons } from "./schema/place";
import { stackFile } from "./stack-file";
import { strangeZoneProblems } from "./check/zones";

export type { CloudflareTokens, DatabasePasswords, SecretStore, Settings } from "./parse";

/** Secrets of one stack; their values exist only inside Outputs that Pulumi keeps encrypted. */
export interface Secrets {
  /** Passwords of a service's database logins, by service id; has every declared service. */
  readonly databases: Readonly<Record<string, DatabasePasswords<pulumi.Output<string>>>>;
  /** Cipher passphrases of the repositories, by service id; none of a service that archives nothing. */
  readonly repositories: Readonly<Record<string, RepositoryPassphrases<pulumi.Output<string>>>>;
  /** The applications' own secrets: variable to value, by service id. */
  readonly workloads: Readonly<Record<string, Readonly<Record<string, pulumi.Output<string>>>>>;
  /** API tokens of Cloudflare; undefined if no declared service has a CDN. */
  readonly cloudflare: CloudflareTokens<pulumi.Output<string>> | undefined;
  /** age private key, only for verify and restore pods; undefined if a store holds it. */
  readonly ageIdentity: pulumi.Output<string> | undefined;
  /** Password of the log store's login; undefined if no logs are sent, or a secret store holds it. */
  readonly logStorePassword: pulumi.Output<string> | undefined;
  /** Password of the retention login; undefined in the same cases. */
  readonly logRetentionPassword: pulumi.Output<string> | undefined;
  /** Credentials of the on-call channels; only those that are set. */
  readonly oncall: Readonly<Record<string, pulumi.Output<string>>>;
}

/** Config of one stack, checked. */
export interface Config extends Settings {
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

const hidden = (value: string | undefined): pulumi.Output<string> | undefined =>
  value === undefined ? undefined : pulumi.secret(value);

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
  const problems = [
    ...targetProblems(all, parsed.partial, encrypted),
    ...checkAll(parsed, services),
    ...(await ageKeyProblems(parsed.partial)),
  ];
  if (parsed.config === undefined || problems.length > 0)
    throw refusal(problems.map((problem) => ({ ...problem, remedy: onStack(problem.remedy, stack) })));
  const { settings, secrets } = parsed.config;
  return {
    ...settings,
    secrets: {
      databases: Object.fromEntries(
        Object.entries(secrets.databases).map(([id, passwords]) => [
          id,
          { admin: pulumi.secret(passwords.admin), ...byLogin((login) => hidden(passwords[login])) },
        ]),
      ),
      repositories: Object.fromEntries(
        Object.entries(secrets.repositories).map(([id, { primary, standby }]) => [
          id,
          { primary: hidden(primary), standby: hidden(standby) },
        ]),
      ),
      workloads: Object.fromEntries(
        Object.entries(secrets.workloads).map(([id, values]) => [
          id,
          Object.fromEntries(Object.entries(values).map(([name, value]) => [name, pulumi.secret(value)])),
        ]),
      ),
      cloudflare: secrets.cloudflare && {
        purge: hidden(secrets.cloudflare.purge),
        settings: hidden(secrets.cloudflare.settings),
      },
      ageIdentity: hidden(secrets.ageIdentity),
      logStorePassword: hidden(secrets.logStorePassword),
      logRetentionPassword: hidden(secrets.logRetentionPassword),
      oncall: Object.fromEntries(
        Object.entries(secrets.oncall).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, pulumi.secret(value)] as const],
        ),
      ),
    },
  };
}
