import type { Fields } from "../../../../policies/support/input/value";
import { resource } from "../../support/cases";
import { statement } from "../case";
import { casesOf, type Found } from "./kind";

/** A case that one rule must refuse, or not: on a bucket of backups nearly every other has something to say. */
const by = (rule: string, what: string, from: string, fields: Fields, type = "bucket") =>
  casesOf(rule)(
    what,
    from,
    resource(`aws:s3/${type}:B${type.slice(1)}`, "it", { bucket: "acme-backups", ...fields }),
  );
const KMS = "arn:aws:kms:eu-west-1:111111111111:key/abc";
const AWS6 = "@pulumi/aws 6, aws.s3.Bucket";
const AWS7 = "@pulumi/aws 7, aws.s3.Bucket";
const V2 = "aws.s3.BucketV2";
const applied = (algorithm: string): Fields => ({
  sseAlgorithm: algorithm,
  ...(algorithm === "aws:kms" ? { kmsMasterKeyId: KMS } : {}),
});
const encrypted = (algorithm: string): Fields => ({
  serverSideEncryptionConfiguration: { rule: { applyServerSideEncryptionByDefault: applied(algorithm) } },
});
const encryptedV2 = (algorithm: string): Fields => ({
  serverSideEncryptionConfigurations: [
    { rules: [{ applyServerSideEncryptionByDefaults: [applied(algorithm)] }] },
  ],
});
const kept = (rule: Fields): Fields => ({ lifecycleRules: [{ enabled: true, ...rule }] });
const replication = (rule: Fields): Fields => ({
  replicationConfiguration: {
    role: "arn:aws:iam::111111111111:role/r",
    rules: [{ status: "Enabled", destination: { bucket: "arn:aws:s3:::copy" }, ...rule }],
  },
});
const refusal = statement({
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: ["arn:aws:s3:::acme-backups", "arn:aws:s3:::acme-backups/*"],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});
const retained = (mode: string, days: number): Fields => ({
  objectLockEnabled: "Enabled",
  rule: { defaultRetention: { mode, days } },
});

