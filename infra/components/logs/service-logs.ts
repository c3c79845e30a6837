import type * as pulumi from "@pulumi/pulumi";
import type { Service } from "../../catalog/types";
import type { Config, Settings } from "../../config";
import { LogCollector, type LogCollectorArgs } from "./log-collector";
import { LogRetention } from "./log-retention";
import { sourceOf } from "../service-secrets";

/** Declares the collector of these services' logs and the job that ends them; nothing where config names no store. */
export function serviceLogs(
  services: readonly Pick<Service, "id" | "namespace" | "housekeeping">[],
  config: Omit<LogCollectorArgs["config"], "logs"> & Pick<Settings, "logs" | "secretStore">,
  secrets: Pick<Config["secrets"], "logStorePassword" | "logRetentionPassword" | "ageIdentity">,
  opts?: pulumi.ComponentResourceOptions,
): void {
  const { logs } = config;
  if (logs === undefined) return;
  const args = {
    services,
    config: { ...config, logs },
    secretSource: sourceOf("logs", config.secretStore, secrets.ageIdentity),
  };
  new LogCollector("logs", { ...args, password: secrets.logStorePassword }, opts);
  new LogRetention("log-retention", { ...args, password: secrets.logRetentionPassword }, opts);
}
