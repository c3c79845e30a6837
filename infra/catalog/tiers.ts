import { tiers, type Tier } from "../../lib/tiers";
import type { Backup } from "./types";

export { tiers, type Tier };

/** The tiers that a service keeps, as rows of the tier table. */
export function tiersOf(backup: Pick<Backup, "tiers">): readonly Tier[] {
  return tiers.filter((tier) => backup.tiers.includes(tier.name));
}

/** Days after which an upload that was never promoted expires. */
export const stagingKeepDays = 1;

/** Dumps taken before a restore replaces data (TASK-2): days kept and days locked. */
export const safety = { keepDays: 7, lockDays: 1 } as const;

/** Configuration backups (STOCK-4): days kept. */
export const configKeepDays = 30;

/** Records of verifications: days kept, for a year of proof. */
export const verificationKeepDays = 365;

/** Days for which a new object is locked before its tier is known; at most the shortest retention. */
export const defaultLockDays = 1;

/** Days for which an overwritten or deleted version can still be restored. */
export const noncurrentKeepDays = 7;

/** Days after which the parts of an unfinished upload expire. */
export const abortMultipartDays = 1;

/** Object lock mode of backups: administrators with a separate permission may remove the lock. */
export const objectLockMode = "GOVERNANCE" as const;
