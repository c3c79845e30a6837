import { bucketTypes } from "../../support/aws/bucket";
import { settingIn } from "../../support/aws/inline-setting";
import { eachOf, violation } from "../../support/input/finding";
import type { StackRule } from "../../support/rule";

const TYPES = bucketTypes("bucketReplicationConfig");

/** A deletion in one region must not delete in both. */
export const replicationLeavesDeletionsBehind: StackRule = {
  name: "replication-leaves-deletions-behind",
  demands: "A replication rule of a bucket does not replicate delete markers.",
  sources: ["S3 delete marker replication", "REL09-BP02", "trap 11"],
  profile: "recovery",
  severity: "high",
  types: TYPES,
  checkStack: eachOf(TYPES, function* (subject) {
    for (const rule of settingIn(subject, "bucketReplicationConfig")?.inputs.at("rules").items ?? []) {
      const status = rule.at("deleteMarkerReplication", "status");
      if (status.text !== "Disabled")
        yield violation(
          subject,
          `rule ${rule.at("id").shown} has deleteMarkerReplication ${status.shown}`,
          "Disabled is required",
          "set deleteMarkerReplication.status: Disabled",
        );
    }
  }),
};
