import type { TierName } from "./types";

/** One retention tier: when a backup is promoted to it, and how long it stays (STOCK-1). */
export interface Tier {
  /** Name; segment of the key under which its backups lie. */
  readonly name: TierName;
  /** `run` takes every dump; the others take the first dump of each UTC day, ISO week or month. */
  readonly period: "run" | "day" | "week" | "month";
  /** UTC time of day before which no dump opens a new period, `HH:MM` (STOCK-1: 02:00). */
  readonly notBefore?: string;
  /** Days after which lifecycle expires a backup of the tier. */
  readonly keepDays: number;
  /** Days for which object lock forbids its deletion; never more than `keepDays`. */
  readonly lockDays: number;
  /** Cheaper storage that its objects move to; never for less than that class's minimum of days. */
  readonly transition?: { readonly afterDays: number; readonly storageClass: "STANDARD_IA" | "GLACIER_IR" };
}

/** All tiers, in the order of promotion: a row here is a lifecycle rule and a promotion. */
export const tiers: readonly Tier[] = [
  { name: "hourly", period: "run", keepDays: 2, lockDays: 1 },
  { name: "daily", period: "day", notBefore: "02:00", keepDays: 30, lockDays: 7 },
  {
    name: "weekly",
    period: "week",
    notBefore: "02:00",
    keepDays: 84,
    lockDays: 28,
    transition: { afterDays: 30, storageClass: "STANDARD_IA" },
  },
  {
    name: "monthly",
    period: "month",
    notBefore: "02:00",
    keepDays: 365,
    lockDays: 90,
    transition: { afterDays: 30, storageClass: "GLACIER_IR" },
  },
];

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
