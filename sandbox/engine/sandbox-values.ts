import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { services } from "../../infra/catalog";
import type { Service } from "../../infra/catalog/types";
import { newAgeIdentity } from "./age-identity";
import type { Settings } from "./config-merge";

/** Gives so many bytes to make a secret of. */
export type Random = (bytes: number) => Buffer;

/** Makes a throw-away secret. @param random @default bytes that nobody can tell */
export type MakeSecret = (random?: Random) => string;

/** Stack settings that exist in the sandbox only. */
export interface StackValues {
  /**
   * Throw-away secrets: how to make each, by key. Made when the key is missing, and kept from then on. A key may be a
   * path: `lifeboat:databaseSecrets.tasks-app.admin`. The public half of `lifeboat:ageIdentity` follows, unless the settings
   * have `lifeboat:ageRecipients`.
   * @param settings the stack's plain settings
   */
  secrets(settings: Settings): Readonly<Record<string, MakeSecret>>;
  /** Plain settings laid over the genuine file's, by key. */
  readonly overrides: Settings;
}

/** Settings of the sandbox by stack; the stacks named here are made at first use. */
export type SandboxValues = Readonly<Record<string, StackValues>>;

/** The same stacks, on the cluster of a context of kubectl. */
export const onContext = (values: SandboxValues, context: string): SandboxValues =>
  Object.fromEntries(
    Object.entries(values).map(([stack, own]) => [
      stack,
      { ...own, overrides: { ...own.overrides, "kubernetes:context": context } },
    ]),
  );

/** A throw-away password: 24 characters that no shell or URL takes for anything else. */
export function newPassword(random: Random = randomBytes): string {
  return random(18).toString("base64url");
}

const passphrases = new Map<string, string>();

/** A cipher passphrase of a repository: what is not fixed is the same in the stacks of a process, which read one another's. */
const passphrase =
  (key: string): MakeSecret =>
  (random) => {
    if (random !== undefined) return random(48).toString("base64url");
    const made = passphrases.get(key) ?? randomBytes(48).toString("base64url");
    passphrases.set(key, made);
    return made;
  };

const hexadecimal: MakeSecret = (random = randomBytes) => random(16).toString("hex");

/**
 * The same stacks with throw-away secrets that are the same each time, for what is only previewed: objects are named by
 * the secrets that they hold.
 */
export function withFixedSecrets(values: SandboxValues): SandboxValues {
  const fixed = (key: string, make: MakeSecret): MakeSecret => {
    // No secret asks for more bytes than this digest has.
    const digest = createHash("sha512").update(key).digest();
    return () => make((bytes) => digest.subarray(0, bytes));
  };
  return Object.fromEntries(
    Object.entries(values).map(([stack, own]) => [
      stack,
      {
        ...own,
        secrets: (settings: Settings) =>
          Object.fromEntries(
            Object.entries(own.secrets(settings)).map(([key, make]) => [key, fixed(key, make)]),
          ),
      },
    ]),
  );
}

/** What the repository's own stacks need in the sandbox. */
export const sandboxValues: SandboxValues = {
  prod: { secrets: lifeboatSecrets, overrides: {} },
  dr: { secrets: lifeboatSecrets, overrides: {} },
};

/** Secrets that the applications of a service bring themselves. */
function externalSecrets({ workloads }: Service): readonly string[] {
  return workloads.flatMap(({ secrets }) =>
    secrets.filter(({ from }) => from === "external").map(({ name }) => name),
  );
}

/** API tokens of the CDN: only the primary changes its settings. */
function cloudflareTokens(settings: Settings): Record<string, MakeSecret> {
  const parts = settings["lifeboat:role"] === "primary" ? ["purge", "settings"] : ["purge"];
  return Object.fromEntries(parts.map((part) => [`lifeboat:cloudflareTokens.${part}`, newPassword]));
}

/**
 * Passwords for every service that the stack has a database host for, and the key that restores decrypt with. A host of
 * no service gets none: they would stay, and be refused, when the host is gone.
 */
function lifeboatSecrets(settings: Settings): Record<string, MakeSecret> {
  const hosts = settings["lifeboat:databaseHosts"];
  const named = typeof hosts === "object" && hosts !== null ? Object.keys(hosts) : [];
  const declared = services.filter(({ id }) => named.includes(id));
  const passwords = declared.flatMap(({ id }) =>
    ["admin", "backup", "restore", "migrate", "monitor", "app"].map(
      (role) => [`lifeboat:databaseSecrets.${id}.${role}`, newPassword] as const,
    ),
  );
  const servers = z.record(z.string(), z.string()).catch({}).parse(settings["lifeboat:databaseServers"]);
  const repositories = declared
    .filter(({ id }) => servers[id] === "cluster" || servers[id] === "replicated")
    .flatMap(({ id }) =>
      ["primary", "standby"].map((role) => {
        const key = `lifeboat:repositorySecrets.${id}.${role}`;
        return [key, passphrase(key)] as const;
      }),
    );
  const own = declared.flatMap((service) =>
    externalSecrets(service).map(
      (name) => [`lifeboat:workloadSecrets.${service.id}.${name}`, newPassword] as const,
    ),
  );
  const cdn = declared.some((service) => service.cdn !== undefined);
  return {
    ...Object.fromEntries([...passwords, ...repositories, ...own]),
    ...(cdn ? cloudflareTokens(settings) : {}),
    ...("lifeboat:logs" in settings
      ? { "lifeboat:logStorePassword": newPassword, "lifeboat:logRetentionPassword": newPassword }
      : {}),
    "lifeboat:ageIdentity": newAgeIdentity,
    "lifeboat:oncall.pagerdutyRoutingKey": hexadecimal,
    "lifeboat:oncall.pagerdutyCloudwatchKey": hexadecimal,
    "lifeboat:oncall.slackApiUrl": (random) => `https://hooks.slack.example/services/${newPassword(random)}`,
    "lifeboat:oncall.smtpPassword": newPassword,
    "lifeboat:oncall.deadManToken": newPassword,
  };
}
