import type * as pulumi from "@pulumi/pulumi";
import { defaultLockDays, objectLockMode } from "../catalog/tiers";
import type { Service } from "../catalog/types";
import type { Config } from "../config";
import { LegalVault } from "./legal-vault";
import type { ServiceLayout } from "./service-layout";
import { Vault } from "./vault";
import { vaultLifecycle } from "./vault-retention";

/** What a service's vaults are made from. */
export interface ServiceVaultsArgs {
  readonly service: Service;
  readonly config: Omit<Config, "secrets">;
  /** Access log bucket by region. */
  readonly logBucket: (region: string) => pulumi.Input<string>;
}

/** Makes the vault of a service's backups, and the one of its legal records where the law asks for it. */
export function serviceVaults(
  { service, config, logBucket }: ServiceVaultsArgs,
  layout: ServiceLayout,
  tags: Readonly<Record<string, string>>,
  parent: pulumi.Resource,
): Vault {
  const { backup } = service;
  const shared = { accountId: config.accountId, title: service.title, tags };
  if (service.legal !== undefined)
    new LegalVault(
      `${service.id}-legal`,
      {
        ...shared,
        service: service.id,
        legal: service.legal,
        place: config,
        logBucket: logBucket(config.region),
      },
      { parent },
    );
  return new Vault(
    `${service.id}-vault`,
    {
      ...shared,
      own: layout.own,
      ...(layout.replica
        ? { replica: { ...layout.replica, logBucket: logBucket(layout.replica.region) } }
        : {}),
      replicationRoleName: layout.replicationRoleName,
      replicatedPrefixes: [backup.prefix, backup.configPrefix, "verification"],
      lifecycleRules: vaultLifecycle(backup),
      lock: { mode: objectLockMode, days: defaultLockDays },
      noDeleteRoleArns: layout.jobRoleArns,
      logBucket: logBucket(config.region),
    },
    { parent },
  );
}
