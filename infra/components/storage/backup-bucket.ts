import * as pulumi from "@pulumi/pulumi";
import { Bucket } from "@pulumi/aws/s3/bucket";
import { BucketLifecycleConfiguration } from "@pulumi/aws/s3/bucketLifecycleConfiguration";
import { BucketLogging } from "@pulumi/aws/s3/bucketLogging";
import { BucketObjectLockConfiguration } from "@pulumi/aws/s3/bucketObjectLockConfiguration";
import { BucketServerSideEncryptionConfiguration } from "@pulumi/aws/s3/bucketServerSideEncryptionConfiguration";
import { BucketVersioning } from "@pulumi/aws/s3/bucketVersioning";
import { guardBucket } from "./bucket-guard";
import type { LifecycleRule } from "./lifecycle";
import type { Tagged } from "../scope";

/** Inputs of {@link BackupBucket}. */
export interface BackupBucketArgs extends Tagged {
  /** Physical bucket name. */
  readonly bucket: string;
  readonly region: string;
  /** Customer key in the bucket's region. */
  readonly keyArn: pulumi.Input<string>;
  /** Bucket policy as JSON. */
  readonly policy: string;
  readonly lifecycleRules: readonly LifecycleRule[];
  /** Default retention of every new object: what a job sets per tier is never shorter. @default no object lock */
  readonly lock?: { readonly mode: "GOVERNANCE" | "COMPLIANCE"; readonly days: number };
  /** Physical name of the bucket in the same region that takes the access logs. */
  readonly logBucket: pulumi.Input<string>;
}

/** A bucket that backups can be trusted to: versioned, encrypted, private, logged, and locked where it can be (S3.1–S3.17). */
export class BackupBucket extends pulumi.ComponentResource {
  /** Physical name, known before the bucket exists. */
  readonly bucket: string;
  /** Resolves once versioning and object lock are on: replication needs both. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: BackupBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:BackupBucket", name, {}, opts);
    this.bucket = args.bucket;
    const bucket = new Bucket(
      `${name}-bucket`,
      {
        bucket: args.bucket,
        region: args.region,
        objectLockEnabled: args.lock !== undefined,
        forceDestroy: false,
        tags: args.tags,
      },
      { parent: this, protect: true },
    );
    const of = { bucket: bucket.bucket, region: args.region };
    const child = { parent: this };
    const versioning = new BucketVersioning(
      `${name}-versioning`,
      { ...of, versioningConfiguration: { status: "Enabled" } },
      child,
    );
    const lock =
      args.lock &&
      new BucketObjectLockConfiguration(
        `${name}-lock`,
        { ...of, rule: { defaultRetention: { mode: args.lock.mode, days: args.lock.days } } },
        { parent: this, dependsOn: versioning },
      );
    new BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      {
        ...of,
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: args.keyArn },
            bucketKeyEnabled: true,
          },
        ],
      },
      child,
    );
    guardBucket(name, { ...of, policy: args.policy }, this);
    new BucketLogging(
      `${name}-logging`,
      { ...of, targetBucket: args.logBucket, targetPrefix: `${args.bucket}/` },
      child,
    );
    new BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      { ...of, rules: [...args.lifecycleRules] },
      { parent: this, dependsOn: versioning },
    );
    this.ready = [versioning, ...(lock === undefined ? [] : [lock])];
    this.registerOutputs({ bucket: this.bucket });
  }
}
