import { beforeAll, describe, expect, it } from "vitest";
import {
  AccessLogBucket,
  accessLogPolicy,
  type AccessLogBucketArgs,
} from "../../../../infra/components/storage/access-log-bucket";
import { buckets, bucketTypes } from "../../../support/environment-counts";
import { statementOf, statementsOf } from "../../../support/policy-json";
import { declared, valueOf, type Resources } from "../../../support/pulumi-mocks";

const args: AccessLogBucketArgs = {
  bucket: "logs",
  bucketArn: "arn:aws:s3:::logs",
  region: "us-east-1",
  accountId: "123456789012",
  tags: { owner: "platform" },
};

describe("accessLogPolicy", () => {
  const policy = accessLogPolicy(args.bucketArn, args.accountId);

  it("lets S3 deliver logs for this account, and nobody else do anything", () => {
    expect(statementsOf(policy).map(({ Sid, Effect }) => `${Effect} ${Sid}`)).toEqual([
      "Deny TlsOnly",
      "Allow LogDelivery",
    ]);
    expect(statementOf(policy, "LogDelivery")).toMatchObject({
      Principal: { Service: "logging.s3.amazonaws.com" },
      Action: ["s3:PutObject"],
      Resource: ["arn:aws:s3:::logs/*"],
      Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
    });
  });

  it("denies everything without TLS", () => {
    expect(statementOf(policy, "TlsOnly")).toMatchObject({
      Principal: "*",
      Action: ["s3:*"],
      Resource: ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    });
  });
});

describe("AccessLogBucket", () => {
  const keptDays = (resources: Resources) =>
    resources.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs["rules"];
  let resources: Resources;
  let component: AccessLogBucket;
  beforeAll(async () => {
    ({ resources, result: component } = await declared(() => new AccessLogBucket("access-logs", args)));
  });

  it("is one protected bucket with seven settings, without the lock and customer key that delivery cannot use", () => {
    const settings = bucketTypes.filter((type) => !/Logging|ObjectLock/.test(type));
    expect(resources.counts()).toEqual({
      ...buckets(1, settings),
      "lifeboat:index:AccessLogBucket": 1,
    });
    const bucket = resources.one("aws:s3/bucket:Bucket");
    expect(bucket.protect).toBe(true);
    expect(bucket.inputs).not.toHaveProperty("objectLockEnabled");
    expect(
      resources.one("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration")
        .inputs["rules"],
    ).toEqual([{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }]);
  });

  it("is private", () => {
    expect(resources.one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs).toMatchObject({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(resources.one("aws:s3/bucketOwnershipControls:BucketOwnershipControls").inputs["rule"]).toEqual({
      objectOwnership: "BucketOwnerEnforced",
    });
  });

  it("keeps logs for a year unless configured otherwise", async () => {
    expect(keptDays(resources)).toMatchObject([
      {
        id: "logs",
        filter: { prefix: "" },
        expiration: { days: 365 },
        noncurrentVersionExpiration: { noncurrentDays: 30 },
      },
      { id: "debris", abortIncompleteMultipartUpload: { daysAfterInitiation: 1 } },
    ]);
    const custom = await declared(() => new AccessLogBucket("access-logs", { ...args, keepDays: 30 }));
    expect(keptDays(custom.resources)).toMatchObject([{ expiration: { days: 30 } }, { id: "debris" }]);
  });

  it("exposes its name for the buckets that log to it", async () => {
    expect(await valueOf(component.bucket)).toBe("logs");
  });
});
