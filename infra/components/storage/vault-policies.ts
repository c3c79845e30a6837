import { keyUse, policyDocument } from "../identity/policy-document";

/** One side of a vault: a bucket and the alias of the key that encrypts it. */
export interface VaultSide {
  readonly bucketArn: string;
  readonly region: string;
  /** Alias with its `alias/` prefix. */
  readonly keyAlias: string;
}

/** Key prefixes that jobs write to or read from, each without a trailing slash. */
export interface VaultPrefixes {
  readonly dumps: string;
  readonly configuration: string;
}

const READ_KEY = ["kms:Decrypt"];
const WRITE_KEY = ["kms:Decrypt", "kms:GenerateDataKey"];
const PUT = [
  "s3:PutObject",
  "s3:PutObjectRetention",
  "s3:AbortMultipartUpload",
  "s3:ListMultipartUploadParts",
];

const below = (bucketArn: string, ...prefixes: readonly string[]) =>
  prefixes.map((prefix) => `${bucketArn}/${prefix}/*`);

/**
 * What the backup job may do: stage, promote, read back its own digests. It cannot delete: lifecycle rules expire.
 *
 * Server-side copies need GetObject on what was staged; reading gains nothing, the dumps are sealed to a public key.
 */
export function writerPolicy(accountId: string, vault: VaultSide, prefixes: VaultPrefixes): string {
  return policyDocument(
    {
      Sid: "List",
      Effect: "Allow",
      Action: ["s3:ListBucket", "s3:GetBucketLocation"],
      Resource: vault.bucketArn,
    },
    {
      Sid: "StageAndPromote",
      Effect: "Allow",
      Action: ["s3:GetObject", ...PUT],
      Resource: below(vault.bucketArn, "staging", prefixes.dumps, prefixes.configuration),
    },
    keyUse({ sid: "Key", accountId, region: vault.region, alias: vault.keyAlias, actions: WRITE_KEY }),
  );
}

/**
 * What verification and restore may do: read every backup of the source, write their own records and safety dumps.
 *
 * @param others further places where backups are read, each once: on a standby the primary's replica in its own region
 *   (trap 8), on the primary what the standby wrote while it served.
 */
export function readerPolicy(
  accountId: string,
  others: readonly VaultSide[],
  own: VaultSide,
  prefixes: VaultPrefixes,
): string {
  const sources = [...others, own];
  return policyDocument(
    {
      Sid: "List",
      Effect: "Allow",
      Action: ["s3:ListBucket", "s3:GetBucketLocation"],
      Resource: sources.map((side) => side.bucketArn),
    },
    {
      Sid: "Read",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:GetObjectVersion"],
      Resource: sources.flatMap((side) =>
        below(side.bucketArn, prefixes.dumps, prefixes.configuration, "verification"),
      ),
    },
    {
      Sid: "RecordAndSafetyDump",
      Effect: "Allow",
      Action: ["s3:GetObject", ...PUT],
      Resource: below(own.bucketArn, "staging", `${prefixes.dumps}/safety`, "verification"),
    },
    ...others.map((side) =>
      keyUse({
        sid: "SourceKey",
        accountId,
        region: side.region,
        alias: side.keyAlias,
        actions: READ_KEY,
      }),
    ),
    keyUse({ sid: "OwnKey", accountId, region: own.region, alias: own.keyAlias, actions: WRITE_KEY }),
  );
}

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

/**
 * Bucket policy of every vault bucket: TLS 1.2 or newer only (S3.5), and no deletion by the roles named.
 *
 * @param noDeleteRoleArns roles denied deletion even where somebody widens their own policy later.
 */
export function vaultBucketPolicy(bucketArn: string, noDeleteRoleArns: readonly string[]): string {
  const everything = [bucketArn, `${bucketArn}/*`];
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
    ...(noDeleteRoleArns.length === 0
      ? []
      : [
          {
            Sid: "JobsNeverDelete",
            Effect: "Deny" as const,
            Principal: "*" as const,
            Action: [
              "s3:DeleteObject",
              "s3:DeleteObjectVersion",
              "s3:DeleteBucket",
              "s3:DeleteBucketPolicy",
              "s3:PutBucketVersioning",
              "s3:PutReplicationConfiguration",
              "s3:BypassGovernanceRetention",
              "s3:PutLifecycleConfiguration",
              "s3:PutBucketObjectLockConfiguration",
              "s3:PutBucketPolicy",
            ],
            Resource: everything,
            Condition: { ArnEquals: { "aws:PrincipalArn": noDeleteRoleArns } },
          },
        ]),
  );
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
