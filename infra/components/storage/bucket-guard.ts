import type * as pulumi from "@pulumi/pulumi";
import { BucketOwnershipControls } from "@pulumi/aws/s3/bucketOwnershipControls";
import { BucketPolicy } from "@pulumi/aws/s3/bucketPolicy";
import { BucketPublicAccessBlock } from "@pulumi/aws/s3/bucketPublicAccessBlock";

/** What closes a bucket: its name and region, and its policy as JSON. */
export interface BucketGuardArgs {
  readonly bucket: pulumi.Input<string>;
  readonly region: string;
  readonly policy: string;
}

/**
 * Closes a bucket to everybody but its policy: no ACL, nothing public (S3.8, S3.12).
 *
 * @param parent component that the bucket belongs to.
 * @returns the policy, for what has to wait for it.
 */
export function guardBucket(name: string, args: BucketGuardArgs, parent: pulumi.Resource): BucketPolicy {
  const { policy, ...of } = args;
  new BucketOwnershipControls(
    `${name}-ownership`,
    { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } },
    { parent },
  );
  const block = new BucketPublicAccessBlock(
    `${name}-public-access`,
    {
      ...of,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    { parent },
  );
  // S3 refuses two bucket-level security writes at once, so the policy follows the access block.
  return new BucketPolicy(`${name}-policy`, { ...of, policy }, { parent, dependsOn: block });
}
