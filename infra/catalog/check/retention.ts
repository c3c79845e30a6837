import type { Problem } from "../../problem";
import type { Tier } from "../tiers";
import type { Service } from "../types";

/** Minimum number of days that S3 bills an object for in a storage class. */
const leastDays = { STANDARD_IA: 30, GLACIER_IR: 90 } as const;

function transitionProblems(tier: Tier): readonly Problem[] {
  const { transition } = tier;
  if (transition === undefined) return [];
  const left = tier.keepDays - transition.afterDays;
  const least = leastDays[transition.storageClass];
  if (left >= least && transition.afterDays >= 30) return [];
  return [
    {
      thing: `tiers: ${tier.name}: transition`,
      value: `${transition.storageClass} after ${transition.afterDays} of ${tier.keepDays} days`,
      limit: `come after at least 30 days and leave at least ${least}: S3 bills for that long anyway`,
      remedy: "remove the transition or keep backups longer",
    },
  ];
}

/** Problems of the retention table itself. */
export function tierProblems(tiers: readonly Tier[]): readonly Problem[] {
  return tiers.flatMap((tier) => {
    const problems: Problem[] = [];
    if (!Number.isInteger(tier.keepDays) || tier.keepDays < 1) {
      problems.push({
        thing: `tiers: ${tier.name}: keepDays`,
        value: String(tier.keepDays),
        limit: "be a whole number of days, at least 1",
        remedy: "give the tier a retention",
      });
    }
    if (!Number.isInteger(tier.lockDays) || tier.lockDays < 1 || tier.lockDays > tier.keepDays) {
      problems.push({
        thing: `tiers: ${tier.name}: lockDays`,
        value: String(tier.lockDays),
        limit: `be a whole number from 1 to keepDays (${tier.keepDays}): lifecycle cannot expire a locked object`,
        remedy: "lower lockDays or raise keepDays",
      });
    }
    if (tier.notBefore !== undefined && !/^([01]\d|2[0-3]):[0-5]\d$/.test(tier.notBefore)) {
      problems.push({
        thing: `tiers: ${tier.name}: notBefore`,
        value: `"${tier.notBefore}"`,
        limit: "be HH:MM, UTC",
        remedy: "write it as 02:00",
      });
    }
    return [...problems, ...transitionProblems(tier)];
  });
}

/** Problems of a service's tiers and legal retention. */
export function retentionProblems(service: Service, tiers: readonly Tier[]): readonly Problem[] {
  const problems: Problem[] = [];
  const asked = service.backup.tiers;
  const thing = `catalog: ${service.id}: backup.tiers`;
  for (const name of asked.filter((tier) => !tiers.some((known) => known.name === tier))) {
    problems.push({
      thing,
      value: `"${name}"`,
      limit: "have a retention: a row in tiers.ts",
      remedy: `add the row, or use some of ${tiers.map((tier) => tier.name).join(", ")}`,
    });
  }
  const first = tiers.find(({ period }) => period === "run");
  if (!asked.some((name) => name === first?.name) || new Set(asked).size !== asked.length) {
    problems.push({
      thing,
      value: JSON.stringify(asked),
      limit: `contain ${first?.name ?? "a tier of every run"}, which each dump enters first, and no tier twice`,
      remedy: `list some of ${tiers.map(({ name }) => name).join(", ")}`,
    });
  }
  const days = service.legal?.retentionDays;
  if (days !== undefined && (!Number.isInteger(days) || days < 1 || days > 36_500)) {
    problems.push({
      thing: `catalog: ${service.id}: legal.retentionDays`,
      value: String(days),
      limit: "be a whole number of days from 1 to 36500, object lock's maximum",
      remedy: "ask the owner's lawyers for the number of days",
    });
  }
  return problems;
}
