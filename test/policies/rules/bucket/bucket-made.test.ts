import { describe, expect, it } from "vitest";
import { bucketAbortsUnfinishedUploads } from "../../../../policies/rules/bucket/bucket-aborts-unfinished-uploads";
import { bucketHasCustomerKey } from "../../../../policies/rules/bucket/bucket-has-customer-key";
import { bucketHasNoAcl } from "../../../../policies/rules/bucket/bucket-has-no-acl";
import { bucketHasObjectLock } from "../../../../policies/rules/bucket/bucket-has-object-lock";
import { bucketLogsAccess } from "../../../../policies/rules/bucket/bucket-logs-access";
import { bucketTrustsNoForeigner } from "../../../../policies/rules/bucket/bucket-trusts-no-foreigner";
import { objectLockEndsBeforeExpiry } from "../../../../policies/rules/bucket/object-lock-ends-before-expiry";
import { unknown, type Fields, type Value } from "../../../../policies/support/input/value";
import { judge } from "../../support/cases";
import { aspect, bucket, policy, says, undecided } from "../../support/vault";

const enforced = aspect("bucketOwnershipControls", { rule: { objectOwnership: "BucketOwnerEnforced" } });
const granted = (...grants: readonly Fields[]) => [bucket({ grants }), enforced];
const owner: Fields = { id: "75aa57f0", type: "CanonicalUser", permissions: ["FULL_CONTROL"], uri: "" };
const refused = (count: number) =>
  says(`an ACL has grants: ${count}`, "no ACL may grant anything", "remove the ACL");

describe("grants that AWS returns for a bucket", () => {
  it("are no ACL where its owner alone has all rights", () => {
    expect(judge(bucketHasNoAcl, granted(owner))).toEqual([]);
    const acl = { grants: [{ grantee: { type: "CanonicalUser" }, permission: "FULL_CONTROL" }] };
    expect(
      judge(bucketHasNoAcl, [bucket(), enforced, aspect("bucketAcl", { accessControlPolicy: acl })]),
    ).toEqual([]);
  });
  it("are one where there is another, or other rights", () => {
    expect(judge(bucketHasNoAcl, granted(owner, owner))).toEqual(refused(2));
    expect(judge(bucketHasNoAcl, granted({ ...owner, permissions: ["READ"] }))).toEqual(refused(1));
    expect(judge(bucketHasNoAcl, granted({ ...owner, type: "Group" }))).toEqual(refused(1));
  });
  it("are nothing to decide before it is made where ACLs have no effect", () => {
    expect(judge(bucketHasNoAcl, [bucket({ grants: unknown, acl: unknown }), enforced])).toEqual([]);
    expect(judge(bucketHasNoAcl, [bucket({ acl: "" }), enforced])).toEqual([]);
    const writers = aspect("bucketOwnershipControls", { rule: { objectOwnership: "ObjectWriter" } });
    expect(judge(bucketHasNoAcl, [bucket({ grants: unknown }), writers])).toEqual([
      expect.stringContaining("object ownership is ObjectWriter"),
      ...undecided("grants"),
    ]);
  });
});

describe("a policy that AWS returns for a bucket", () => {
  const everybody = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*" };
  it("is none where it is empty", () => {
    expect(judge(bucketTrustsNoForeigner, [bucket({ policy: "" })])).toEqual([]);
  });
  it("is checked with the resource that declares it", () => {
    expect(judge(bucketTrustsNoForeigner, [bucket(), policy(everybody)])).toHaveLength(1);
    expect(judge(bucketTrustsNoForeigner, [bucket({ policy: unknown })])).toEqual(undecided("policy"));
  });
});

describe("values that a provider returns for unset properties", () => {
  const lock = (defaultRetention: Fields) =>
    aspect("bucketObjectLockConfiguration", { rule: { defaultRetention } });
  const byYears = lock({ mode: "GOVERNANCE", days: 0, years: 1 });
  const lifecycle = (rule: Fields) =>
    aspect("bucketLifecycleConfiguration", { rules: [{ id: "all", status: "Enabled", ...rule }] });

  it("is no part of an object lock", () => {
    expect(judge(bucketHasObjectLock, [bucket(), byYears])).toEqual([]);
    const month = lifecycle({ filter: { prefix: "" }, expiration: { days: 30 } });
    expect(judge(objectLockEndsBeforeExpiry, [bucket(), byYears, month])).toEqual(
      says(
        "objects are locked for 365 days by default",
        "lifecycle rule all expires them after 30",
        "shorten the default retention, or keep the tier longer",
      ),
    );
  });
  it.each<[string, Fields]>([
    ["empty", { prefix: "", tag: null, and: null, objectSizeGreaterThan: "", objectSizeLessThan: "" }],
    ["0", { prefix: "", objectSizeGreaterThan: 0, objectSizeLessThan: 0 }],
  ])("selects no objects of a lifecycle rule: %s", (_, filter) => {
    const aborts = lifecycle({ filter, abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } });
    expect(judge(bucketAbortsUnfinishedUploads, [bucket(), aborts])).toEqual([]);
  });
  it("is no key", () => {
    const encryption = aspect("bucketServerSideEncryptionConfiguration", {
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "" } }],
    });
    expect(judge(bucketHasCustomerKey, [bucket(), encryption])).toEqual([
      expect.stringContaining("kmsMasterKeyId is"),
    ]);
  });
});

describe("a log in a bucket that is not known yet", () => {
  const log = (madeFrom: readonly { urn: string; type: string }[], targetBucket: Value = unknown) => [
    bucket(),
    { ...aspect("bucketLogging", { targetBucket }), madeFrom: () => madeFrom },
  ];
  const other = bucket({ bucket: "logs" }, "logs");
  it("is accepted where that is made from another bucket", () => {
    expect(judge(bucketLogsAccess, log([{ urn: other.urn, type: other.type }]))).toEqual([]);
  });
  it("is undecided where nothing tells what it is made from", () => {
    expect(judge(bucketLogsAccess, log([]))).toEqual(undecided("targetBucket"));
  });
});
