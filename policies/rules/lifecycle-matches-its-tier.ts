import { bucketTypes, perBucket, perLifecycle, rulePrefix } from "../support/bucket";
import { violation } from "../support/finding";
import type { StackRule } from "../support/rule";
import { textsSetting } from "../support/setting";
import type { Fields } from "../support/value";

const tierDays = textsSetting(
  "tierDays",
  ["hourly=2", "daily=30", "weekly=84", "monthly=365"],
  "Days for which objects are kept under a prefix with a segment of this name, as <segment>=<days>.",
);

/** Days by a segment of the prefix. */
const daysByTier = (settings: Fields): ReadonlyMap<string, number> =>
  new Map(tierDays.of(settings).map((row) => [row.replace(/=.*$/, ""), Number(row.replace(/^.*=/, ""))]));

/** A backup that goes before its tier ends is missed; one that stays holds what should be gone. */
export const lifecycleMatchesItsTier: StackRule = {
  name: "lifecycle-matches-its-tier",
  demands:
    "A lifecycle rule on a retention tier's prefix expires its objects after the tier's days, no sooner and no later.",
  sources: ["AWS FSBP S3.13", "STOCK-1"],
  severity: "high",
  types: bucketTypes("bucketLifecycleConfiguration"),
  settings: [tierDays],
  checkStack: perBucket(function* (bucket, settings) {
    const tiers = daysByTier(settings);
    yield* perLifecycle(bucket, function* (rules) {
      for (const rule of rules) {
        const tier = rulePrefix(rule)
          ?.split("/")
          .find((segment) => tiers.has(segment));
        const expiration = rule.at("expiration");
        const days = expiration.at("days").number;
        // What only ends old versions or uploads says nothing of the tier.
        if (tier === undefined || !expiration.isSet || days === tiers.get(tier)) continue;
        yield violation(
          bucket.subject,
          `lifecycle rule ${rule.at("id").shown} expires tier ${tier} after ${days ?? "no"} days`,
          `its objects are kept for ${tiers.get(tier) ?? 0}`,
          `set expiration.days to ${tiers.get(tier) ?? 0}, or tell the tier's days by the setting tierDays`,
        );
      }
    });
  }),
};
