import { bucketTypes, perBucket } from "../../support/aws/bucket";
import { violation } from "../../support/input/finding";
import { Undecided } from "../../support/input/input";
import type { StackRule } from "../../support/rule";

/** After a leak, the log shows who read what. */
export const bucketLogsAccess: StackRule = {
  name: "bucket-logs-access",
  demands: "A bucket logs each access to another bucket, unless it receives such logs itself.",
  sources: ["AWS FSBP S3.9", "CKV_AWS_18"],
  profile: "recovery",
  severity: "medium",
  types: bucketTypes("bucketLogging"),
  checkStack: perBucket(function* (bucket) {
    if (bucket.takesAccessLogs && bucket.aspects("bucketLogging").length === 0) return;
    yield* bucket.each("bucketLogging", function* (logging) {
      const remedy = "add a BucketLogging with targetBucket";
      const target = logging?.inputs.at("targetBucket");
      const isOwn = logging !== undefined && bucket.isNamedBy(logging, "targetBucket");
      if (target !== undefined && isOwn === undefined) throw new Undecided(target.path);
      if (target === undefined || (!target.isUnknown && !target.isGiven))
        yield violation(bucket.subject, "no access log", "each access must be logged", remedy);
      else if (isOwn === true)
        yield violation(bucket.subject, "logs to itself", "the log must be in another bucket", remedy);
    });
  }),
};
