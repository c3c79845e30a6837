/** Types whose resources hold what no program can make again. */
const KNOWN = [
  "aws:s3/bucket(V2)?:",
  "aws:kms/(key|replicaKey):",
  "aws:(rds|docdb|neptune)/(instance|cluster|globalCluster|clusterSnapshot|snapshot):",
  "aws:(dynamodb/table|efs/fileSystem|ebs/volume|backup/vault|secretsmanager/secret|ecr/repository):",
  "aws:(elasticache/(cluster|replicationGroup)|opensearch/domain|redshift/cluster|fsx/.*):",
  "gcp:(storage/bucket|sql/database|sql/databaseInstance|kms/cryptoKey|compute/disk|bigquery/(dataset|table)):",
  "azure-native:(storage:StorageAccount|sql:Database|dbforpostgresql:.*|keyvault:(Vault|Key))",
  "kubernetes:core/v1:(PersistentVolumeClaim|PersistentVolume|Namespace)$",
  "kubernetes:apps/v1:StatefulSet$",
  "postgresql:index/(database:Database|role:Role|schema:Schema)$",
];

/** Providers with a row of their own above, or that hold nothing. */
const LISTED = "aws|gcp|azure-native|kubernetes|postgresql|cloudflare|pulumi|lifeboat";
/** Of any other provider, what a type that holds data is called. */
const BY_NAME = `(?!(?:${LISTED}):)[^:]+:.*:\\w*(Bucket|Database|DatabaseCluster|DatabaseInstance|Volume|Disk|FileSystem|FileShare|StorageAccount|KeyVault|Vault|Keyring|Table|Repository)$`;

/** Whether a type's resources hold data. */
export const STATEFUL = new RegExp([...KNOWN, BY_NAME].map((type) => `^${type}`).join("|"));
