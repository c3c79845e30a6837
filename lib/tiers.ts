/** When a backup is promoted to a tier, and how long it is kept (STOCK-1). */
interface Row {
  /** Segment of its backups' keys. */
  readonly name: string;
  /** `run` takes every dump; the others take the first dump of each UTC day, ISO week, month or quarter. */
  readonly period: "run" | "day" | "week" | "month" | "quarter";
  /** UTC time of day before which no dump starts a new period, `HH:MM` (STOCK-1: 02:00). */
  readonly notBefore?: string;
  /** Days after which lifecycle expires a backup of the tier. */
  readonly keepDays: number;
  /** Days for which object lock prevents its deletion; at most `keepDays`. */
  readonly lockDays: number;
  /** Cheaper storage class that its objects move to; for at least that class's minimum number of days. */
  readonly transition?: { readonly afterDays: number; readonly storageClass: "STANDARD_IA" | "GLACIER_IR" };
}

const rows = [
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
] as const satisfies readonly Row[];

/** Name of a retention tier. */
export type TierName = (typeof rows)[number]["name"];

/** One retention tier. */
export interface Tier extends Row {
  readonly name: TierName;
}

/**
 * All tiers, in the order of promotion. A row becomes a lifecycle rule, a promotion and a lock, and policies compare
 * lifecycles with it; a service uses it by its name.
 */
export const tiers: readonly Tier[] = rows;
