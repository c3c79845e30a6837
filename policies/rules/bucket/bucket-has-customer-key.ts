import { bucketTypes, perBucket } from "../../support/aws/bucket";
import { appliedBy, isByKms, isKeyOfStack } from "../../support/aws/bucket-encryption";
import { violation } from "../../support/input/finding";
import type { StackRule } from "../../support/rule";

/** The use of a customer-managed key can be watched, limited and revoked. */
export const bucketHasCustomerKey: StackRule = {
  name: "bucket-has-customer-key",
  demands:
    "A bucket encrypts with a customer-managed KMS key; a bucket of access logs, which cannot, with S3's own.",
  sources: ["AWS FSBP S3.17", "CKV_AWS_145", "KYB-4"],
  profile: "recovery",
  severity: "high",
  types: bucketTypes("bucketServerSideEncryptionConfiguration", "bucketLogging"),
  checkStack: perBucket(function* (bucket) {
    const limit = "aws:kms with your own key is required";
    const remedy =
      "add a BucketServerSideEncryptionConfiguration with sseAlgorithm aws:kms and kmsMasterKeyId";
    if (bucket.takesAccessLogs) return;
    yield* bucket.each("bucketServerSideEncryptionConfiguration", function* (encryption) {
      if (encryption === undefined) {
        yield violation(bucket.subject, "no encryption is declared", limit, remedy);
        return;
      }
      const rules = encryption.inputs.at("rules").items;
      if (rules.length === 0) yield violation(bucket.subject, "encryption has no rule", limit, remedy);
      for (const rule of rules) {
        const { sseAlgorithm, kmsMasterKeyId: key } = appliedBy(rule);
        const isMade = isKeyOfStack(key, encryption, "rules");
        if (!isByKms(sseAlgorithm))
          yield violation(bucket.subject, `sseAlgorithm is ${sseAlgorithm.shown}`, limit, remedy);
        else if (!isMade && (!key.isGiven || key.text?.endsWith("alias/aws/s3") === true))
          yield violation(bucket.subject, `kmsMasterKeyId is ${key.shown}`, limit, remedy);
      }
    });
  }),
};
