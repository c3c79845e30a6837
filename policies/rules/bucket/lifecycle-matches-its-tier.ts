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
  "Days to keep objects under a prefix with a segment of this name, as <segment>=<days>.",
);

/** Days by a segment of the prefix. */
const daysByTier = (settings: Fields): ReadonlyMap<string, number> =>
  new Map(tierDays.of(settings).map((row) => [row.replace(/=.*$/, ""), Number(row.replace(/^.*=/, ""))]));

/** Days of the retention tiers, by name. */
type Tiers = ReadonlyMap<string, number>;

/** Tier that a prefix belongs to. */
const tierOf = (prefix: string, tiers: Tiers): string | undefined =>
  prefix.split("/").find((segment) => tiers.has(segment));

/** Prefix of the objects that a rule may expire; undefined if only tags select them. @throws Undecided */
function reachOf(rule: Input): string | undefined {
  const whole = rulePrefix(rule);
  if (whole !== undefined) return whole;
  const filter = rule.at("filter");
  const prefix = filter.at("and", "prefix").text ?? filter.at("prefix").text ?? rule.at("prefix").text;
  return prefix ?? (filter.at("tag").isSet || filter.at("and").isSet ? undefined : "");
}

/** Date of an expiration; a state without one may have an empty text. @throws Undecided */
const dateOf = (expiration: Input): string | undefined => expiration.at("date").text || undefined;

/** Whether an expiration removes only delete markers, no objects. @throws Undecided */
const endsMarkersOnly = (expiration: Input): boolean =>
  expiration.at("expiredObjectDeleteMarker").flag === true &&
  (expiration.at("days").number ?? 0) === 0 &&
  dateOf(expiration) === undefined;

/** Prefixes of tiers among those of rules; unknown ones are reported with their rule. */
const tierPrefixes = (rules: readonly Input[], tiers: Tiers): readonly string[] =>
  rules.flatMap((rule) => {
    const prefix = reading(() => reachOf(rule));
    return prefix === undefined || prefix instanceof Undecided || tierOf(prefix, tiers) === undefined
      ? []
      : [prefix];
  });

/** Findings on a tier's own rule. @throws Undecided */
function* ofTier(subject: Subject, rule: Input, tier: string, kept: number): Iterable<Finding> {
  const days = rule.at("expiration", "days").number;
  if (days !== kept)
    yield violation(
      subject,
      `lifecycle rule ${rule.at("id").shown} expires tier ${tier} after ${days ?? "no"} days`,
      `its objects are kept for ${kept}`,
      `set expiration.days to ${kept}, or the tier's days in the setting tierDays`,
    );
}

/** Findings on a rule that also covers tiers: S3 applies the one that expires an object first. @throws Undecided */
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
        "give it another prefix than the tier's, or the same days",
      );
  }
}

/** A tier whose own rules are all disabled is kept for ever. @throws Undecided */
function* offTier(
  subject: Subject,
  disabled: readonly Input[],
  enabled: readonly string[],
  tiers: Tiers,
): Iterable<Finding> {
  for (const rule of disabled) {
    const prefix = rule.at("expiration").isSet ? reachOf(rule) : undefined;
    const tier = prefix === undefined || enabled.includes(prefix) ? undefined : tierOf(prefix, tiers);
    if (tier !== undefined)
      yield violation(
        subject,
        `lifecycle rule ${rule.at("id").shown} of tier ${tier} is disabled`,
        `its objects are kept for ${tiers.get(tier) ?? 0} days`,
        "set status: Enabled, or remove the rule with its tier",
      );
  }
}

/** A backup that expires before its tier's end is lost; one that stays contains data that should be deleted. */
export const lifecycleMatchesItsTier: StackRule = {
  name: "lifecycle-matches-its-tier",
  demands:
    "A lifecycle rule on a retention tier's prefix expires its objects after exactly the tier's days, no other rule that covers them does so sooner, and the tier's rule is enabled.",
  sources: ["AWS FSBP S3.13", "STOCK-1"],
  profile: "recovery",
  severity: "high",
  types: bucketTypes("bucketLifecycleConfiguration"),
  settings: [tierDays],
  checkStack(stack, settings) {
    const tiers = daysByTier(settings);
    const judge = perBucket((bucket) =>
      perLifecycle(bucket, function* (rules, disabled) {
        const prefixes = tierPrefixes(rules, tiers);
        yield* offTier(bucket.subject, disabled, prefixes, tiers);
        for (const rule of rules) {
          const expiration = rule.at("expiration");
          // Rules that only expire old versions, markers or uploads do not concern the tier.
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
