import { backupBucketIsCopiedAbroad } from "../../../../policies/rules/copy/backup-bucket-is-copied-abroad";
import { bucketHasCustomerKey } from "../../../../policies/rules/bucket/bucket-has-customer-key";
import { bucketHasObjectLock } from "../../../../policies/rules/bucket/bucket-has-object-lock";
import { bucketIsVersioned } from "../../../../policies/rules/bucket/bucket-is-versioned";
import { Input } from "../../../../policies/support/input/input";
import { unknown, type Fields, type Value } from "../../../../policies/support/input/value";
import { describeRule } from "../../support/cases";
import { aspect, bucket, says, undecided } from "../../support/vault";

const encryption = (algorithm: Value, key?: Value) =>
  aspect("bucketServerSideEncryptionConfiguration", {
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: algorithm, kmsMasterKeyId: key } }],
  });
const logsOf = aspect("bucketLogging", { bucket: "other", targetBucket: "app-backups" });

const keyRemedy = [
  "aws:kms with your own key is required",
  "add a BucketServerSideEncryptionConfiguration with sseAlgorithm aws:kms and kmsMasterKeyId",
];
describeRule(bucketHasCustomerKey, [
  { name: "accepts a key of one's own", given: [bucket(), encryption("aws:kms", "arn:aws:kms:::key/1")] },
  {
    name: "accepts a key that is made in the same update",
    given: [
      bucket(),
      {
        ...encryption("aws:kms", unknown),
        madeFrom: (property) => (property === "rules" ? [{ urn: "urn:key", type: "aws:kms/key:Key" }] : []),
      },
    ],
  },
  { name: "accepts S3's own where access logs go", given: [bucket(), encryption("AES256"), logsOf] },
  { name: "refuses no encryption", given: [bucket()], says: says("no encryption is declared", ...keyRemedy) },
  {
    name: "refuses S3's own",
    given: [bucket(), encryption("AES256")],
    says: says("sseAlgorithm is AES256", ...keyRemedy),
  },
  {
    name: "refuses AWS's key",
    given: [bucket(), encryption("aws:kms", "alias/aws/s3")],
    says: says("kmsMasterKeyId is alias/aws/s3", ...keyRemedy),
  },
  {
    name: "cannot decide on an unknown key",
    given: [bucket(), encryption("aws:kms", unknown)],
    says: undecided("rules[0].applyServerSideEncryptionByDefault.kmsMasterKeyId"),
  },
]);

const versioning = (status: Value) => aspect("bucketVersioning", { versioningConfiguration: { status } });

const versionRemedy = ["Enabled is required", "add a BucketVersioning with status Enabled"];
describeRule(bucketIsVersioned, [
  { name: "accepts Enabled", given: [bucket(), versioning("Enabled")] },
  {
    name: "refuses Suspended",
    given: [bucket(), versioning("Suspended")],
    says: says("versioning is Suspended", ...versionRemedy),
  },
  { name: "refuses none", given: [bucket()], says: says("versioning is absent", ...versionRemedy) },
  {
    name: "cannot decide on an unknown status",
    given: [bucket(), versioning(unknown)],
    says: undecided("versioningConfiguration.status"),
  },
]);

const lock = (days: Value, mode: Value = "GOVERNANCE", more: Fields = {}) =>
  aspect("bucketObjectLockConfiguration", { rule: { defaultRetention: { mode, days } }, ...more });

const repository = { bucket: "app-backups", tags: { purpose: "repository" } };
const lockRemedy = [
  "true is required, or Enabled in a BucketObjectLockConfiguration",
  "set objectLockEnabled: true; on an existing bucket set objectLockEnabled: Enabled in its BucketObjectLockConfiguration",
];
describeRule(bucketHasObjectLock, [
  { name: "accepts a default retention", given: [bucket(), lock(1)] },
  { name: "accepts none where access logs go", given: [bucket({ objectLockEnabled: undefined }), logsOf] },
  {
    name: "accepts none in a repository, by its tag",
    given: [bucket({ ...repository, objectLockEnabled: false })],
  },
  {
    name: "refuses none in a bucket of another tag, whatever its name",
    given: [
      bucket({ objectLockEnabled: false, bucket: "app-backups-wal", tags: { purpose: "archive" } }),
      lock(1, "GOVERNANCE", { bucket: "app-backups-wal" }),
    ],
    says: says("objectLockEnabled is false", ...lockRemedy),
  },
  {
    name: "refuses a bucket made without",
    given: [bucket({ objectLockEnabled: false }), lock(1)],
    says: says("objectLockEnabled is false", ...lockRemedy),
  },
  ...([undefined, unknown] as const).map((own) => ({
    name: `accepts one whose configuration enables it, where its own is ${String(own)}`,
    given: [bucket({ objectLockEnabled: own }), lock(1, "GOVERNANCE", { objectLockEnabled: "Enabled" })],
  })),
  {
    name: "refuses one whose configuration does not",
    given: [bucket({ objectLockEnabled: undefined }), lock(1, "GOVERNANCE", { objectLockEnabled: "Off" })],
    says: says("objectLockEnabled is absent", ...lockRemedy),
  },
  {
    name: "cannot decide while it is unknown whether the configuration does",
    given: [bucket({ objectLockEnabled: undefined }), lock(1, "GOVERNANCE", { objectLockEnabled: unknown })],
    says: undecided("objectLockEnabled"),
  },
  {
    name: "refuses no default retention",
    given: [bucket()],
    says: says(
      "default retention is absent, mode absent",
      "at least 1 day in mode GOVERNANCE or COMPLIANCE is required",
      "add a BucketObjectLockConfiguration with rule.defaultRetention",
    ),
  },
  {
    name: "cannot decide on unknown days",
    given: [bucket(), lock(unknown)],
    says: undecided("rule.defaultRetention.days"),
  },
]);