/** Settings in the bucket itself, in each of its three shapes. */
export const buckets: Found = {
  dangers: {
    "inline settings of a bucket": [
      by("bucket-has-no-acl", "for every user of AWS", AWS6, { acl: "authenticated-read" }),
      by(
        "bucket-has-no-acl",
        "written by all",
        "checkov CKV_AWS_57",
        { acl: "public-read-write" },
        "bucketV2",
      ),
      by(
        "bucket-is-versioned",
        "versions off in a list",
        V2,
        { versionings: [{ enabled: false }] },
        "bucketV2",
      ),
      by("bucket-has-customer-key", "S3's own key", "checkov CKV_AWS_145", encrypted("AES256")),
      by("bucket-has-customer-key", "S3's own key in a list", V2, encryptedV2("AES256"), "bucketV2"),
      by(
        "lifecycle-matches-its-tier",
        "monthly for a week",
        AWS7,
        kept({ prefix: "monthly/", expiration: { days: 7 } }),
      ),
      by(
        "lifecycle-matches-its-tier",
        "monthly for a week in a list",
        V2,
        kept({
          prefix: "monthly/",
          expirations: [{ days: 7 }],
        }),
        "bucketV2",
      ),
      by("lifecycle-matches-its-tier", "a tier that is disabled", AWS6, {
        lifecycleRules: [{ enabled: false, prefix: "monthly/", expiration: { days: 365 } }],
      }),
      by(
        "backup-is-restorable-at-once",
        "Glacier in a list",
        V2,
        kept({
          prefix: "daily/",
          transitions: [{ days: 1, storageClass: "GLACIER" }],
        }),
        "bucketV2",
      ),
      by(
        "bucket-aborts-unfinished-uploads",
        "parts for months",
        AWS6,
        kept({ abortIncompleteMultipartUploadDays: 90 }),
      ),
      by(
        "replication-leaves-deletions-behind",
        "deletions that are copied",
        AWS6,
        replication({
          filter: { prefix: "" },
          deleteMarkerReplicationStatus: "Enabled",
        }),
      ),
      by("replication-is-timed", "a copy at any time", AWS7, replication({})),
      by(
        "bucket-trusts-no-foreigner",
        "another account",
        V2,
        {
          policy: statement({
            Principal: { AWS: "arn:aws:iam::222222222222:root" },
            Action: "s3:GetObject",
            Resource: "arn:aws:s3:::acme-backups/*",
          }),
        },
        "bucketV2",
      ),
      by("bucket-logs-access", "logs to itself", AWS7, { logging: { targetBucket: "acme-backups" } }),
      by("bucket-has-object-lock", "a lock of nothing", AWS7, {
        objectLockEnabled: true,
        objectLockConfiguration: retained("COMPLIANCE", 0),
      }),
      by("object-lock-cannot-be-lifted", "a lock that may be lifted", AWS7, {
        objectLockEnabled: true,
        objectLockConfiguration: retained("GOVERNANCE", 30),
      }),
      by(
        "object-lock-cannot-be-lifted",
        "a lock that may be lifted, in a list",
        V2,
        {
          objectLockEnabled: true,
          objectLockConfiguration: {
            objectLockEnabled: "Enabled",
            rules: [{ defaultRetentions: [{ mode: "GOVERNANCE", days: 30 }] }],
          },
        },
        "bucketV2",
      ),
    ],
  },
  alarms: {
    "inline settings of a bucket": [
      by("bucket-is-versioned", "versions", AWS6, { versioning: { enabled: true } }),
      by("bucket-is-versioned", "versions in a list", V2, { versionings: [{ enabled: true }] }, "bucketV2"),
      by("bucket-has-customer-key", "a customer's key", AWS6, encrypted("aws:kms")),
      by("bucket-has-customer-key", "a customer's key in a list", V2, encryptedV2("aws:kms"), "bucketV2"),
      by(
        "lifecycle-matches-its-tier",
        "its tier",
        AWS7,
        kept({ prefix: "daily/", expiration: { days: 30 } }),
      ),
      by(
        "backup-is-restorable-at-once",
        "instant retrieval",
        AWS6,
        kept({
          prefix: "daily/",
          transitions: [{ days: 1, storageClass: "GLACIER_IR" }],
        }),
      ),
      by(
        "bucket-expires-old-versions",
        "old versions for a month",
        AWS6,
        kept({ noncurrentVersionExpiration: { days: 30 } }),
      ),
      by(
        "bucket-expires-old-versions",
        "old versions in a list",
        V2,
        kept({
          noncurrentVersionExpirations: [{ days: 30 }],
        }),
        "bucketV2",
      ),
      by(
        "bucket-aborts-unfinished-uploads",
        "parts for days",
        AWS7,
        kept({ abortIncompleteMultipartUploadDays: 3 }),
      ),
      by(
        "replication-leaves-deletions-behind",
        "deletions that stay",
        AWS6,
        replication({
          filter: { prefix: "" },
          deleteMarkerReplicationStatus: "Disabled",
        }),
      ),
      by(
        "replication-is-timed",
        "a copy in time",
        AWS7,
        replication({
          destination: {
            bucket: "arn:aws:s3:::copy",
            replicationTime: { status: "Enabled", minutes: 15 },
            metrics: { status: "Enabled", minutes: 15 },
          },
        }),
      ),
      by("bucket-refuses-plain-http", "its refusal of HTTP", AWS6, { policy: refusal }),
      by("bucket-logs-access", "logs in a list", AWS6, { loggings: [{ targetBucket: "acme-logs" }] }),
      by("bucket-logs-access", "logs", AWS7, { logging: { targetBucket: "acme-logs" } }),
      by("bucket-has-object-lock", "a lock of version 6", AWS6, {
        objectLockConfiguration: retained("COMPLIANCE", 7),
      }),
      by(
        "bucket-has-object-lock",
        "a lock in lists",
        V2,
        {
          objectLockEnabled: true,
          objectLockConfiguration: {
            objectLockEnabled: "Enabled",
            rules: [{ defaultRetentions: [{ mode: "COMPLIANCE", days: 7 }] }],
          },
        },
        "bucketV2",
      ),
      by("bucket-has-no-acl", "the default ACL", AWS6, { acl: "private" }),
    ],
  },
};
