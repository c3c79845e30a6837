import { bucketTypes, perBucket, perLifecycle, rulePrefix } from "../../support/aws/bucket";
import { violation } from "../../support/input/finding";
import type { StackRule } from "../../support/rule";
import { numberSetting } from "../../support/input/setting";

const maximumDays = numberSetting(
  "maximumDays",
  7,
  "Days after which the parts of an unfinished upload must be deleted.",
);

/** Parts of an unfinished upload cost as much as objects, but no listing shows them. */
export const bucketAbortsUnfinishedUploads: StackRule = {
  name: "bucket-aborts-unfinished-uploads",
  demands: "A bucket's lifecycle aborts unfinished multipart uploads in the whole bucket.",
  sources: ["CKV_AWS_300"],
  profile: "recovery",
  severity: "low",
  types: bucketTypes("bucketLifecycleConfiguration"),
  settings: [maximumDays],
  checkStack: perBucket(function* (bucket, settings) {
    const limit = maximumDays.of(settings);
    yield* perLifecycle(bucket, function* (rules) {
      const days = rules
        .filter((rule) => rulePrefix(rule) === "")
        .map((rule) => rule.at("abortIncompleteMultipartUpload", "daysAfterInitiation").number ?? Infinity);
      const shortest = Math.min(Infinity, ...days);
      if (shortest > limit)
        yield violation(
          bucket.subject,
          shortest === Infinity
            ? "unfinished uploads are never aborted"
            : `unfinished uploads stay ${shortest} days`,
          `at most ${limit} days, for the whole bucket`,
          "add a lifecycle rule without prefix and with abortIncompleteMultipartUpload.daysAfterInitiation",
        );
    });
  }),
};
