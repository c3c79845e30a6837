import { bucketTypes, perBucket, perLifecycle, rulePrefix } from "../../support/aws/bucket";
import { violation } from "../../support/input/finding";
import type { StackRule } from "../../support/rule";

/** In a versioned bucket an expired object remains as a noncurrent version until a rule expires that too. */
export const bucketExpiresOldVersions: StackRule = {
  name: "bucket-expires-old-versions",
  demands: "If a bucket's lifecycle expires objects, it also expires their noncurrent versions.",
  sources: ["AWS FSBP S3.10", "AWS FSBP S3.13"],
  profile: "recovery",
  severity: "medium",
  types: bucketTypes("bucketLifecycleConfiguration"),
  checkStack: perBucket(function* (bucket) {
    yield* perLifecycle(bucket, function* (rules) {
      const remedy = "add noncurrentVersionExpiration.noncurrentDays to the rule";
      const clears = rules.filter(
        (rule) => (rule.at("noncurrentVersionExpiration", "noncurrentDays").number ?? 0) > 0,
      );
      if (clears.length === 0)
        yield violation(
          bucket.subject,
          "no lifecycle rule expires noncurrent versions",
          "at least one is required",
          remedy,
        );
      else
        for (const rule of rules.filter((one) => (one.at("expiration", "days").number ?? 0) > 0)) {
          const prefix = rulePrefix(rule);
          const covered = clears.some(
            (clear) => clear === rule || prefix?.startsWith(rulePrefix(clear) ?? "\0"),
          );
          if (!covered)
            yield violation(
              bucket.subject,
              `lifecycle rule ${rule.at("id").shown} keeps noncurrent versions forever`,
              "every rule that expires objects must expire their versions too",
              remedy,
            );
        }
    });
  }),
};
