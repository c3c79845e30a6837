import * as pulumi from "@pulumi/pulumi";
import { allConfig } from "@pulumi/pulumi/runtime";
import { z } from "zod";
import { catalogProblems } from "../catalog/check";
import { byLogin } from "../catalog/logins";
import type { Service } from "../catalog/types";
import { objectiveProblems } from "../recovery/objective-problems";
import { deploymentProblems } from "./check/deployment";
import {
  parseConfig,
  type CloudflareTokens,
  type DatabasePasswords,
  type ParsedConfig,
  type Settings,
} from "./parse";
import type { Problem } from "../problem";
import { refusal } from "./refusal";
import { horizons } from "./schema/place";

export type { CloudflareTokens, DatabasePasswords, SecretStore, Settings } from "./parse";

/** Secrets of one stack; their values exist only inside Outputs that Pulumi keeps encrypted. */
export interface Secrets {
  /** Passwords of a service's database logins, by service id; has every declared service. */
  readonly databases: Readonly<Record<string, DatabasePasswords<pulumi.Output<string>>>>;
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
  return [
    ...parsed.problems,
    ...deploymentProblems(parsed.partial, services),
    ...catalogProblems(services, parsed.partial),
    ...services.flatMap((service) =>
      objectiveProblems(service, horizons[parsed.partial.capacityHorizon ?? "now"]),
    ),
  ];
}

/**
 * Reads the stack's config; nothing else does.
 * @param services the catalog, checked at the same time
 * @throws pulumi.RunError with one numbered list of every problem of config and catalog
 */
export function readConfig(services: readonly Service[]): Config {
  const raw = Object.fromEntries(
    Object.entries(allConfig())
      .filter(([key]) => key.startsWith(namespace))
      .map(([key, value]) => [key.slice(namespace.length), value]),
  );
  const encrypted = secretKeys();
  const parsed = parseConfig(raw, services, (key) => encrypted?.includes(`${namespace}${key}`) ?? true);
  const problems = checkAll(parsed, services);
  if (parsed.config === undefined || problems.length > 0) throw refusal(problems);
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
