import { noncurrentKeepDays, stagingKeepDays, tiersOf, type Tier } from "../catalog/tiers";
import type { Horizon, Service } from "../catalog/types";
import { dumpOf } from "../recovery/dump";
import { DAYS, KEY_REQUESTS_PER_WRITE, type Line } from "./line";

/** What the size of backups is taken to be. */
export interface Assumed {
  /** Size of a dump as stored, percent of the database on its disk: indexes are not in it, and zstd halves the rest. */
  readonly dumpPercent: number;
}

const MIB_PER_GB = 1024;
/** Least size of an upload's parts; of a copy above 1 GiB too. */
const PART_MIB = 16;
/** Most parts that an upload is cut into. */
const MOST_PARTS = 9000;
/** What a promotion requests beside its parts: two locks, the manifest, the start and end of the copy, a list of the tier. */
const PROMOTION_REQUESTS = 6;

const PERIOD_DAYS: Readonly<Record<Exclude<Tier["period"], "run">, number>> = {
  day: 1,
  week: 7,
  month: DAYS,
  quarter: 3 * DAYS,
};

/** Size of a dump in GB, and how many of them a day has. */
function dumps(service: Service, horizon: Horizon, { dumpPercent }: Assumed) {
  const databaseGb = service.capacity.databaseStorageGib[horizon];
  // One that outlasts its interval makes the next one skip.
  const { interval } = dumpOf(service, databaseGb).loss.terms;
  return { gb: (databaseGb * dumpPercent) / 100, perDay: (24 * 60) / interval };
}

/** Backups of a tier that are made in a day. */
const madePerDay = ({ period }: Pick<Tier, "period">, dumpsPerDay: number): number =>
  period === "run" ? dumpsPerDay : 1 / PERIOD_DAYS[period];

/** Storage of one tier, in steady state: an expired backup is an old version for some days more. */
function tierStorage(tier: Tier, gbPerDay: number, purpose: Line["purpose"]): readonly Line[] {
  const days = tier.keepDays + Math.min(noncurrentKeepDays, tier.keepDays);
  const { transition } = tier;
  if (transition === undefined) return [{ purpose, price: "STANDARD", units: gbPerDay * days }];
  return [
    { purpose, price: "STANDARD", units: gbPerDay * transition.afterDays },
    { purpose, price: transition.storageClass, units: gbPerDay * (days - transition.afterDays) },
  ];
}

/**
 * The monthly bill of a vault that a serving environment fills, with every tier full and every backup as large as the
 * database is at the horizon: the most that it comes to.
 * @param replicated whether it has a replica in another region
 */
export function vaultLines(
  service: Service,
  horizon: Horizon,
  assumed: Assumed,
  replicated: boolean,
): readonly Line[] {
  const { gb, perDay } = dumps(service, horizon, assumed);
  const tiers = tiersOf(service.backup);
  const stored = (purpose: Line["purpose"]): readonly Line[] =>
    tiers.flatMap((tier) => tierStorage(tier, gb * madePerDay(tier, perDay), purpose));
  const promotions = tiers.reduce((total, tier) => total + madePerDay(tier, perDay), 0);
  const partsOf = (mib: number): number => Math.ceil(mib / Math.max(PART_MIB, Math.ceil(mib / MOST_PARTS)));
  const parts = partsOf(gb * MIB_PER_GB);
  const copyParts = gb > 1 ? parts : 1;
  const promoted = promotions * (copyParts + PROMOTION_REQUESTS);
  const replicas = replicated ? promotions * (parts + PROMOTION_REQUESTS) : 0;
  const writes = (perDay * (parts + 2) + promoted + replicas) * DAYS;
  const moved = tiers.flatMap((tier): readonly Line[] => {
    if (tier.transition === undefined) return [];
    const price =
      tier.transition.storageClass === "STANDARD_IA" ? "transitionToStandardIa" : "transitionToGlacierIr";
    // The dump and its manifest, in both regions.
    const objects = madePerDay(tier, perDay) * DAYS * 2 * (replicated ? 2 : 1);
    return [{ purpose: "requests", price, units: objects }];
  });
  const abroadGb = replicated ? gb * promotions * DAYS : 0;
  return [
    ...stored("backups"),
    // What is staged was promoted in the same minute, and expires a day later, and its version after another.
    { purpose: "backups", price: "STANDARD", units: gb * perDay * (stagingKeepDays + 1) },
    ...(replicated ? stored("replica") : []),
    { purpose: "traffic", price: "abroad", units: abroadGb },
    { purpose: "traffic", price: "replicationTimeControl", units: abroadGb },
    { purpose: "requests", price: "write", units: writes },
    ...moved,
    { purpose: "keys", price: "keyRequest", units: writes * KEY_REQUESTS_PER_WRITE },
  ];
}
