import type { AwsResource } from "../../../sandbox/servers/apply-aws";

const TLS_ONLY = {
  Sid: "TlsOnly",
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: "arn:aws:s3:::logs/*",
};
const CONDITION = { Bool: { "aws:SecureTransport": "false" } };
const LOG_DELIVERY = {
  Sid: "LogDelivery",
  Effect: "Allow",
  Principal: { Service: "logging.s3.amazonaws.com" },
  Action: "s3:PutObject",
  Resource: "arn:aws:s3:::logs/*",
  Condition: { StringEquals: { "aws:SourceAccount": "1" } },
};

const policyOf = (...statements: object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
/** A resource of S3 as it is declared. */
export const s3 = (kind: string, name: string, inputs: AwsResource["inputs"]): AwsResource => ({
  type: `aws:s3/${kind.charAt(0).toLowerCase()}${kind.slice(1)}:${kind}`,
  name,
  inputs,
});

/** A vault as the stack declares one, with what a preview cannot know. */
export const VAULT: readonly AwsResource[] = [
  s3("BucketLogging", "orders-logging", { bucket: "orders", targetBucket: "logs", targetPrefix: "orders/" }),
  s3("Bucket", "orders-bucket", { bucket: "orders", objectLockEnabled: true, tags: { service: "orders" } }),
  s3("BucketVersioning", "orders-versioning", {
    bucket: "orders",
    versioningConfiguration: { status: "Enabled" },
  }),
  s3("BucketObjectLockConfiguration", "orders-lock", {
    bucket: "orders",
    rule: { defaultRetention: { mode: "GOVERNANCE", days: 1 } },
  }),
  s3("BucketServerSideEncryptionConfiguration", "orders-encryption", {
    bucket: "orders",
    rules: [
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "[unknown]" },
        bucketKeyEnabled: true,
      },
    ],
  }),
  s3("BucketPublicAccessBlock", "orders-public-access", { bucket: "orders", blockPublicAcls: true }),
  s3("BucketOwnershipControls", "orders-ownership", {
    bucket: "orders",
    rule: { objectOwnership: "BucketOwnerEnforced" },
  }),
  s3("BucketPolicy", "orders-policy", {
    bucket: "orders",
    policy: policyOf({ ...TLS_ONLY, Condition: CONDITION }),
  }),
  s3("BucketLifecycleConfiguration", "orders-lifecycle", {
    bucket: "orders",
    rules: [
      {
        id: "daily",
        status: "Enabled",
        filter: { prefix: "postgresql/daily/" },
        expiration: { days: 30 },
        noncurrentVersionExpiration: { noncurrentDays: 7 },
      },
      {
        id: "debris",
        status: "Enabled",
        filter: { prefix: "" },
        expiration: { expiredObjectDeleteMarker: true },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 1 },
      },
    ],
  }),
  s3("Bucket", "orders-replica-bucket", {
    bucket: "orders-dr",
    region: "us-west-2",
    objectLockEnabled: true,
  }),
  s3("BucketVersioning", "orders-replica-versioning", {
    bucket: "orders-dr",
    region: "us-west-2",
    versioningConfiguration: { status: "Enabled" },
  }),
  s3("BucketServerSideEncryptionConfiguration", "orders-replica-encryption", {
    bucket: "orders-dr",
    region: "us-west-2",
    rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "[unknown]" } }],
  }),
  s3("BucketReplicationConfig", "orders-replication", {
    bucket: "orders",
    role: "[unknown]",
    rules: [
      {
        id: "all",
        priority: 1,
        status: "Enabled",
        filter: { prefix: "postgresql/" },
        deleteMarkerReplication: { status: "Disabled" },
        destination: {
          bucket: "arn:aws:s3:::orders-dr",
          encryptionConfiguration: { replicaKmsKeyId: "[unknown]" },
        },
      },
    ],
  }),
  s3("Bucket", "logs-bucket", { bucket: "logs" }),
  s3("BucketPolicy", "logs-policy", {
    bucket: "logs",
    policy: policyOf({ ...TLS_ONLY, Condition: CONDITION }, LOG_DELIVERY),
  }),
  { type: "aws:kms/key:Key", name: "billing-key", inputs: { multiRegion: true } },
  {
    type: "aws:kms/key:Key",
    name: "orders-key",
    inputs: { description: "orders", multiRegion: true, enableKeyRotation: true, deletionWindowInDays: 30 },
  },
  {
    type: "aws:kms/replicaKey:ReplicaKey",
    name: "orders-replica-key",
    inputs: { primaryKeyArn: "[unknown]", region: "us-west-2" },
  },
  {
    type: "aws:kms/alias:Alias",
    name: "orders-alias",
    inputs: { name: "alias/orders", targetKeyId: "[unknown]" },
  },
  {
    type: "aws:iam/role:Role",
    name: "orders-replication-role",
    inputs: { name: "replicator", assumeRolePolicy: policyOf() },
  },
  {
    type: "aws:iam/rolePolicy:RolePolicy",
    name: "orders-replication-policy",
    inputs: {
      name: "replicate",
      role: "replicator",
      policy: policyOf({ Effect: "Allow", Action: "s3:*", Resource: "*" }),
    },
  },
  { type: "aws:sqs/queue:Queue", name: "orders-queue", inputs: {} },
  { type: "kubernetes:core/v1:Secret", name: "not-aws", inputs: {} },
];
