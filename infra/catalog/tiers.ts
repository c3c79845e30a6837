import { tiers, type Tier } from "../../lib/tiers";
import type { Backup } from "./types";

export { tiers, type Tier };

/** The tiers that a service keeps, as rows of the tier table. */
export function tiersOf(backup: Pick<Backup, "tiers">): readonly Tier[] {
  return tiers.filter((tier) => backup.tiers.includes(tier.name));
}

/** Days after which an upload that was never promoted goes. */
export const stagingKeepDays = 1;

/** Dumps taken before a restore replaces data (TASK-2): days kept, and days locked. */
export const safety = { keepDays: 7, lockDays: 1 } as const;

/** Configuration backups (STOCK-4): days kept. */
export const configKeepDays = 30;

/** Records of verifications: days kept, a year of proof. */
export const verificationKeepDays = 365;

/** Days for which a new object is locked before its tier is known; never more than anything is kept. */
export const defaultLockDays = 1;

/** Days for which a version that was overwritten or deleted can still be brought back. */
export const noncurrentKeepDays = 7;

/** Days after which the parts of an upload that never ended go. */
export const abortMultipartDays = 1;

/** Object lock mode of backups: administrators with a permission of its own may lift it. */
export const objectLockMode = "GOVERNANCE" as const;
