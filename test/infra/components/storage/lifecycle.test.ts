import { describe, expect, it } from "vitest";
import { lifecycleRules, type LifecycleRule } from "../../../../infra/components/storage/lifecycle";

const daily = { id: "daily", prefix: "postgresql/daily/", keepDays: 30, noncurrentDays: 7 };

const debris: LifecycleRule = {
  id: "debris",
  status: "Enabled",
  filter: { prefix: "" },
  expiration: { expiredObjectDeleteMarker: true },
  abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
};

describe("lifecycleRules", () => {
  it("expires current and replaced versions of a prefix without moving them", () => {
    expect(lifecycleRules([daily], 1)[0]).toEqual({
      id: "daily",
      status: "Enabled",
      filter: { prefix: "postgresql/daily/" },
      expiration: { days: 30 },
      noncurrentVersionExpiration: { noncurrentDays: 7 },
    });
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
