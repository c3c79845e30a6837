import { describe, expect, it } from "vitest";
import { safety, tiers } from "../../../../infra/catalog/tiers";
import {
  legalLifecycle,
  tiersOf,
  vaultLifecycle,
} from "../../../../infra/components/storage/vault-retention";
import type { LifecycleRule } from "../../../../infra/components/storage/lifecycle";
import { library, libraryWithLegal } from "../../../support/service-fixture";

const { backup } = library;

/** Days that S3 bills and locks a class for, at least. */
const MINIMUM_DAYS: Readonly<Record<string, number>> = { STANDARD_IA: 30, GLACIER_IR: 90 };

function rule(rules: readonly LifecycleRule[], id: string): LifecycleRule {
  const found = rules.filter((each) => each.id === id);
  expect(found, `rules with id ${id}`).toHaveLength(1);
  return found[0] ?? expect.fail(id);
}

describe("tiersOf", () => {
  it("gives the rows of the tiers that a service keeps, in the table's order", () => {
    expect(tiersOf({ tiers: ["monthly", "hourly"] }).map(({ name }) => name)).toEqual(["hourly", "monthly"]);
  });

  it("gives nothing for a service without tiers", () => {
    expect(tiersOf({ tiers: [] })).toEqual([]);
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
    expect(new Set(rules.map(({ filter }) => filter.prefix)).size).toBe(rules.length);
  });

  it("has no prefix within another's, so that no object falls under two retentions", () => {
    const prefixes = rules.map(({ filter }) => filter.prefix).filter((prefix) => prefix !== "");
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
      expect(keepDays - days, id).toBeGreaterThanOrEqual(MINIMUM_DAYS[storageClass] ?? Infinity);
  });
});

describe("object lock", () => {
  it.each(tiers.map((tier) => [tier.name, tier.lockDays, tier.keepDays] as const))(
    "of %s backups (%i days) never outlasts their expiry (%i days)",
    (_tier, lockDays, keepDays) => {
      expect(lockDays).toBeGreaterThan(0);
      expect(lockDays).toBeLessThanOrEqual(keepDays);
    },
  );

  it("of safety dumps never outlasts their expiry", () => {
    expect(safety.lockDays).toBeLessThanOrEqual(safety.keepDays);
  });
});

describe("legalLifecycle", () => {
  it("expires records once their retention is over, and aborts unfinished uploads", () => {
    expect(legalLifecycle(libraryWithLegal.legal)).toEqual([
      {
        id: "gdpr-deletions",
        status: "Enabled",
        filter: { prefix: "gdpr-deletions/" },
        expiration: { days: 1095 },
        noncurrentVersionExpiration: { noncurrentDays: 7 },
      },
      {
        id: "debris",
        status: "Enabled",
        filter: { prefix: "" },
        expiration: { expiredObjectDeleteMarker: true },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
      },
    ]);
  });

  it("never expires a record while its lock lasts", () => {
    const [records] = legalLifecycle({ ...libraryWithLegal.legal, retentionDays: 10 });
    expect(records?.expiration?.days).toBe(10);
  });
});
