import { bucketTypes, perBucket } from "../../support/aws/bucket";
import { violation } from "../../support/input/finding";
import type { StackRule } from "../../support/rule";
import type { Subject } from "../../support/input/subject";

/** A new bucket is created with object lock, an existing one gets it by its configuration. @throws Undecided */
function isEnabled(bucket: Subject, lock: Subject | undefined): boolean {
  const own = bucket.inputs.at("objectLockEnabled");
  if (!own.isUnknown && own.flag === true) return true;
  return lock?.inputs.at("objectLockEnabled").text === "Enabled" || own.flag === true;
}

/** An attacker who takes over a writer cannot delete what it wrote. */
export const bucketHasObjectLock: StackRule = {
  name: "bucket-has-object-lock",
  demands:
    "A bucket has object lock with a default retention, unless it receives access logs, which S3 then would not write, or is tagged purpose=repository: a database server's own retention deletes there.",
  sources: ["AWS FSBP S3.15", "REL09-BP02"],
  profile: "recovery",
  severity: "high",
  types: bucketTypes("bucketObjectLockConfiguration", "bucketLogging"),
  checkStack: perBucket(function* (bucket) {
    const { subject } = bucket;
    if (bucket.takesAccessLogs || bucket.isRepository) return;
    yield* bucket.each("bucketObjectLockConfiguration", function* (lock) {
      if (!isEnabled(subject, lock))
        yield violation(
          subject,
          `objectLockEnabled is ${subject.inputs.at("objectLockEnabled").shown}`,
          "true is required, or Enabled in a BucketObjectLockConfiguration",
          "set objectLockEnabled: true; on an existing bucket set objectLockEnabled: Enabled in its BucketObjectLockConfiguration",
        );
      const retention = lock?.inputs.at("rule", "defaultRetention");
      const length = (retention?.at("days").number ?? 0) + (retention?.at("years").number ?? 0);
      const mode = retention?.at("mode").shown ?? "absent";
      if (length < 1 || !["GOVERNANCE", "COMPLIANCE"].includes(mode))
        yield violation(
          subject,
          `default retention is ${length === 0 ? "absent" : String(length)}, mode ${mode}`,
          "at least 1 day in mode GOVERNANCE or COMPLIANCE is required",
          "add a BucketObjectLockConfiguration with rule.defaultRetention",
        );
    });
  }),
};
