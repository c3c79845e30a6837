import { bucketTypes, perBucket } from "../support/bucket";
import { violation } from "../support/finding";
import type { Input } from "../support/input";
import type { StackRule } from "../support/rule";

const KEY_TYPES = ["aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey"];

const applied = (rule: Input) => ({
  sseAlgorithm: rule.at("applyServerSideEncryptionByDefault", "sseAlgorithm"),
  kmsMasterKeyId: rule.at("applyServerSideEncryptionByDefault", "kmsMasterKeyId"),
});

/** S3 encrypts with a key of the customer's, whose use can be watched, limited and ended. */
export const bucketHasCustomerKey: StackRule = {
  name: "bucket-has-customer-key",
  demands:
    "A bucket encrypts with a customer KMS key; one that takes access logs, which cannot, with S3's own.",
  sources: ["AWS FSBP S3.17", "CKV_AWS_145", "KYB-4"],
  severity: "high",
  types: bucketTypes("bucketServerSideEncryptionConfiguration", "bucketLogging"),
  checkStack: perBucket(function* (bucket) {
    const limit = "aws:kms with a key of your own is asked for";
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
        const { sseAlgorithm, kmsMasterKeyId: key } = applied(rule);
        // The ARN of a key that is yet to be made is unknown, but what it was made from is not.
        const isMade =
          key.isUnknown && encryption.madeFrom("rules").some(({ type }) => KEY_TYPES.includes(type));
        if (!/^aws:kms(:dsse)?$/.test(sseAlgorithm.text ?? ""))
          yield violation(bucket.subject, `sseAlgorithm is ${sseAlgorithm.shown}`, limit, remedy);
        else if (!isMade && (!key.isGiven || key.text?.endsWith("alias/aws/s3") === true))
          yield violation(bucket.subject, `kmsMasterKeyId is ${key.shown}`, limit, remedy);
      }
    });
  }),
};