const replication = (target: Value, status: Value = "Enabled") =>
  aspect("bucketReplicationConfig", { rules: [{ status, destination: { bucket: target } }] });
const REPLICA = "arn:aws:s3:::app-backups-replica";
const unnamed = (name: string) => bucket({ bucket: "app-backups-replica", region: undefined }, name);
const back = aspect("bucketReplicationConfig", {
  bucket: "app-backups-replica",
  rules: [{ status: "Enabled", destination: { bucket: "arn:aws:s3:::app-backups" } }],
});
const replica = bucket({ bucket: "app-backups-replica", region: "us-west-2" }, "replica");

const copyRemedy = [
  "a copy in another region is required",
  "add a BucketReplicationConfig with an enabled rule to a bucket in another region",
];
describeRule(backupBucketIsCopiedAbroad, [
  {
    name: "accepts a replica in another region",
    given: [bucket(), replication("arn:aws:s3:::app-backups-replica"), replica],
  },
  {
    name: "accepts a replica of another stack, and says that it cannot see where that lies",
    given: [bucket(), replication(REPLICA)],
    says: [
      `notice | Bucket vault: replicated to ${REPLICA}, which this stack does not declare: check that it is in another region`,
    ],
  },
  { name: "accepts a bucket of no backups", given: [bucket({ bucket: "app-legal" })] },
  { name: "accepts a repository, by its tag", given: [bucket(repository)] },
  {
    name: "refuses a bucket that only has a repository's name",
    given: [bucket({ bucket: "app-backups-wal" })],
    says: says("not replicated", ...copyRemedy),
  },
  { name: "accepts a bucket of a standby", given: [bucket()], settings: { primaryStacks: ["main"] } },
  { name: "refuses none", given: [bucket()], says: says("not replicated", ...copyRemedy) },
  {
    name: "refuses a rule that is switched off",
    given: [bucket(), replication("arn:aws:s3:::elsewhere", "Disabled")],
    says: says("not replicated", ...copyRemedy),
  },
  {
    name: "refuses a replica in the same region",
    given: [
      bucket(),
      replication("arn:aws:s3:::app-backups-replica"),
      bucket({ bucket: "app-backups-replica" }, "replica"),
    ],
    says: says("replicated to arn:aws:s3:::app-backups-replica in us-east-1, its own region", ...copyRemedy),
  },
  {
    name: "accepts a replica where the provider alone names its region",
    given: [
      bucket(),
      replication(REPLICA),
      { ...unnamed("replica"), provider: new Input({ region: "us-west-2" }, "provider") },
    ],
  },
  {
    name: "refuses a replica of which nothing names the region",
    given: [bucket(), replication(REPLICA), unnamed("replica")],
    says: says(
      `replicated to ${REPLICA}, but the region of one of them is not set`,
      "a copy in another region is required",
      "set region on both buckets, or on their providers",
    ),
  },
  {
    name: "cannot decide on an unknown region",
    given: [
      bucket(),
      replication(REPLICA),
      bucket({ bucket: "app-backups-replica", region: unknown }, "replica"),
    ],
    says: undecided("region"),
  },
  {
    name: "refuses a bucket that is replicated to itself",
    given: [bucket(), replication("arn:aws:s3:::app-backups")],
    says: says("replicated to itself", ...copyRemedy),
  },
  { name: "accepts two that copy each other abroad", given: [bucket(), replication(REPLICA), replica, back] },
  {
    name: "refuses two that copy each other in one region",
    given: [bucket(), replication(REPLICA), bucket({ bucket: "app-backups-replica" }, "replica"), back],
    says: [
      ...says(`replicated to ${REPLICA} in us-east-1, its own region`, ...copyRemedy),
      `violation | Bucket replica: replicated to arn:aws:s3:::app-backups in us-east-1, its own region; ${copyRemedy.join("; ")}`,
    ],
  },
  {
    name: "cannot decide on an unknown target",
    given: [bucket(), replication(unknown)],
    says: undecided("rules[0].destination.bucket"),
  },
]);
