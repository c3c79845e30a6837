/** What both environments have, whatever they do. */
export const everywhere = {
  "aws:iam/rolePolicy:RolePolicy": 3,
  "aws:iam/role:Role": 3,
  "aws:kms/alias:Alias": 1,
  "aws:kms/key:Key": 1,
  "aws:s3/bucket:Bucket": 1,
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": 1,
  "aws:s3/bucketLogging:BucketLogging": 1,
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": 1,
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": 1,
  "aws:s3/bucketPolicy:BucketPolicy": 1,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": 1,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": 1,
  "aws:s3/bucketVersioning:BucketVersioning": 1,
  "kubernetes:apps/v1:Deployment": 1,
  "kubernetes:batch/v1:CronJob": 5,
  "kubernetes:core/v1:ConfigMap": 5,
  "kubernetes:core/v1:LimitRange": 1,
  "kubernetes:core/v1:Namespace": 1,
  "kubernetes:core/v1:ResourceQuota": 1,
  "kubernetes:core/v1:Secret": 4,
  "kubernetes:core/v1:Service": 1,
  "kubernetes:core/v1:ServiceAccount": 5,
  "kubernetes:monitoring.coreos.com/v1:PrometheusRule": 1,
  "kubernetes:monitoring.coreos.com/v1:ServiceMonitor": 1,
  "kubernetes:networking.k8s.io/v1:NetworkPolicy": 6,
  "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole": 1,
  "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding": 1,
  "kubernetes:rbac.authorization.k8s.io/v1:Role": 1,
  "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding": 1,
  "lifeboat:index:ApplicationLogin": 1,
  "lifeboat:index:BackupBucket": 1,
  "lifeboat:index:ConfigReader": 1,
  "lifeboat:index:DatabaseExporter": 1,
  "lifeboat:index:DatabaseRoles": 1,
  "lifeboat:index:EncryptionKey": 1,
  "lifeboat:index:FenceGuard": 1,
  "lifeboat:index:JobIdentity": 3,
  "lifeboat:index:NamespaceBase": 1,
  "lifeboat:index:PostureSequence": 1,
  "lifeboat:index:ServiceEnvironment": 1,
  "lifeboat:index:ServiceIdentities": 1,
  "lifeboat:index:ServiceJobs": 1,
  "lifeboat:index:ServiceScraping": 1,
  "lifeboat:index:ServiceWorkloads": 1,
  "lifeboat:index:Vault": 1,
  "postgresql:index/role:Role": 5,
  "pulumi:providers:postgresql": 1,
};

/** Every setting of a bucket, and the bucket. */
const bucketTypes = Object.keys(everywhere).filter((type) => type.startsWith("aws:s3/"));
const buckets = (count: number) => Object.fromEntries(bucketTypes.map((type) => [type, count]));

/** With a copy of the vault in the DR region. */
export const replicated = {
  ...everywhere,
  ...buckets(2),
  "aws:iam/rolePolicy:RolePolicy": 4,
  "aws:iam/role:Role": 4,
  "aws:kms/alias:Alias": 2,
  "aws:kms/replicaKey:ReplicaKey": 1,
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": 1,
  "lifeboat:index:BackupBucket": 2,
};

/** With a vault of legal records besides. */
export const withLegal = {
  ...replicated,
  ...buckets(3),
  "aws:kms/alias:Alias": 3,
  "aws:kms/key:Key": 2,
  "lifeboat:index:BackupBucket": 3,
  "lifeboat:index:EncryptionKey": 2,
  "lifeboat:index:LegalVault": 1,
};
