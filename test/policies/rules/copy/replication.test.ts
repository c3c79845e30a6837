import { replicationIsTimed } from "../../../../policies/rules/copy/replication-is-timed";
import { replicationLeavesDeletionsBehind } from "../../../../policies/rules/copy/replication-leaves-deletions-behind";
import { unknown, type Fields, type Value } from "../../../../policies/support/input/value";
import { changed, describeRule, resource, undecidedOn } from "../../support/cases";

const rule: Fields = {
  id: "all",
  status: "Enabled",
  deleteMarkerReplication: { status: "Disabled" },
  destination: {
    bucket: "arn:aws:s3:::copy",
    metrics: { status: "Enabled", eventThreshold: { minutes: 15 } },
    replicationTime: { status: "Enabled", time: { minutes: 15 } },
  },
};
const replication = (path?: string, to?: Value) => [
  resource("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "copy", {
    rules: [path === undefined ? rule : changed(rule, path, to)],
  }),
];
const off = [
  resource("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "copy", {
    rules: [{ id: "old", status: "Disabled" }],
  }),
];
const ruleSays = (...clauses: readonly string[]) => [
  `violation | BucketReplicationConfig copy: rule all has ${clauses.join("; ")}`,
];
const ruleUndecided = (path: string) => undecidedOn("BucketReplicationConfig copy", `rules[0].${path}`);
const timed = (shown: string) =>
  ruleSays(
    `replicationTime ${shown} minutes`,
    "Enabled and at most 15 minutes are required",
    "set destination.replicationTime",
  );
describeRule(replicationIsTimed, [
  { name: "accepts a quarter of an hour", given: replication() },
  { name: "asks nothing of a rule that is off", given: off },
  { name: "refuses none", given: replication("destination/replicationTime"), says: timed("absent, absent") },
  {
    name: "refuses one that is off",
    given: replication("destination/replicationTime/status", "Disabled"),
    says: timed("Disabled, 15"),
  },
  {
    name: "refuses a longer time",
    given: replication("destination/replicationTime/time/minutes", 30),
    says: timed("Enabled, 30"),
  },
  {
    name: "refuses no metrics",
    given: replication("destination/metrics"),
    says: ruleSays(
      "metrics absent",
      "Enabled is required: nothing else shows a delay",
      "set destination.metrics",
    ),
  },
  {
    name: "cannot decide on unknown",
    given: replication("destination/replicationTime/status", unknown),
    says: ruleUndecided("destination.replicationTime.status"),
  },
]);

describeRule(replicationLeavesDeletionsBehind, [
  { name: "accepts none", given: replication() },
  ...(["Enabled", undefined] as const).map((status) => ({
    name: `refuses ${status ?? "what is not said"}`,
    given: replication("deleteMarkerReplication/status", status),
    says: ruleSays(
      `deleteMarkerReplication ${status ?? "absent"}`,
      "Disabled is required",
      "set deleteMarkerReplication.status: Disabled",
    ),
  })),
  {
    name: "cannot decide on unknown",
    given: replication("deleteMarkerReplication/status", unknown),
    says: ruleUndecided("deleteMarkerReplication.status"),
  },
]);
