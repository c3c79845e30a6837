/** Type tokens of KMS keys: AWS's own, those whose material is imported, and copies of both in other regions. */
export const keyTypes: readonly string[] = [
  "aws:kms/key:Key",
  "aws:kms/replicaKey:ReplicaKey",
  "aws:kms/externalKey:ExternalKey",
  "aws:kms/replicaExternalKey:ReplicaExternalKey",
];
