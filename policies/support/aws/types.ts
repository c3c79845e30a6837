/** Type token of a resource of AWS, by its module and its name there: `aws:s3/bucket:Bucket`. */
export const awsType = (module: string, name: string): string =>
  `aws:${module}/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** Type tokens of KMS keys: with AWS's material, with imported material, and replicas of both. */
export const keyTypes: readonly string[] = [
  "aws:kms/key:Key",
  "aws:kms/replicaKey:ReplicaKey",
  "aws:kms/externalKey:ExternalKey",
  "aws:kms/replicaExternalKey:ReplicaExternalKey",
];
