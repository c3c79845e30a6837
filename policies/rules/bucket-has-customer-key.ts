import { bucketTypes, perBucket } from "../support/bucket";
import { violation } from "../support/finding";
import type { StackRule } from "../support/rule";

const KEY_TYPES = ["aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey"];

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
    const [encryption] = bucket.aspects("bucketServerSideEncryptionConfiguration");
    if (bucket.takesAccessLogs) return;
    if (encryption === undefined) {
      yield violation(bucket.subject, "no encryption is declared", limit, remedy);
      return;
    }
    const applied = encryption.inputs
      .at("rules")
      .items.map((rule) => rule.at("applyServerSideEncryptionByDefault"));
    const byKms = applied.filter((one) => /^aws:kms(:dsse)?$/.test(one.at("sseAlgorithm").text ?? ""));
    const [first] = byKms;
    if (first === undefined) {
      const algorithms = applied.map((one) => one.at("sseAlgorithm").shown).join(", ");
      yield violation(bucket.subject, `sseAlgorithm is ${algorithms || "absent"}`, limit, remedy);
      return;
    }
    const key = first.at("kmsMasterKeyId");
    // The ARN of a key that is yet to be made is unknown, but what it was made from is not.
    if (key.isUnknown && encryption.madeFrom("rules").some(({ type }) => KEY_TYPES.includes(type))) return;
    if (!key.isSet || key.text?.endsWith("alias/aws/s3") === true)
      yield violation(bucket.subject, `kmsMasterKeyId is ${key.shown}`, limit, remedy);
  }),
};
