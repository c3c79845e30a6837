import type { VaultSide } from "../service-layout";
import { keyUse, policyDocument } from "./policy-document";

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

/** Statements that let a job find and read what lies below prefixes of several vaults. */
const listAndRead = (sides: readonly VaultSide[], ...prefixes: readonly string[]) => [
  {
    Sid: "List",
    Effect: "Allow" as const,
    Action: ["s3:ListBucket", "s3:GetBucketLocation"],
    Resource: sides.map((side) => side.bucketArn),
  },
  {
    Sid: "Read",
    Effect: "Allow" as const,
    Action: ["s3:GetObject", "s3:GetObjectVersion"],
    Resource: sides.flatMap((side) => below(side.bucketArn, ...prefixes)),
  },
];

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
 * What the restore of a configuration may do: read configuration backups, this environment's and the other one's. It writes
 * nothing to a vault.
 */
export function configReaderPolicy(
  accountId: string,
  sides: readonly VaultSide[],
  { configuration }: Pick<VaultPrefixes, "configuration">,
): string {
  return policyDocument(
    ...listAndRead(sides, configuration),
    ...sides.map((side, index) =>
      keyUse({
        sid: `Key${index + 1}`,
        accountId,
        region: side.region,
        alias: side.keyAlias,
        actions: READ_KEY,
      }),
    ),
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
    ...listAndRead(sources, prefixes.dumps, prefixes.configuration, "verification"),
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
