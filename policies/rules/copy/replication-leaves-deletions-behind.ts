import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

/** A deletion in one region must not delete in both. */
export const replicationLeavesDeletionsBehind: ResourceRule = {
  name: "replication-leaves-deletions-behind",
  demands: "A replication rule of a bucket does not replicate delete markers.",
  sources: ["S3 delete marker replication", "REL09-BP02", "trap 11"],
  severity: "high",
  types: ["aws:s3/bucketReplicationConfig:BucketReplicationConfig"],
  *check(subject) {
    for (const rule of subject.inputs.at("rules").items) {
      const status = rule.at("deleteMarkerReplication", "status");
      if (status.text !== "Disabled")
        yield violation(
          subject,
          `rule ${rule.at("id").shown} has deleteMarkerReplication ${status.shown}`,
          "Disabled is required",
          "set deleteMarkerReplication.status: Disabled",
        );
    }
  },
};
