import { describe, expect, it } from "vitest";
import {
  legalLifecycle,
  lifecycleRules,
  repositoryLifecycle,
  vaultLifecycle,
  type LifecycleRule,
} from "../../../../infra/components/storage/lifecycle";
import { tiersOf } from "../../../../infra/catalog/tiers";
import { library, libraryWithLegal } from "../../../support/service-fixture";

const { backup } = library;

/** Days that S3 bills and locks a class for, at least. */
const MINIMUM_DAYS: Readonly<Record<string, number>> = { STANDARD_IA: 30, GLACIER_IR: 90 };

function rule(rules: readonly LifecycleRule[], id: string): LifecycleRule {
  const found = rules.filter((each) => each.id === id);
  expect(found, `rules with id ${id}`).toHaveLength(1);
  return found[0] ?? expect.fail(id);
}

const daily = { id: "daily", prefix: "postgresql/daily/", keepDays: 30, noncurrentDays: 7 };

const kept = (id: string, prefix: string, days: number): LifecycleRule => ({
  id,
  status: "Enabled",
  filter: { prefix },
  expiration: { days },
  noncurrentVersionExpiration: { noncurrentDays: 7 },
});

const debris: LifecycleRule = {
  id: "debris",
  status: "Enabled",
  filter: { prefix: "" },
  expiration: { expiredObjectDeleteMarker: true },
  abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
};

describe("lifecycleRules", () => {
  it("expires current and replaced versions of a prefix without moving them", () => {
    expect(lifecycleRules([daily], 1)[0]).toEqual(kept("daily", "postgresql/daily/", 30));
  });

  it("moves objects to cheaper storage where the retention says so", () => {
    const transition = { afterDays: 30, storageClass: "GLACIER_IR" };
    expect(lifecycleRules([{ ...daily, transition }], 1)[0]?.transitions).toEqual([
      { days: 30, storageClass: "GLACIER_IR" },
    ]);
  });

  it("clears delete markers and unfinished uploads of the whole bucket, once, after every retention", () => {
    const rules = lifecycleRules([daily, { ...daily, id: "weekly" }], 1);
    expect(rules.map(({ id }) => id)).toEqual(["daily", "weekly", "debris"]);
    expect(rules.at(-1)).toEqual(debris);
  });

  it("aborts unfinished uploads after the days given", () => {
    expect(lifecycleRules([], 3)).toEqual([
      { ...debris, abortIncompleteMultipartUpload: { daysAfterInitiation: 3 } },
    ]);
  });
});

describe("vaultLifecycle", () => {
  const rules = vaultLifecycle(backup);

  it.each(tiersOf(backup))(
    "keeps $name backups as long as their tier, and a dead version for a week",
    (tier) => {
      expect(rule(rules, tier.name)).toMatchObject({
        filter: { prefix: `postgresql/${tier.name}/` },
        expiration: { days: tier.keepDays },
        noncurrentVersionExpiration: { noncurrentDays: Math.min(tier.keepDays, 7) },
      });
    },
  );

  it.each([
    ["staging", "staging/", 1, 1],
    ["safety", "postgresql/safety/", 7, 7],
    ["configuration", "k8s-configs/", 30, 7],
    ["verification", "verification/", 365, 7],
  ])(
    "keeps %s objects under %s for %i days, and a dead version for %i",
    (id, prefix, keepDays, noncurrentDays) => {
      expect(rule(rules, id)).toMatchObject({
        filter: { prefix },
        expiration: { days: keepDays },
        noncurrentVersionExpiration: { noncurrentDays },
      });
    },
  );

  it("aborts an unfinished upload after a day", () => {
    expect(rule(rules, "debris").abortIncompleteMultipartUpload).toEqual({ daysAfterInitiation: 1 });
  });

  it("has no rule for a tier that the service does not keep", () => {
    const ids = vaultLifecycle({ ...backup, tiers: ["hourly", "daily"] }).map(({ id }) => id);
    expect(ids).toEqual(["hourly", "daily", "staging", "safety", "configuration", "verification", "debris"]);
  });

  it("follows the service's own prefixes", () => {
    const other = vaultLifecycle({ ...backup, prefix: "database", configPrefix: "configuration" });
    expect(rule(other, "daily").filter).toEqual({ prefix: "database/daily/" });
    expect(rule(other, "safety").filter).toEqual({ prefix: "database/safety/" });
    expect(rule(other, "configuration").filter).toEqual({ prefix: "configuration/" });
  });

  it("names each rule and each prefix once", () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    expect(new Set(rules.map(({ filter }) => filter?.prefix)).size).toBe(rules.length);
  });

  it("has no prefix within another's, so that no object falls under two retentions", () => {
    const prefixes = rules.flatMap(({ filter }) => filter?.prefix ?? []).filter((prefix) => prefix !== "");
    for (const prefix of prefixes)
      expect(
        prefixes.filter((other) => other !== prefix && other.startsWith(prefix)),
        prefix,
      ).toEqual([]);
  });

  it("moves objects only where they stay for the least that the class bills", () => {
    const moved = rules.flatMap((each) =>
      (each.transitions ?? []).map((to) => ({ ...to, id: each.id, keepDays: each.expiration?.days ?? 0 })),
    );
    expect(moved.map(({ id, storageClass }) => [id, storageClass])).toEqual([
      ["weekly", "STANDARD_IA"],
      ["monthly", "GLACIER_IR"],
    ]);
    for (const { id, days, keepDays, storageClass } of moved)
      expect(keepDays - (days ?? Infinity), id).toBeGreaterThanOrEqual(
        MINIMUM_DAYS[storageClass] ?? Infinity,
      );
  });
});

describe("legalLifecycle", () => {
  it("expires records once their retention is over, and aborts unfinished uploads", () => {
    expect(legalLifecycle(libraryWithLegal.legal)).toEqual([
      kept("gdpr-deletions", "gdpr-deletions/", 1095),
      debris,
    ]);
  });

  it("never expires a record while its lock lasts", () => {
    const [records] = legalLifecycle({ ...libraryWithLegal.legal, retentionDays: 10 });
    expect(records?.expiration?.days).toBe(10);
  });
});

describe("repositoryLifecycle", () => {
  it("expires no object, keeps what was deleted for 30 days, and aborts unfinished uploads", () => {
    expect(repositoryLifecycle()).toEqual([
      {
        id: "deleted",
        status: "Enabled",
        filter: { prefix: "" },
        noncurrentVersionExpiration: { noncurrentDays: 30 },
      },
      debris,
    ]);
  });
});
