import type { Fields } from "../../../../policies/support/input/value";
import { resource } from "../../support/cases";
import { object, one } from "../case";
import { casesOf, type Found } from "./kind";

const it = casesOf(
  "backup-is-restorable-at-once",
  "backup-plan-keeps-long-enough",
  "object-lock-ends-before-expiry",
  "object-lock-cannot-be-lifted",
  "repository-keeps-what-was-deleted",
  "stateful-resource-is-protected",
  "key-deletion-waits",
);
const tier = casesOf("lifecycle-matches-its-tier", "backup-is-restorable-at-once");
const VAULT = "acme-backups";
const withAspect = (aspect: string, inputs: Fields, bucket: Fields = {}) => [
  resource("aws:s3/bucket:Bucket", "vault", { bucket: VAULT, ...bucket }),
  resource(`aws:s3/${aspect}:${aspect.charAt(0).toUpperCase()}${aspect.slice(1)}`, "it", {
    bucket: VAULT,
    ...inputs,
  }),
];
const lock = (retention: Fields, more: Fields = {}) =>
  withAspect(
    "bucketObjectLockConfiguration",
    { objectLockEnabled: "Enabled", rule: { defaultRetention: retention }, ...more },
    { objectLockEnabled: true },
  );
const lifecycle = (rule: Fields, aspect = "bucketLifecycleConfiguration") =>
  withAspect(aspect, { rules: [{ id: "it", status: "Enabled", ...rule }] });
const plan = (rule: Fields) =>
  one("aws:backup/plan:Plan", {
    name: "all",
    rules: [{ ruleName: "daily", targetVaultName: "vault", schedule: "cron(0 5 * * ? *)", ...rule }],
  });
const vaultLock = (inputs: Fields) =>
  one("aws:backup/vaultLockConfiguration:VaultLockConfiguration", { backupVaultName: "vault", ...inputs });
const tiering = (name: string, days: number) =>
  withAspect("bucketIntelligentTieringConfiguration", {
    name: "all",
    tierings: [{ accessTier: name, days }],
  });
const GOVERNANCE = "AWS S3 Object Lock retention modes";

