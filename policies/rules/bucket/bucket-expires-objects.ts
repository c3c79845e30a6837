import { bucketTypes, perBucket, perLifecycle } from "../../support/aws/bucket";
import { violation } from "../../support/input/finding";
import type { StackRule } from "../../support/rule";

/** The bucket handles retention, so that no job needs the right to delete. */
export const bucketExpiresObjects: StackRule = {
  name: "bucket-expires-objects",
  demands:
    "A bucket's lifecycle has at least one enabled rule that expires objects after a number of days, unless it is tagged purpose=repository: only a database server's own retention knows which of them a backup needs.",
  sources: ["AWS FSBP S3.13", "CKV2_AWS_61", "STOCK-1"],
  profile: "recovery",
  severity: "medium",
  types: bucketTypes("bucketLifecycleConfiguration"),
  checkStack: perBucket(function* (bucket) {
    if (bucket.isRepository) return;
    yield* perLifecycle(bucket, function* (rules) {
      if (!rules.some((rule) => (rule.at("expiration", "days").number ?? 0) > 0))
        yield violation(
          bucket.subject,
          "no lifecycle rule expires objects",
          "at least one enabled rule with expiration.days is required",
          "add a BucketLifecycleConfiguration with a rule for each tier",
        );
    });
  }),
};
