import { bucketTypes } from "../../support/aws/bucket";
import { settingIn } from "../../support/aws/inline-setting";
import { eachOf, violation } from "../../support/input/finding";
import type { StackRule } from "../../support/rule";

const TYPES = bucketTypes("bucketReplicationConfig");
import { numberSetting } from "../../support/input/setting";

const maximumMinutes = numberSetting(
  "maximumMinutes",
  15,
  "Minutes within which S3 must replicate an object.",
);

/** Without a time limit on replication, no RPO can be computed. */
export const replicationIsTimed: StackRule = {
  name: "replication-is-timed",
  demands: "An enabled replication rule of a bucket has replication time control, and metrics of its delay.",
  sources: ["S3 replication time control", "REL13-BP02", "STOCK-2"],
  profile: "recovery",
  severity: "high",
  types: TYPES,
  settings: [maximumMinutes],
  checkStack: eachOf(TYPES, function* (subject, settings) {
    const limit = maximumMinutes.of(settings);
    for (const rule of settingIn(subject, "bucketReplicationConfig")?.inputs.at("rules").items ?? []) {
      if (rule.at("status").text !== "Enabled") continue;
      const label = `rule ${rule.at("id").shown}`;
      const time = rule.at("destination", "replicationTime");
      const minutes = time.at("time", "minutes");
      if (time.at("status").text !== "Enabled" || (minutes.number ?? Infinity) > limit)
        yield violation(
          subject,
          `${label} has replicationTime ${time.at("status").shown}, ${minutes.shown} minutes`,
          `Enabled and at most ${limit} minutes are required`,
          "set destination.replicationTime",
        );
      const metrics = rule.at("destination", "metrics", "status");
      if (metrics.text !== "Enabled")
        yield violation(
          subject,
          `${label} has metrics ${metrics.shown}`,
          "Enabled is required: nothing else shows a delay",
          "set destination.metrics",
        );
    }
  }),
};
