import { bucketTypes, perBucket } from "../../support/aws/bucket";
import { isKeyOfStack, usesKms } from "../../support/aws/bucket-encryption";
import { violation } from "../../support/input/finding";
import type { StackRule } from "../../support/rule";

/** S3 skips objects that are encrypted with KMS, unless the rule includes them and names the copy's key. */
export const replicationCopiesEncryptedObjects: StackRule = {
  name: "replication-copies-encrypted-objects",
  demands:
    "An enabled replication rule of a bucket with KMS encryption copies encrypted objects, and names the key of their copies.",
  sources: ["S3 replicating encrypted objects", "REL09-BP02", "trap 11"],
  profile: "general",
  severity: "critical",
  types: bucketTypes("bucketReplicationConfig", "bucketServerSideEncryptionConfiguration"),
  checkStack: perBucket(function* (bucket) {
    const { own, open } = bucket.claims("bucketReplicationConfig");
    if (own.length + open.length === 0 || !usesKms(bucket)) return;
    yield* bucket.each("bucketReplicationConfig", function* (config) {
      if (config === undefined) return;
      for (const rule of config.inputs.at("rules").items) {
        if (rule.at("status").text !== "Enabled") continue;
        const label = `replication rule ${rule.at("id").shown}`;
        const status = rule.at("sourceSelectionCriteria", "sseKmsEncryptedObjects", "status");
        if (status.text !== "Enabled")
          yield violation(
            bucket.subject,
            `${label} has sseKmsEncryptedObjects ${status.shown}`,
            "Enabled is required: otherwise no object of this bucket is replicated",
            "set sourceSelectionCriteria.sseKmsEncryptedObjects.status: Enabled",
          );
        const key = rule.at("destination", "encryptionConfiguration", "replicaKmsKeyId");
        if (!isKeyOfStack(key, config, "rules") && !key.isGiven)
          yield violation(
            bucket.subject,
            `${label} has replicaKmsKeyId ${key.shown}`,
            "a key in the copy's region is required",
            "set destination.encryptionConfiguration.replicaKmsKeyId",
          );
      }
    });
  }),
};
