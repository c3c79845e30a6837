import { describe, expect, it } from "vitest";
import { safety, tiers, tiersOf } from "../../../infra/catalog/tiers";

describe("tiersOf", () => {
  it("gives the rows of the tiers that a service keeps, in the table's order", () => {
    expect(tiersOf({ tiers: ["monthly", "hourly"] }).map(({ name }) => name)).toEqual(["hourly", "monthly"]);
  });

  it("gives nothing for a service without tiers", () => {
    expect(tiersOf({ tiers: [] })).toEqual([]);
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
