import { bucketTypes, perBucket, perLifecycle } from "../../support/aws/bucket";
import { violation } from "../../support/input/finding";
import type { StackRule } from "../../support/rule";

const DAYS_PER_YEAR = 365;

/** A lock that outlasts the tier keeps objects that nobody wants, and costs money. */
export const objectLockEndsBeforeExpiry: StackRule = {
  name: "object-lock-ends-before-expiry",
  demands: "A bucket's default object lock is not longer than any expiry of its lifecycle.",
  sources: ["AWS FSBP S3.13", "AWS FSBP S3.15", "STOCK-1"],
  profile: "recovery",
  severity: "medium",
  types: bucketTypes("bucketObjectLockConfiguration", "bucketLifecycleConfiguration"),
  checkStack: perBucket(function* (bucket) {
    yield* bucket.each("bucketObjectLockConfiguration", (lock) => {
      const retention = lock?.inputs.at("rule", "defaultRetention");
      // S3 has one of the two; a provider may return 0 for the other.
      const years = retention?.at("years").number ?? 0;
      const days = (retention?.at("days").number ?? 0) + years * DAYS_PER_YEAR;
      return perLifecycle(bucket, function* (rules) {
        for (const rule of rules) {
          const expires = rule.at("expiration", "days").number;
          if (expires !== undefined && expires > 0 && days > expires)
            yield violation(
              bucket.subject,
              `objects are locked for ${days} days by default`,
              `lifecycle rule ${rule.at("id").shown} expires them after ${expires}`,
              "shorten the default retention, or keep the tier longer",
            );
        }
      });
    });
  }),
};
