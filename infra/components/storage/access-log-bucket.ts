import * as pulumi from "@pulumi/pulumi";
import { Bucket } from "@pulumi/aws/s3/bucket";
import { BucketLifecycleConfiguration } from "@pulumi/aws/s3/bucketLifecycleConfiguration";
import { BucketServerSideEncryptionConfiguration } from "@pulumi/aws/s3/bucketServerSideEncryptionConfiguration";
import { BucketVersioning } from "@pulumi/aws/s3/bucketVersioning";
import { recoveryTags } from "../../../lib/recovery-labels";
import type { Settings } from "../../config";
import { accessLogBucket, bucketArn } from "../../naming";
import { policyDocument } from "../identity/policy-document";
import type { Tagged } from "../scope";
import { guardBucket } from "./bucket-guard";
import { lifecycleRules } from "./lifecycle";

type Place = Pick<Settings, "role" | "region" | "replicaRegion" | "accountId" | "bucketSuffix">;

/** Inputs of {@link AccessLogBucket}. */
export interface AccessLogBucketArgs extends Tagged {
  /** Physical bucket name. */
  readonly bucket: string;
  readonly bucketArn: string;
  readonly region: string;
  readonly accountId: string;
  /** Days that access logs are kept. @default 365 */
  readonly keepDays?: number;
}

/** Bucket policy: TLS only, and log delivery by S3 on behalf of this account alone. */
export function accessLogPolicy(bucketArn: string, accountId: string): string {
  return policyDocument(
    {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [bucketArn, `${bucketArn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    {
      Sid: "LogDelivery",
      Effect: "Allow",
      Principal: { Service: "logging.s3.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: `${bucketArn}/*`,
      Condition: { StringEquals: { "aws:SourceAccount": accountId } },
    },
  );
}

/**
 * Where the vaults of one region log each access (S3.9).
 *
 * Log delivery takes neither a customer key nor a default object lock on its target, so this one bucket has S3's own.
 */
export class AccessLogBucket extends pulumi.ComponentResource {
  /** Physical name, known once the policy that lets S3 deliver exists. */
  readonly bucket: pulumi.Output<string>;

  constructor(name: string, args: AccessLogBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:AccessLogBucket", name, {}, opts);
    const bucket = new Bucket(
      `${name}-bucket`,
      {
        bucket: args.bucket,
        region: args.region,
        forceDestroy: false,
        tags: { ...args.tags, ...recoveryTags("access-log") },
      },
      { parent: this, protect: true },
    );
    const of = { bucket: bucket.bucket, region: args.region };
    const child = { parent: this };
    new BucketVersioning(
      `${name}-versioning`,
      { ...of, versioningConfiguration: { status: "Enabled" } },
      child,
    );
    new BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      { ...of, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
      child,
    );
    const policy = guardBucket(
      name,
      { ...of, policy: accessLogPolicy(args.bucketArn, args.accountId) },
      this,
    );
    new BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      {
        ...of,
        rules: [
          ...lifecycleRules(
            [{ id: "logs", prefix: "", keepDays: args.keepDays ?? 365, noncurrentDays: 30 }],
            1,
          ),
        ],
      },
      child,
    );
    this.bucket = policy.bucket;
    this.registerOutputs({ bucket: this.bucket });
  }
}

/**
 * Declares the access log bucket of each region that the environment has vaults in.
 * @returns the bucket of a region
 * @throws Error for a region without one
 */
export function accessLogBuckets(config: Place): (region: string) => pulumi.Input<string> {
  const regions = [config.region, ...(config.replicaRegion === undefined ? [] : [config.replicaRegion])];
  const buckets = new Map(
    regions.map((region, index) => {
      const bucket = accessLogBucket(region, config.role, config.bucketSuffix);
      const component = new AccessLogBucket(index === 0 ? "access-logs" : "access-logs-replica", {
        bucket,
        bucketArn: bucketArn(bucket),
        region,
        accountId: config.accountId,
        tags: { owner: "platform", dataClass: "internal", managedBy: "pulumi" },
      });
      return [region, component.bucket];
    }),
  );
  return (region) => {
    const bucket = buckets.get(region);
    if (bucket === undefined)
      throw new Error(`no access log bucket in ${region}: vaults live in ${regions.join(", ")}`);
    return bucket;
  };
}
