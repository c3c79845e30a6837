import * as runtime from "@pulumi/pulumi/runtime";
import { identityToRecipient } from "age-encryption";
import { vi } from "vitest";
import { services } from "../../infra/catalog";
import { newAgeIdentity } from "../../sandbox/engine/age-identity";
import { repositoryRoot } from "../../sandbox/engine/paths";
import { stackSettings } from "../../sandbox/engine/project";
import { declared } from "./pulumi-mocks";
import { serverImage } from "./service-fixture";

/** One for all: the names of Secrets follow from it. */
const identity = newAgeIdentity();

/**
 * Config of a stack as the sandbox has it, with throw-away secrets: as the engine passes it, structures as JSON text.
 * @param change settings laid over those of the stack's file, by key with its namespace
 * @param root folder with the stacks' files
 */
export async function configOf(
  stack: string,
  change: Readonly<Record<string, unknown>>,
  root = repositoryRoot(__dirname),
): Promise<Readonly<Record<string, string>>> {
  const password = {
    admin: "admin-word",
    backup: "backup-word",
    restore: "restore-word",
    migrate: "migrate-word",
    monitor: "monitor-word",
    app: "app-word",
  };
  const own = services.map(({ id, workloads }): [string, Record<string, string>] => [
    id,
    Object.fromEntries(
      workloads.flatMap(({ secrets }) =>
        secrets.filter(({ from }) => from === "external").map(({ name }) => [name, "external-word"]),
      ),
    ),
  ]);
  return Object.fromEntries(
    Object.entries({
      ...stackSettings(root, stack),
      "lifeboat:databaseSecrets": Object.fromEntries(services.map(({ id }) => [id, password])),
      "lifeboat:serverImage": serverImage,
      "lifeboat:repositorySecrets": Object.fromEntries(
        services.map(({ id }) => [
          id,
          { primary: `primary-word-${"0".repeat(32)}`, standby: `standby-word-${"0".repeat(32)}` },
        ]),
      ),
      "lifeboat:workloadSecrets": Object.fromEntries(own),
      "lifeboat:cloudflareTokens": {
        purge: `purge-word-${"0".repeat(20)}`,
        settings: `zone-word-${"0".repeat(20)}`,
      },
      "lifeboat:logStorePassword": "store-password",
      "lifeboat:logRetentionPassword": "retention-password",
      "lifeboat:ageIdentity": identity,
      "lifeboat:ageRecipients": [await identityToRecipient(identity)],
      "lifeboat:oncall": {
        pagerdutyRoutingKey: "0".repeat(32),
        pagerdutyCloudwatchKey: "cloudwatch0word0".repeat(2),
        smtpPassword: "mail-word",
      },
      ...change,
    }).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

/**
 * The whole program, as the engine runs it.
 * @param change settings laid over those of the stack's file, by key with its namespace
 */
export async function program(stack: string, change: Readonly<Record<string, unknown>> = {}) {
  runtime.setAllConfig(await configOf(stack, change));
  vi.resetModules();
  return declared(async () => (await import("../../infra/index.js")).default(), { stack });
}
