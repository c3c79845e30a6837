import { describe, expect, it } from "vitest";
import { failover } from "../../../../infra/catalog/failover";
import { replicationRules } from "../../../../infra/components/storage/replication";

const rules = replicationRules({
  prefixes: ["postgresql", "k8s-configs", "verification"],
  toBucketArn: "arn:aws:s3:::replica",
  toKeyArn: "arn:aws:kms:us-west-2:123456789012:key/mrk-1",
});

describe("replicationRules", () => {
  it("has one rule for each prefix, closed by a slash, each with a priority of its own", () => {
    expect(rules.map(({ id, priority, filter }) => [id, priority, filter.prefix])).toEqual([
      ["replicate-postgresql", 1, "postgresql/"],
      ["replicate-k8s-configs", 2, "k8s-configs/"],
      ["replicate-verification", 3, "verification/"],
    ]);
  });

  it("promises the copy within the only time that S3 offers, and measures it", () => {
    expect(failover.replicationMinutes).toBe(15);
    for (const { id, destination } of rules) {
      expect(destination.replicationTime, id).toEqual({ status: "Enabled", time: { minutes: 15 } });
      expect(destination.metrics, id).toEqual({ status: "Enabled", eventThreshold: { minutes: 15 } });
    }
  });

  it("leaves delete markers behind", () => {
    expect(rules.map(({ deleteMarkerReplication }) => deleteMarkerReplication.status)).toEqual([
      "Disabled",
      "Disabled",
      "Disabled",
    ]);
  });

  it("copies encrypted objects and encrypts them by the replica's key", () => {
    for (const { id, status, sourceSelectionCriteria, destination } of rules) {
      expect(status, id).toBe("Enabled");
      expect(sourceSelectionCriteria.sseKmsEncryptedObjects.status, id).toBe("Enabled");
      expect(destination, id).toMatchObject({
        bucket: "arn:aws:s3:::replica",
        storageClass: "STANDARD",
        encryptionConfiguration: { replicaKmsKeyId: "arn:aws:kms:us-west-2:123456789012:key/mrk-1" },
      });
    }
  });

  it("has none without prefixes", () => {
    expect(replicationRules({ prefixes: [], toBucketArn: "b", toKeyArn: "k" })).toEqual([]);
  });
});
