import { keyUse, policyDocument, type Statement } from "../identity/policy-document";
import type { VaultSide } from "../service-layout";

/** What S3 itself needs to replicate locked, encrypted objects, as its replication guide lists it. */
export function replicationPolicy(accountId: string, from: VaultSide, to: VaultSide): string {
  return policyDocument(
    {
      Sid: "Source",
      Effect: "Allow",
      Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
      Resource: from.bucketArn,
    },
    {
      Sid: "SourceVersions",
      Effect: "Allow",
      Action: [
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionAcl",
        "s3:GetObjectVersionTagging",
        "s3:GetObjectRetention",
        "s3:GetObjectLegalHold",
      ],
      Resource: `${from.bucketArn}/*`,
    },
    {
      Sid: "Replica",
      Effect: "Allow",
      Action: ["s3:ReplicateObject", "s3:ReplicateTags"],
      Resource: `${to.bucketArn}/*`,
    },
    keyUse({
      sid: "SourceKey",
      accountId,
      region: from.region,
      alias: from.keyAlias,
      actions: ["kms:Decrypt"],
    }),
    keyUse({
      sid: "ReplicaKey",
      accountId,
      region: to.region,
      alias: to.keyAlias,
      actions: ["kms:Encrypt", "kms:GenerateDataKey"],
    }),
  );
}

/** Calls that take a bucket's protection away, or what was deleted there. */
const UNPROTECTS = [
  "s3:DeleteObjectVersion",
  "s3:DeleteBucket",
  "s3:DeleteBucketPolicy",
  "s3:PutBucketVersioning",
  "s3:PutReplicationConfiguration",
  "s3:BypassGovernanceRetention",
  "s3:PutLifecycleConfiguration",
  "s3:PutBucketObjectLockConfiguration",
  "s3:PutBucketPolicy",
];

/** TLS 1.2 or newer only (S3.5), and no calls of these actions by the roles named. */
function guardedPolicy(
  bucketArn: string,
  denied: { readonly sid: string; readonly actions: readonly string[]; readonly roleArns: readonly string[] },
): string {
  const everything = [bucketArn, `${bucketArn}/*`];
  const never: Statement = {
    Sid: denied.sid,
    Effect: "Deny",
    Principal: "*",
    Action: denied.actions,
    Resource: everything,
    Condition: { ArnEquals: { "aws:PrincipalArn": denied.roleArns } },
  };
  return policyDocument(
    {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: everything,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    {
      Sid: "Tls12OrNewer",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: everything,
      Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
    },
    ...(denied.roleArns.length === 0 ? [] : [never]),
  );
}

/**
 * Bucket policy of every vault bucket: TLS 1.2 or newer only (S3.5), and no deletion by the roles named.
 *
 * @param noDeleteRoleArns roles denied deletion even where somebody widens their own policy later.
 */
export function vaultBucketPolicy(bucketArn: string, noDeleteRoleArns: readonly string[]): string {
  return guardedPolicy(bucketArn, {
    sid: "JobsNeverDelete",
    actions: ["s3:DeleteObject", ...UNPROTECTS],
    roleArns: noDeleteRoleArns,
  });
}

/**
 * Bucket policy of a repository: TLS 1.2 or newer only (S3.5). The servers' retention deletes objects, whose versions stay:
 * neither those nor what protects them may the servers take away.
 *
 * @param serverRoleArns roles of the servers that write to it, of both environments.
 */
export function repositoryBucketPolicy(bucketArn: string, serverRoleArns: readonly string[]): string {
  return guardedPolicy(bucketArn, {
    sid: "ServersKeepVersions",
    actions: UNPROTECTS,
    roleArns: serverRoleArns,
  });
}

/** Key policy: administration and use are delegated to this account's IAM, and to nobody else. */
export function vaultKeyPolicy(accountId: string): string {
  return policyDocument({
    Sid: "DelegateToIam",
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${accountId}:root` },
    Action: "kms:*",
    Resource: "*",
  });
}
