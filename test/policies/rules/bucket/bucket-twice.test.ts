import { describe, expect, it } from "vitest";
import { backupBucketIsCopiedAbroad } from "../../../../policies/rules/copy/backup-bucket-is-copied-abroad";
import { bucketAbortsUnfinishedUploads } from "../../../../policies/rules/bucket/bucket-aborts-unfinished-uploads";
import { bucketBlocksPublicAccess } from "../../../../policies/rules/bucket/bucket-blocks-public-access";
import { bucketExpiresObjects } from "../../../../policies/rules/bucket/bucket-expires-objects";
import { bucketExpiresOldVersions } from "../../../../policies/rules/bucket/bucket-expires-old-versions";
import { bucketHasCustomerKey } from "../../../../policies/rules/bucket/bucket-has-customer-key";
import { bucketHasNoAcl } from "../../../../policies/rules/bucket/bucket-has-no-acl";
import { bucketHasObjectLock } from "../../../../policies/rules/bucket/bucket-has-object-lock";
import { bucketHasOneOfEachSetting } from "../../../../policies/rules/bucket/bucket-has-one-of-each-setting";
import { bucketIsVersioned } from "../../../../policies/rules/bucket/bucket-is-versioned";
import { bucketLogsAccess } from "../../../../policies/rules/bucket/bucket-logs-access";
import { bucketRefusesPlainHttp } from "../../../../policies/rules/bucket/bucket-refuses-plain-http";
import { objectLockEndsBeforeExpiry } from "../../../../policies/rules/bucket/object-lock-ends-before-expiry";
import { aspects, type Aspect } from "../../../../policies/support/aws/bucket";
import type { Rule } from "../../../../policies/support/rule";
import type { Subject } from "../../../../policies/support/input/subject";
import { unknown, type Fields } from "../../../../policies/support/input/value";
import { describeRule, judge, undecidedOn } from "../../support/cases";
import { aspect, bucket } from "../../support/vault";

const blocks = (restrictPublicBuckets: boolean): Fields => ({
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets,
});
const encryption = (sseAlgorithm: string): Fields => ({
  rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm, kmsMasterKeyId: "arn:aws:kms:::key/1" } }],
});
const lifecycle = (days: number): Fields => ({
  rules: [
    {
      id: "all",
      status: "Enabled",
      expiration: { days },
      noncurrentVersionExpiration: { noncurrentDays: days },
      abortIncompleteMultipartUpload: { daysAfterInitiation: days },
    },
  ],
});
const lock = (days: number): Fields => ({ rule: { defaultRetention: { mode: "GOVERNANCE", days } } });
const denyOf = (Resource: readonly string[]): Fields => ({
  policy: JSON.stringify({
    Statement: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  }),
});
const replication = (status: string): Fields => ({
  rules: [{ status, destination: { bucket: "arn:aws:s3:::app-backups-replica" } }],
});

/** A rule, the kind that it judges, what it accepts and what it refuses, and more that is beside. */
const table: readonly (readonly [Rule, Aspect, Fields, Fields, ...(readonly [Aspect, Fields])[]])[] = [
  [bucketBlocksPublicAccess, "bucketPublicAccessBlock", blocks(true), blocks(false)],
  [
    bucketHasCustomerKey,
    "bucketServerSideEncryptionConfiguration",
    encryption("aws:kms"),
    encryption("AES256"),
  ],
  [
    bucketHasNoAcl,
    "bucketOwnershipControls",
    { rule: { objectOwnership: "BucketOwnerEnforced" } },
    { rule: { objectOwnership: "ObjectWriter" } },
  ],
  [
    bucketIsVersioned,
    "bucketVersioning",
    { versioningConfiguration: { status: "Enabled" } },
    { versioningConfiguration: { status: "Suspended" } },
  ],
  [bucketHasObjectLock, "bucketObjectLockConfiguration", lock(1), lock(0)],
  [
    objectLockEndsBeforeExpiry,
    "bucketObjectLockConfiguration",
    lock(1),
    lock(90),
    ["bucketLifecycleConfiguration", lifecycle(7)],
  ],
  [bucketExpiresObjects, "bucketLifecycleConfiguration", lifecycle(7), lifecycle(0)],
  [bucketExpiresOldVersions, "bucketLifecycleConfiguration", lifecycle(7), lifecycle(0)],
  [bucketAbortsUnfinishedUploads, "bucketLifecycleConfiguration", lifecycle(7), lifecycle(8)],
  [bucketLogsAccess, "bucketLogging", { targetBucket: "logs" }, { targetBucket: "app-backups" }],
  [bucketRefusesPlainHttp, "bucketPolicy", denyOf(["*"]), denyOf([])],
  [backupBucketIsCopiedAbroad, "bucketReplicationConfig", replication("Enabled"), replication("Disabled")],
];

describe.each(table.map((row) => [row[0].name, row] as const))("%s", (_, row) => {
  const [rule, kind, sound, broken, ...more] = row;
  const beside = more.map(([other, inputs]) => aspect(other, inputs));
  const given = (...all: readonly Fields[]) => [
    bucket(),
    ...all.map((inputs) => aspect(kind, inputs)),
    ...beside,
  ];
  /** What is refused; that a copy lies in a stack that is not seen is only said. */
  const refused = (all: readonly Subject[]) => judge(rule, all).filter((one) => one.startsWith("violation"));
  const alone = refused(given(broken));

  it("accepts the one and refuses the other", () => {
    expect(refused(given(sound))).toEqual([]);
    expect(alone).toHaveLength(1);
  });
  it("refuses the other behind the one", () => {
    expect(refused(given(sound, broken))).toEqual(alone);
  });
  it("refuses the other before the one", () => {
    expect(refused(given(broken, sound))).toEqual(alone);
  });
});

const again = (kind: Aspect, inputs: Fields = {}) => ({ ...aspect(kind, inputs), name: "again" });
const says = (both: string) => [
  `violation | Bucket vault: configured by ${both}; S3 keeps one configuration of each kind: the last one to be updated wins; merge them into one resource`,
];
describeRule(bucketHasOneOfEachSetting, [
  { name: "accepts one of each kind", given: [bucket(), ...aspects.map((kind) => aspect(kind, {}))] },
  {
    name: "accepts those of another bucket",
    given: [bucket(), aspect("bucketPolicy", {}), again("bucketPolicy", { bucket: "other" })],
  },
  ...aspects.map((kind) => ({
    name: `refuses two of ${kind}`,
    given: [bucket(), aspect(kind, {}), again(kind)],
    says: says(
      ["vault-" + kind, "again"]
        .map((name) => `${kind.charAt(0).toUpperCase()}${kind.slice(1)} ${name}`)
        .join(" and "),
    ),
  })),
  {
    name: "refuses one of a deprecated class beside one of the new",
    given: [
      bucket(),
      aspect("bucketVersioning", {}),
      { ...again("bucketVersioning"), type: "aws:s3/bucketVersioningV2:BucketVersioningV2" },
    ],
    says: says("BucketVersioning vault-bucketVersioning and BucketVersioningV2 again"),
  },
  {
    name: "cannot decide while whose the second one is is unknown",
    given: [bucket(), aspect("bucketPolicy", {}), again("bucketPolicy", { bucket: unknown })],
    says: undecidedOn("Bucket vault", "bucket of again"),
  },
]);
