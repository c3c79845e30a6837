import { randomBytes } from "node:crypto";
import { services } from "../../infra/catalog";
import type { Service } from "../../infra/catalog/types";
import { newAgeIdentity } from "./age-identity";
import type { Settings } from "./config-merge";

/** Stack settings that exist in the sandbox only. */
export interface StackValues {
  /**
   * Throw-away secrets: how to make each, by key. Made when the key is missing, and kept from then on. A key may be a
   * path: `lifeboat:databaseSecrets.tasks-app.admin`.
   * @param settings the stack's plain settings
   */
  secrets(settings: Settings): Readonly<Record<string, () => string>>;
  /** Plain settings laid over the genuine file's, by key. */
  readonly overrides: Settings;
}

/** Settings of the sandbox by stack; the stacks named here are made at first use. */
export type SandboxValues = Readonly<Record<string, StackValues>>;

/** A throw-away password: 24 characters that no shell or URL takes for anything else. */
export function newPassword(): string {
  return randomBytes(18).toString("base64url");
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
function cloudflareTokens(settings: Settings): Record<string, () => string> {
  const parts = settings["lifeboat:role"] === "primary" ? ["purge", "settings"] : ["purge"];
  return Object.fromEntries(parts.map((part) => [`lifeboat:cloudflareTokens.${part}`, newPassword]));
}

/**
 * Passwords for every service that the stack has a database host for, and the key that restores decrypt with. A host of
 * no service gets none: they would stay, and be refused, when the host is gone.
 */
function lifeboatSecrets(settings: Settings): Record<string, () => string> {
  const hosts = settings["lifeboat:databaseHosts"];
  const named = typeof hosts === "object" && hosts !== null ? Object.keys(hosts) : [];
  const declared = services.filter(({ id }) => named.includes(id));
  const passwords = declared.flatMap(({ id }) =>
    ["admin", "backup", "restore", "migrate", "monitor", "app"].map(
      (role) => [`lifeboat:databaseSecrets.${id}.${role}`, newPassword] as const,
    ),
  );
  const own = declared.flatMap((service) =>
    externalSecrets(service).map(
      (name) => [`lifeboat:workloadSecrets.${service.id}.${name}`, newPassword] as const,
    ),
  );
  const cdn = declared.some((service) => service.cdn !== undefined);
  return {
    ...Object.fromEntries([...passwords, ...own]),
    ...(cdn ? cloudflareTokens(settings) : {}),
    ...("lifeboat:logs" in settings
      ? { "lifeboat:logStorePassword": newPassword, "lifeboat:logRetentionPassword": newPassword }
      : {}),
    "lifeboat:ageIdentity": newAgeIdentity,
    "lifeboat:oncall.pagerdutyRoutingKey": () => randomBytes(16).toString("hex"),
    "lifeboat:oncall.pagerdutyCloudwatchKey": () => randomBytes(16).toString("hex"),
    "lifeboat:oncall.slackApiUrl": () => `https://hooks.slack.example/services/${newPassword()}`,
    "lifeboat:oncall.smtpPassword": newPassword,
    "lifeboat:oncall.deadManToken": newPassword,
  };
}
