import type * as pulumi from "@pulumi/pulumi";
import { recoveryTags } from "../../../lib/recovery-labels";
import { defaultLockDays, objectLockMode } from "../../catalog/tiers";
import type { AlarmTopics } from "../monitoring/alarm-topic";
import { LegalVault } from "./legal-vault";
import type { Scope } from "../scope";
import { replicationRuleId, Vault } from "./vault";
import { VaultAlarms } from "../monitoring/vault-alarms";
import { vaultLifecycle } from "./lifecycle";

/** What a service's vaults are made from. */
export interface ServiceVaultsArgs extends Pick<Scope, "service" | "config" | "layout" | "tags"> {
  /** Access log bucket by region. */
  readonly logBucket: (region: string) => pulumi.Input<string>;
  /** Topic of alarms by region. */
  readonly alarmTopics: AlarmTopics;
}

/** Makes the vault of a service's backups, and the one of its legal records where the law asks for it. */
export function serviceVaults(
  { service, config, layout, tags, logBucket, alarmTopics: topics }: ServiceVaultsArgs,
  parent: pulumi.Resource,
): Vault {
  const { backup } = service;
  const shared = {
    accountId: config.accountId,
    title: service.title,
    tags: { ...tags, ...recoveryTags("backup") },
  };
  const alarmed = { service, role: config.role, topics, tags };
  if (service.legal !== undefined) {
    const { keyArn } = new LegalVault(
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
    new VaultAlarms(
      `${service.id}-legal-alarms`,
      { ...alarmed, kind: "legal", opens: "legal records", keys: [{ region: config.region, arn: keyArn }] },
      { parent },
    );
  }
  const replicatedPrefixes = [backup.prefix, backup.configPrefix, "verification"];
  const vault = new Vault(
    `${service.id}-vault`,
    {
      ...shared,
      own: layout.own,
      ...(layout.replica
        ? { replica: { ...layout.replica, logBucket: logBucket(layout.replica.region) } }
        : {}),
      replicationRoleName: layout.replicationRoleName,
      replicatedPrefixes,
      lifecycleRules: vaultLifecycle(backup),
      lock: { mode: objectLockMode, days: defaultLockDays },
      noDeleteRoleArns: layout.jobRoleArns,
      logBucket: logBucket(config.region),
    },
    { parent },
  );
  new VaultAlarms(
    `${service.id}-vault-alarms`,
    {
      ...alarmed,
      kind: "vault",
      opens: "backups",
      keys: vault.keys,
      ...(layout.replica === undefined
        ? {}
        : {
            copy: {
              from: layout.own,
              to: layout.replica,
              ruleIds: replicatedPrefixes.map(replicationRuleId),
            },
          }),
    },
    { parent },
  );
  return vault;
}
