import type { VaultSide } from "../service-layout";
import { keyUse, policyDocument } from "./policy-document";

/**
 * What a database server may do: archive to the repositories of both regions, read both, and delete what its own retention
 * no longer needs. It deletes no version, so that what it deleted can be read until the lifecycle ends it.
 */
export function serverPolicy(accountId: string, repositories: readonly VaultSide[]): string {
  return policyDocument(
    {
      Sid: "List",
      Effect: "Allow",
      Action: ["s3:ListBucket", "s3:GetBucketLocation"],
      Resource: repositories.map(({ bucketArn }) => bucketArn),
    },
    {
      Sid: "ArchiveAndExpire",
      Effect: "Allow",
      Action: [
        "s3:GetObject",
        "s3:PutObject",
        "s3:DeleteObject",
        "s3:AbortMultipartUpload",
        "s3:ListMultipartUploadParts",
      ],
      Resource: repositories.map(({ bucketArn }) => `${bucketArn}/*`),
    },
    ...repositories.map(({ region, keyAlias }, index) =>
      keyUse({
        sid: `Key${index + 1}`,
        accountId,
        region,
        alias: keyAlias,
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      }),
    ),
  );
}
