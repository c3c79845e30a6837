import { tiers as retentionTiers } from "../../../lib/tiers";
import { bucketTypes, perBucket, perLifecycle, rulePrefix } from "../../support/aws/bucket";
import { violation, type Finding } from "../../support/input/finding";
import { reading, Undecided, type Input } from "../../support/input/input";
import type { StackRule } from "../../support/rule";
import { textsSetting } from "../../support/input/setting";
import type { Subject } from "../../support/input/subject";
import type { Fields } from "../../support/input/value";

const tierDays = textsSetting(
  "tierDays",
  retentionTiers.map(({ name, keepDays }) => `${name}=${keepDays}`),
  "Days for which objects are kept under a prefix with a segment of this name, as <segment>=<days>.",
);

/** Days by a segment of the prefix. */
const daysByTier = (settings: Fields): ReadonlyMap<string, number> =>
  new Map(tierDays.of(settings).map((row) => [row.replace(/=.*$/, ""), Number(row.replace(/^.*=/, ""))]));

/** Days of the retention tiers, by name. */
type Tiers = ReadonlyMap<string, number>;

/** Tier that a prefix belongs to. */
const tierOf = (prefix: string, tiers: Tiers): string | undefined =>
  prefix.split("/").find((segment) => tiers.has(segment));

/** Prefix of what a rule ends, wholly or in part; undefined where tags alone choose it. @throws Undecided */
function reachOf(rule: Input): string | undefined {
  const whole = rulePrefix(rule);
  if (whole !== undefined) return whole;
  const filter = rule.at("filter");
  const prefix = filter.at("and", "prefix").text ?? filter.at("prefix").text ?? rule.at("prefix").text;
  return prefix ?? (filter.at("tag").isSet || filter.at("and").isSet ? undefined : "");
}

/** Date of an expiration; a state without one may hold an empty text. @throws Undecided */
const dateOf = (expiration: Input): string | undefined => expiration.at("date").text || undefined;

/** True for an expiration that ends markers of deletions, and no object. @throws Undecided */
const endsMarkersOnly = (expiration: Input): boolean =>
  expiration.at("expiredObjectDeleteMarker").flag === true &&
  (expiration.at("days").number ?? 0) === 0 &&
  dateOf(expiration) === undefined;

/** Prefixes of tiers among those of rules; what is not known of one is told where that is judged. */
const tierPrefixes = (rules: readonly Input[], tiers: Tiers): readonly string[] =>
  rules.flatMap((rule) => {
    const prefix = reading(() => reachOf(rule));
    return prefix === undefined || prefix instanceof Undecided || tierOf(prefix, tiers) === undefined
      ? []
      : [prefix];
  });

/** Findings on a rule that is a tier's own. @throws Undecided */
function* ofTier(subject: Subject, rule: Input, tier: string, kept: number): Iterable<Finding> {
  const days = rule.at("expiration", "days").number;
  if (days !== kept)
    yield violation(
      subject,
      `lifecycle rule ${rule.at("id").shown} expires tier ${tier} after ${days ?? "no"} days`,
      `its objects are kept for ${kept}`,
      `set expiration.days to ${kept}, or tell the tier's days by the setting tierDays`,
    );
}

/** Findings on a rule that reaches into tiers: of several S3 takes the one that ends an object first. @throws Undecided */
function* intoTiers(
  subject: Subject,
  rule: Input,
  reached: readonly string[],
  tiers: Tiers,
): Iterable<Finding> {
  const date = dateOf(rule.at("expiration"));
  const days = rule.at("expiration", "days").number;
  for (const tier of new Set(reached)) {
    const kept = tiers.get(tier) ?? 0;
    if (date !== undefined || (days !== undefined && days > 0 && days < kept))
      yield violation(
        subject,
        `lifecycle rule ${rule.at("id").shown} expires objects of tier ${tier} ${date === undefined ? `after ${days ?? 0} days` : `on ${date}`}`,
        `they are kept for ${kept}`,
        "give it a prefix beside the tier's, or as many days",
      );
  }
}

/** A backup that goes before its tier ends is missed; one that stays holds what should be gone. */
export const lifecycleMatchesItsTier: StackRule = {
  name: "lifecycle-matches-its-tier",
  demands:
    "A lifecycle rule on a retention tier's prefix expires its objects after the tier's days, no sooner and no later, and none that reaches into it does so sooner.",
  sources: ["AWS FSBP S3.13", "STOCK-1"],
  severity: "high",
  types: bucketTypes("bucketLifecycleConfiguration"),
  settings: [tierDays],
  checkStack(stack, settings) {
    const tiers = daysByTier(settings);
    const judge = perBucket((bucket) =>
      perLifecycle(bucket, function* (rules) {
        const prefixes = tierPrefixes(rules, tiers);
        for (const rule of rules) {
          const expiration = rule.at("expiration");
          // What only ends old versions, markers or uploads says nothing of the tier.
          if (!expiration.isSet || endsMarkersOnly(expiration)) continue;
          const reach = reachOf(rule);
          if (reach === undefined) continue;
          const tier = tierOf(reach, tiers);
          if (tier !== undefined && rulePrefix(rule) !== undefined)
            yield* ofTier(bucket.subject, rule, tier, tiers.get(tier) ?? 0);
          else {
            const below = prefixes.filter((prefix) => prefix.startsWith(reach));
            const reached = [reach, ...below].flatMap((prefix) => tierOf(prefix, tiers) ?? []);
            yield* intoTiers(bucket.subject, rule, reached, tiers);
          }
        }
      }),
    );
    return judge(stack, settings);
  },
};
