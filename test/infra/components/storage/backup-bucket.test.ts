import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { BackupBucket } from "../../../../infra/components/storage/backup-bucket";
import { buckets } from "../../../support/environment-counts";
import { declared, type Resources } from "../../../support/pulumi-mocks";

const POLICY = '{"Version":"2012-10-17","Statement":[]}';
const RULE = { id: "daily", status: "Enabled", filter: { prefix: "postgresql/daily/" } } as const;

const make = () =>
  new BackupBucket("vault", {
    bucket: "library-backups",
    region: "us-east-1",
    keyArn: pulumi.output("arn:key"),
    policy: POLICY,
    lifecycleRules: [RULE],
    lock: { mode: "GOVERNANCE", days: 1 },
    logBucket: "logs",
    tags: { owner: "reading-room" },
  });

describe("BackupBucket", () => {
  let resources: Resources;
  let bucket: BackupBucket;
  beforeAll(async () => {
    ({ resources, result: bucket } = await declared(make));
  });

  it("is one bucket with the nine settings that make it trustworthy", () => {
    expect(resources.counts()).toEqual({ ...buckets(1), "lifeboat:index:BackupBucket": 1 });
  });

  it("is made for object lock, never emptied by us, and protected from deletion", () => {
    const made = resources.one("aws:s3/bucket:Bucket", "vault-bucket");
    expect(made.inputs).toEqual({
      bucket: "library-backups",
      region: "us-east-1",
      objectLockEnabled: true,
      forceDestroy: false,
      tags: { owner: "reading-room" },
    });
    expect(made.protect).toBe(true);
  });

  it.each<[string, Readonly<Record<string, unknown>>]>([
    ["bucketVersioning:BucketVersioning", { versioningConfiguration: { status: "Enabled" } }],
    [
      "bucketObjectLockConfiguration:BucketObjectLockConfiguration",
      { rule: { defaultRetention: { mode: "GOVERNANCE", days: 1 } } },
    ],
    [
      "bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      {
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "arn:key" },
            bucketKeyEnabled: true,
          },
        ],
      },
    ],
    ["bucketOwnershipControls:BucketOwnershipControls", { rule: { objectOwnership: "BucketOwnerEnforced" } }],
    [
      "bucketPublicAccessBlock:BucketPublicAccessBlock",
      {
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
    ],
    ["bucketPolicy:BucketPolicy", { policy: POLICY }],
    ["bucketLogging:BucketLogging", { targetBucket: "logs", targetPrefix: "library-backups/" }],
    ["bucketLifecycleConfiguration:BucketLifecycleConfiguration", { rules: [RULE] }],
  ])("sets %s", (type, inputs) => {
    const setting = resources.one(`aws:s3/${type}`);
    expect(setting.inputs).toEqual({ bucket: "library-backups", region: "us-east-1", ...inputs });
    expect(setting.parent).toBe("vault");
  });

  it.each([
    ["bucketObjectLockConfiguration:BucketObjectLockConfiguration", "vault-versioning"],
    ["bucketLifecycleConfiguration:BucketLifecycleConfiguration", "vault-versioning"],
    ["bucketPolicy:BucketPolicy", "vault-public-access"],
  ])("sets %s only after %s", (type, before) => {
    expect(resources.one(`aws:s3/${type}`).dependsOn).toContain(before);
  });

  it("names its bucket before it exists, and says what replication waits for", () => {
    expect(bucket.bucket).toBe("library-backups");
    expect(bucket.ready).toHaveLength(2);
  });

  it("declares the same in a preview, where a key is not known yet", async () => {
    const preview = await declared(make, { preview: true });
    expect(preview.resources.counts()).toEqual(resources.counts());
  });
});