/** Backups that are kept too short, or too deep. */
export const retention: Found = {
  dangers: {
    "retention weakened": [
      it("GOVERNANCE on a bucket of backups", GOVERNANCE, ...lock({ mode: "GOVERNANCE", days: 30 })),
      it("GOVERNANCE for years", GOVERNANCE, ...lock({ mode: "GOVERNANCE", years: 1 })),
      casesOf("bucket-has-object-lock")(
        "a lock without a period",
        "AWS S3 Object Lock",
        ...lock({ mode: "COMPLIANCE" }),
      ),
      tier(
        "a monthly tier that is disabled",
        "checkov CKV2_AWS_61",
        ...lifecycle({
          status: "Disabled",
          filter: { prefix: "monthly/" },
          expiration: { days: 365 },
        }),
      ),
      tier(
        "monthly backups for a week",
        "CIS Controls 11",
        ...lifecycle({
          filter: { prefix: "monthly/" },
          expiration: { days: 7 },
        }),
      ),
      tier(
        "daily backups for a day by an old class",
        "aws.s3.BucketLifecycleConfigurationV2",
        ...lifecycle(
          { filter: { prefix: "daily/" }, expiration: { days: 1 } },
          "bucketLifecycleConfigurationV2",
        ),
      ),
      it(
        "deep archive by an old class",
        "aws.s3.BucketLifecycleConfigurationV2",
        ...lifecycle(
          { filter: { prefix: "daily/" }, transitions: [{ days: 1, storageClass: "DEEP_ARCHIVE" }] },
          "bucketLifecycleConfigurationV2",
        ),
      ),
      it(
        "the whole bucket in Glacier",
        "S3 restore times",
        ...lifecycle({
          filter: {},
          transitions: [{ days: 0, storageClass: "GLACIER" }],
        }),
      ),
      it("archive by tiering", "S3 Intelligent-Tiering", ...tiering("DEEP_ARCHIVE_ACCESS", 180)),
      it(
        "copies for a day",
        "AWS Backup copyActions",
        plan({
          lifecycle: { deleteAfter: 35 },
          copyActions: [{ destinationVaultArn: "arn:x", lifecycle: { deleteAfter: 1 } }],
        }),
      ),
      it("a vault lock of nothing", "AWS Backup Vault Lock", vaultLock({ minRetentionDays: 0 })),
      it(
        "a vault that can be emptied by destroy",
        "aws.backup.Vault forceDestroy",
        one("aws:backup/vault:Vault", {
          name: "vault",
          forceDestroy: true,
        }),
      ),
      it(
        "a bucket that can be emptied by destroy",
        "aws.s3.Bucket forceDestroy",
        one("aws:s3/bucket:Bucket", {
          bucket: VAULT,
          forceDestroy: true,
        }),
      ),
      it(
        "one snapshot by DLM",
        "AWS DLM retainRule",
        one("aws:dlm/lifecyclePolicy:LifecyclePolicy", {
          state: "ENABLED",
          policyDetails: {
            schedules: [{ name: "daily", createRule: { interval: 24 }, retainRule: { count: 1 } }],
          },
        }),
      ),
      it(
        "DLM that is off",
        "AWS DLM state",
        one("aws:dlm/lifecyclePolicy:LifecyclePolicy", {
          state: "DISABLED",
          policyDetails: {
            schedules: [{ name: "daily", createRule: { interval: 24 }, retainRule: { count: 14 } }],
          },
        }),
      ),
      it(
        "Velero for an hour",
        "Velero Schedule ttl",
        object("velero.io/v1:Schedule", {
          spec: { schedule: "0 3 * * *", template: { ttl: "1h0m0s" } },
        }),
      ),
      it(
        "CloudNativePG for a day",
        "cnpg retentionPolicy",
        object("postgresql.cnpg.io/v1:Cluster", {
          spec: { backup: { retentionPolicy: "1d", barmanObjectStore: { destinationPath: "s3://b" } } },
        }),
      ),
      it(
        "Velero that is paused",
        "Velero Schedule paused",
        object("velero.io/v1:Schedule", {
          spec: { schedule: "0 3 * * *", paused: true, template: { ttl: "720h0m0s" } },
        }),
      ),
      it("a key's deletion in a week", "AWS KMS", one("aws:kms/key:Key", { deletionWindowInDays: 7 })),
    ],
  },
  alarms: {
    "retention weakened": [
      it("a month in COMPLIANCE", GOVERNANCE, ...lock({ mode: "COMPLIANCE", days: 30 })),
      tier(
        "instant retrieval",
        "S3 storage classes",
        ...lifecycle({
          filter: { prefix: "daily/" },
          transitions: [{ days: 0, storageClass: "GLACIER_IR" }],
          expiration: { days: 30 },
        }),
      ),
      tier(
        "infrequent access",
        "S3 storage classes",
        ...lifecycle({
          filter: { prefix: "daily/" },
          transitions: [{ days: 29, storageClass: "STANDARD_IA" }],
          expiration: { days: 30 },
        }),
      ),
      tier(
        "Glacier after months",
        "S3 storage classes",
        ...lifecycle({
          filter: { prefix: "monthly/" },
          transitions: [{ days: 200, storageClass: "GLACIER" }],
          expiration: { days: 365 },
        }),
      ),
      it("recovery points of five weeks", "AWS Backup", plan({ lifecycle: { deleteAfter: 35 } })),
      it("points that are never deleted", "AWS Backup", plan({})),
      it(
        "copies of a year",
        "AWS Backup copyActions",
        plan({
          lifecycle: { deleteAfter: 35 },
          copyActions: [{ destinationVaultArn: "arn:x", lifecycle: { deleteAfter: 365 } }],
        }),
      ),
      it("a vault lock of a month", "AWS Backup Vault Lock", vaultLock({ minRetentionDays: 30 })),
      it(
        "invoices in deep archive",
        "S3 storage classes",
        resource("aws:s3/bucket:Bucket", "invoices", { bucket: "acme-invoices", forceDestroy: false }),
        resource("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "it", {
          bucket: "acme-invoices",
          rules: [
            {
              id: "a",
              status: "Enabled",
              filter: {},
              transitions: [{ days: 1, storageClass: "DEEP_ARCHIVE" }],
            },
          ],
        }),
      ),
      it(
        "Velero for a month",
        "Velero",
        object("velero.io/v1:Schedule", {
          spec: { schedule: "0 3 * * *", template: { ttl: "720h0m0s" } },
        }),
      ),
      it(
        "Velero by its default",
        "Velero",
        object("velero.io/v1:Schedule", {
          spec: { schedule: "0 3 * * *", template: {} },
        }),
      ),
      it(
        "CloudNativePG for a month",
        "cnpg",
        object("postgresql.cnpg.io/v1:Cluster", {
          spec: { backup: { retentionPolicy: "30d", barmanObjectStore: { destinationPath: "s3://b" } } },
        }),
      ),
      it(
        "CloudNativePG for weeks",
        "cnpg",
        object("postgresql.cnpg.io/v1:Cluster", {
          spec: { backup: { retentionPolicy: "4w", barmanObjectStore: { destinationPath: "s3://b" } } },
        }),
      ),
      it(
        "two weeks of DLM",
        "AWS DLM",
        one("aws:dlm/lifecyclePolicy:LifecyclePolicy", {
          state: "ENABLED",
          policyDetails: {
            schedules: [{ name: "daily", createRule: { interval: 24 }, retainRule: { count: 14 } }],
          },
        }),
      ),
      it(
        "DLM by days",
        "AWS DLM",
        one("aws:dlm/lifecyclePolicy:LifecyclePolicy", {
          policyDetails: {
            schedules: [
              {
                name: "daily",
                createRule: { interval: 24 },
                retainRule: { interval: 2, intervalUnit: "WEEKS" },
              },
            ],
          },
        }),
      ),
      it("a key's deletion in a month", "AWS KMS", one("aws:kms/key:Key", { deletionWindowInDays: 30 })),
      it(
        "a bucket of builds that is emptied",
        "aws.s3.Bucket forceDestroy",
        one("aws:s3/bucket:Bucket", {
          bucket: "acme-builds",
          forceDestroy: true,
        }),
      ),
    ],
  },
};
