import { bucketNames } from "../../support/aws/bucket";
import { covers } from "../../support/aws/iam-document";
import { attempt, violation } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import { numberSetting } from "../../support/input/setting";
import type { ResourceRule } from "../../support/rule";

const quickDays = numberSetting(
  "quickDays",
  84,
  "Days for which a backup must not be in GLACIER or DEEP_ARCHIVE, whose restore takes hours.",
);

/** Storage classes from which an object must be requested hours before it can be read. */
const SLOW: readonly (string | undefined)[] = ["GLACIER", "DEEP_ARCHIVE"];

const TIERING = "aws:s3/bucketIntelligentTieringConfiguration:BucketIntelligentTieringConfiguration";

const isEnabled = (rule: Input): boolean =>
  rule.at("status").text === "Enabled" || rule.at("enabled").flag === true;

/** What a restore needs first must be readable at once. */
export const backupIsRestorableAtOnce: ResourceRule = {
  name: "backup-is-restorable-at-once",
  demands: "A lifecycle moves no backup to a storage class that takes hours to restore while it is young.",
  sources: ["Amazon S3 storage classes: retrieval", "REL13-BP01", "STOCK-2"],
  profile: "general",
  severity: "high",
  types: [
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
    "aws:s3/bucket:Bucket",
    "aws:s3/bucketV2:BucketV2",
    TIERING,
  ],
  settings: [bucketNames, quickDays],
  *check(subject, settings) {
    const name = subject.inputs.at("bucket");
    const shown = name.isUnknown ? subject.name : (name.text ?? subject.name);
    if (!bucketNames.of(settings).some((pattern) => covers(pattern, shown))) return;
    const limit = quickDays.of(settings);
    if (subject.type === TIERING) {
      // What is read no more is archived, and a backup is read by a restore alone.
      for (const tier of subject.inputs.at("tierings").items)
        yield violation(
          subject,
          `${tier.path} moves objects to ${tier.at("accessTier").shown} after ${tier.at("days").shown} days`,
          "a backup must be readable without hours of waiting",
          "remove the configuration: without it Intelligent-Tiering archives nothing",
        );
      return;
    }
    const field = /Bucket(V2)?$/.test(subject.type) ? "lifecycleRules" : "rules";
    for (const rule of subject.inputs.at(field).items)
      yield* attempt(subject, function* () {
        for (const move of isEnabled(rule) ? rule.at("transitions").items : []) {
          const days = move.at("days").number ?? 0;
          if (SLOW.includes(move.at("storageClass").text) && days < limit)
            yield violation(
              subject,
              `${rule.path} moves objects to ${move.at("storageClass").shown} after ${days} days`,
              `a restore of the last ${limit} days must not wait for hours`,
              "use GLACIER_IR, or a later day",
            );
        }
      });
  },
};
