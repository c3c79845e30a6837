import {
  abortMultipartDays,
  configKeepDays,
  noncurrentKeepDays,
  safety,
  stagingKeepDays,
  tiers,
  verificationKeepDays,
  type Tier,
} from "../../catalog/tiers";
import type { Backup, LegalVault } from "../../catalog/types";
import { lifecycleRules, type LifecycleRule, type Retention } from "./lifecycle";

/** The tiers that a service keeps, as rows of the tier table. */
export function tiersOf(backup: Pick<Backup, "tiers">): readonly Tier[] {
  return tiers.filter((tier) => backup.tiers.includes(tier.name));
}

/** Lifecycle rules of a backup vault: one for each tier of the service, staging, safety dumps, configuration, proof. */
export function vaultLifecycle(backup: Backup): readonly LifecycleRule[] {
  const noncurrentDays = noncurrentKeepDays;
  const retentions: readonly Retention[] = [
    ...tiersOf(backup).map((tier) => ({
      id: tier.name,
      prefix: `${backup.prefix}/${tier.name}/`,
      keepDays: tier.keepDays,
      // A tier that keeps two days must not hold its dead versions for seven.
      noncurrentDays: Math.min(noncurrentDays, tier.keepDays),
      ...(tier.transition ? { transition: tier.transition } : {}),
    })),
    { id: "staging", prefix: "staging/", keepDays: stagingKeepDays, noncurrentDays: 1 },
    { id: "safety", prefix: `${backup.prefix}/safety/`, keepDays: safety.keepDays, noncurrentDays },
    { id: "configuration", prefix: `${backup.configPrefix}/`, keepDays: configKeepDays, noncurrentDays },
    { id: "verification", prefix: "verification/", keepDays: verificationKeepDays, noncurrentDays },
  ];
  return lifecycleRules(retentions, abortMultipartDays);
}

/** Lifecycle rules of a legal vault: records expire once nobody needs to keep them any longer (TASK-5). */
export function legalLifecycle(legal: LegalVault): readonly LifecycleRule[] {
  return lifecycleRules(
    [
      {
        id: legal.prefix,
        prefix: `${legal.prefix}/`,
        keepDays: legal.retentionDays,
        noncurrentDays: noncurrentKeepDays,
      },
    ],
    abortMultipartDays,
  );
}
