import { replicationCopiesEncryptedObjects } from "../../../../policies/rules/copy/replication-copies-encrypted-objects";
import { replicationCoversWhatIsKept } from "../../../../policies/rules/copy/replication-covers-what-is-kept";
import type { Subject } from "../../../../policies/support/input/subject";
import { unknown, type Fields, type Value } from "../../../../policies/support/input/value";
import { changed, describeRule } from "../../support/cases";
import { aspect, bucket, says, undecided } from "../../support/vault";

const rule: Fields = {
  id: "all",
  status: "Enabled",
  filter: { prefix: "" },
  sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
  destination: {
    bucket: "arn:aws:s3:::app-backups-replica",
    encryptionConfiguration: { replicaKmsKeyId: "arn:aws:kms:us-west-2:111122223333:key/1" },
  },
};
const replication = (path?: string, to?: Value) =>
  aspect("bucketReplicationConfig", { rules: [path === undefined ? rule : changed(rule, path, to)] });
const encryption = (sseAlgorithm: Value) =>
  aspect("bucketServerSideEncryptionConfiguration", {
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm } }],
  });
const STATUS = "sourceSelectionCriteria/sseKmsEncryptedObjects/status";
const KEY = "destination/encryptionConfiguration/replicaKmsKeyId";
const leavesOut = (shown: string) =>
  says(
    `replication rule all has sseKmsEncryptedObjects ${shown}`,
    "Enabled is required: otherwise no object of this bucket is replicated",
    "set sourceSelectionCriteria.sseKmsEncryptedObjects.status: Enabled",
  );
const noKey = (shown: string) =>
  says(
    `replication rule all has replicaKmsKeyId ${shown}`,
    "a key in the copy's region is required",
    "set destination.encryptionConfiguration.replicaKmsKeyId",
  );
const encrypted = (...more: readonly Subject[]) => [bucket(), encryption("aws:kms"), ...more];

describeRule(replicationCopiesEncryptedObjects, [
  { name: "accepts one that copies what is encrypted", given: encrypted(replication()) },
  {
    name: "accepts a key that the stack makes",
    given: encrypted({
      ...replication(KEY, unknown),
      madeFrom: (property) =>
        property === "rules" ? [{ urn: "urn:key", type: "aws:kms/replicaKey:ReplicaKey" }] : [],
    }),
  },
  {
    name: "asks nothing of a bucket without a key of KMS",
    given: [bucket(), encryption("AES256"), replication(STATUS)],
  },
  { name: "asks nothing of a bucket without a copy", given: encrypted() },
  {
    name: "asks nothing of a rule that is off",
    given: encrypted(aspect("bucketReplicationConfig", { rules: [{ id: "old", status: "Disabled" }] })),
  },
  {
    name: "refuses one that says nothing of what is encrypted",
    given: encrypted(replication("sourceSelectionCriteria")),
    says: leavesOut("absent"),
  },
  {
    name: "refuses one that leaves it out",
    given: encrypted(replication(STATUS, "Disabled")),
    says: leavesOut("Disabled"),
  },
  { name: "refuses no key", given: encrypted(replication(KEY)), says: noKey("absent") },
  { name: "refuses an empty key", given: encrypted(replication(KEY, "")), says: noKey("") },
  {
    name: "cannot decide on an unknown status",
    given: encrypted(replication(STATUS, unknown)),
    says: undecided(`rules[0].${STATUS.replaceAll("/", ".")}`),
  },
  {
    name: "cannot decide on a key that is made from nothing known",
    given: encrypted(replication(KEY, unknown)),
    says: undecided(`rules[0].${KEY.replaceAll("/", ".")}`),
  },
]);

const tier = (prefix: string, days: Value, more: Fields = {}): Fields => ({
  id: prefix,
  status: "Enabled",
  filter: { prefix },
  expiration: { days },
  ...more,
});
const lifecycle = (...rules: readonly Fields[]) => aspect("bucketLifecycleConfiguration", { rules });
const copied = (...prefixes: readonly string[]) =>
  aspect("bucketReplicationConfig", {
    rules: prefixes.map((prefix) => ({ id: prefix, status: "Enabled", filter: { prefix } })),
  });
const left = (what: string) =>
  says(
    `replication leaves out ${what}`,
    "everything that is kept must be replicated",
    "add an enabled replication rule for it",
  );
const tiers = lifecycle(tier("db/daily/", 30), tier("db/weekly/", 84), tier("staging/", 1));

describeRule(replicationCoversWhatIsKept, [
  { name: "accepts a copy of the whole bucket", given: [bucket(), tiers, copied("")] },
  { name: "accepts a copy of all that stays for more than a day", given: [bucket(), tiers, copied("db/")] },
  { name: "takes a rule without a filter for all", given: [bucket(), replication("filter")] },
  {
    name: "asks nothing of a bucket of no backups",
    given: [
      bucket({ bucket: "app-legal" }),
      aspect("bucketReplicationConfig", { bucket: "app-legal", rules: [tier("logs/", 1)] }),
    ],
  },
  { name: "leaves it to another rule that there is no copy", given: [bucket(), tiers] },
  {
    name: "refuses a copy of some tiers",
    given: [bucket(), tiers, copied("db/weekly/")],
    says: left("db/daily/"),
  },
  {
    name: "refuses a copy by tag",
    given: [bucket(), tiers, replication("filter/tag", { key: "copy", value: "yes" })],
    says: left("db/daily/, db/weekly/"),
  },
  {
    name: "refuses a copy of one prefix where no lifecycle tells what is kept",
    given: [bucket(), copied("logs/")],
    says: left("part of the bucket"),
  },
  {
    name: "refuses a copy of prefixes where a lifecycle keeps objects of a size",
    given: [bucket(), lifecycle(tier("db/", 30, { filter: { objectSizeLessThan: 9 } })), copied("db/")],
    says: left("part of the bucket"),
  },
  {
    name: "counts a lifecycle rule that is off as none",
    given: [bucket(), lifecycle(tier("logs/", 30, { status: "Disabled" }), tier("db/", 30)), copied("db/")],
  },
  {
    name: "cannot decide on an unknown prefix",
    given: [bucket(), tiers, replication("filter/prefix", unknown)],
    says: undecided("rules[0].filter.prefix"),
  },
]);
