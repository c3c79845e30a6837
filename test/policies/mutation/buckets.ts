import { Input } from "../../../policies/support/input/input";
import type { Fields } from "../../../policies/support/input/value";
import { bucketNames, SHORT_WINDOW } from "./bucket-names";
import { kinds } from "./kinds";
import type { Mutation } from "./mutation";
import { copies } from "./replication";
import { but, changed, each, gone, with1 } from "./table";
import { tiers } from "./tiers";

/** Buckets that take access logs: S3 delivers them to no customer key and no default object lock. */
const logs = /^access-logs/;
/** Buckets that nothing is replicated from. */
const notReplicated = /^access-logs|-replica-|legal|-repository-/;
/** Buckets without object lock: S3 could not deliver logs, and a server's own retention could not delete. */
const unlocked = /^access-logs|-repository-/;
/** Buckets in which a server's own retention deletes. */
const repositories = /-repository-/;

/** What an ACL may grant to others than the bucket's owner, and to the owner less than AWS does by itself. */
const GRANTS = [
  { permission: "READ", grantee: { type: "CanonicalUser" } },
  { permission: "FULL_CONTROL", grantee: { type: "Group" } },
];

const BY_DEFAULT = "rules * applyServerSideEncryptionByDefault";
const statement = (principal: Fields) =>
  with1({ Effect: "Allow", Action: "s3:GetObject", Resource: "*", ...principal });

const access: readonly Mutation[] = [
  ...gone("bucket-has-customer-key", kinds.bucketEncryption, logs),
  ...changed(
    "bucket-has-customer-key",
    kinds.bucketEncryption,
    [
      [`${BY_DEFAULT} sseAlgorithm`, "AES256"],
      [`${BY_DEFAULT} kmsMasterKeyId`, "alias/aws/s3"],
      [`${BY_DEFAULT} kmsMasterKeyId`, undefined],
    ],
    logs,
  ),
  ...gone("bucket-blocks-public-access", kinds.bucketBlock),
  ...changed("bucket-blocks-public-access", kinds.bucketBlock, [
    ["blockPublicAcls", false],
    ["blockPublicPolicy", false],
    ["ignorePublicAcls", false],
    ["restrictPublicBuckets", false],
  ]),
  ...gone("bucket-refuses-plain-http", kinds.bucketPolicy),
  ...changed("bucket-refuses-plain-http", kinds.bucketPolicy, [
    ["policy {} Statement 0 Effect", "Allow"],
    ["policy {} Statement 0 Principal", { AWS: "arn:aws:iam::123456789012:root" }],
    ["policy {} Statement 0 Action", "s3:GetObject"],
    ["policy {} Statement 0 Resource", "arn:aws:s3:::the-bucket-and-no-object"],
    ["policy {} Statement 0 Resource *", "arn:aws:s3:::other/*"],
    ["policy {} Statement 0 Condition Bool aws:SecureTransport", "true"],
    ["policy {} Statement 0 Condition StringEquals", { "aws:SourceVpc": "vpc-1" }],
    ["policy {} Statement 0 Condition", { Null: { "aws:SecureTransport": "false" } }],
  ]),
  ...changed("bucket-trusts-no-foreigner", kinds.bucketPolicy, [
    ["policy {} Statement", statement({ Principal: "*", Action: "s3:PutObject" })],
    ["policy {} Statement", statement({ Principal: { AWS: "arn:aws:iam::123456789012:root" } })],
    ["policy {} Statement", statement({ Principal: { Service: "logging.s3.amazonaws.com" } })],
    ["policy {} Statement", statement({ NotPrincipal: { AWS: "arn:aws:iam::123456789012:root" } })],
  ]),
  ...changed("bucket-trusts-no-foreigner", kinds.bucket, [
    ["policy", JSON.stringify({ Statement: [{ Effect: "Allow", Principal: "*" }] })],
  ]),
  ...changed(
    "bucket-trusts-no-foreigner",
    kinds.bucketPolicy,
    [["policy {} Statement 1 Condition", {}]],
    but("^access-logs"),
  ),
  ...changed("bucket-is-public-for-a-site", kinds.bucketPolicy, [
    ["policy {} Statement", statement({ Principal: "*" })],
  ]),
  ...changed("bucket-is-public-for-a-site", kinds.bucket, [
    ["policy", JSON.stringify({ Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject" }] })],
    ["acl", "public-read"],
  ]),
  ...changed("bucket-leaves-its-blocks-on", kinds.bucketBlock, [
    ["blockPublicAcls", false],
    ["blockPublicPolicy", false],
    ["ignorePublicAcls", false],
    ["restrictPublicBuckets", false],
  ]),
  ...gone("bucket-has-no-acl", kinds.bucketOwnership),
  ...changed("bucket-has-no-acl", kinds.bucketOwnership, [["rule objectOwnership", "ObjectWriter"]]),
  ...changed("bucket-has-no-acl", kinds.bucket, [
    ["acl", "public-read"],
    ["grants", with1({ type: "Group", permissions: ["FULL_CONTROL"] })],
    ["grants", with1({ type: "CanonicalUser", permissions: ["READ"] })],
  ]),
  ...[
    { acl: "authenticated-read" },
    ...GRANTS.map((grant) => ({ accessControlPolicy: { grants: [grant] } })),
  ].map((acl): Mutation => ({
    rule: "bucket-has-no-acl",
    breaks: `a BucketAcl beside it: ${JSON.stringify(acl)}`,
    of: kinds.bucket,
    beside: (sound) => ({
      ...sound,
      type: kinds.bucketAcl,
      inputs: new Input({ bucket: sound.inputs.at("bucket").shown, ...acl }),
    }),
  })),
  ...gone("bucket-logs-access", kinds.bucketLogging),
  ...changed("bucket-logs-access", kinds.bucketLogging, [["targetBucket", undefined]]),
  {
    rule: "bucket-logs-access",
    breaks: "logs to itself",
    of: kinds.bucketLogging,
    copies: ["bucket", "targetBucket"],
  },
];

/** One bucket of which the first tier is cleared by the rule of the second. */
const ONE = { of: kinds.bucketLifecycle, named: /^dotmac-platform-vault-primary-/ };

const KEEPS_DELETED = "repository-keeps-what-was-deleted";
const untagged = (rule: string, more: Parameters<typeof changed>[4] = {}) =>
  changed(rule, kinds.bucket, [["tags purpose", undefined]], but(repositories.source), more);

/** What a repository is left with in place of object lock, and what tells one. */
const repository: readonly Mutation[] = [
  ...untagged("bucket-has-object-lock"),
  ...untagged("bucket-expires-objects"),
  ...untagged("backup-bucket-is-copied-abroad", { stack: "prod" }),
  ...changed(KEEPS_DELETED, kinds.bucket, [["tags purpose", "repository"]], repositories),
  ...changed(
    KEEPS_DELETED,
    kinds.bucketLifecycle,
    [
      ["rules 0 noncurrentVersionExpiration noncurrentDays", 29],
      ["rules 0 expiration", { days: 365 }],
      ["rules 0 expiration", { date: "2030-01-01" }],
    ],
    but(repositories.source),
  ),
  ...changed(
    KEEPS_DELETED,
    kinds.bucketLifecycle,
    [["rules 0 status", "Enabled"]],
    but(repositories.source),
    {
      given: [
        { of: kinds.bucketLifecycle, named: repositories, at: "rules 0 status", to: "Disabled" },
        SHORT_WINDOW,
      ],
    },
  ),
];

/** Buckets whose lock is of mode GOVERNANCE. */
const GOVERNED = /^access-logs|legal|-repository-/;
const GUARD = "policy {} Statement 2";

/** What keeps a lock of mode GOVERNANCE from being lifted, and records from another one. */
const liftedLocks: readonly Mutation[] = [
  ...gone("object-lock-cannot-be-lifted", kinds.bucketPolicy, GOVERNED),
  ...changed(
    "object-lock-cannot-be-lifted",
    kinds.bucketPolicy,
    [
      [`${GUARD} Effect`, "Allow"],
      [`${GUARD} Action`, ["s3:DeleteObject"]],
      [`${GUARD} Condition`, { Bool: { "aws:SecureTransport": "false" } }],
    ],
    GOVERNED,
  ),
  ...changed(
    "object-lock-cannot-be-lifted",
    kinds.bucketLock,
    [
      ["rule defaultRetention", { mode: "GOVERNANCE", days: 1095 }],
      ["rule defaultRetention days", 30],
    ],
    but("legal"),
  ),
  ...changed(
    "object-lock-cannot-be-lifted",
    kinds.bucketLock,
    [["rule defaultRetention years", 0]],
    but("legal"),
    {
      given: [
        {
          of: kinds.bucketLock,
          named: /legal/,
          at: "rule defaultRetention",
          to: { mode: "COMPLIANCE", years: 3, days: 1 },
        },
      ],
    },
  ),
  ...changed("object-lock-cannot-be-lifted", kinds.bucketPolicy, [["bucket", "another"]], GOVERNED),
];

const survival: readonly Mutation[] = [
  ...gone("bucket-is-versioned", kinds.bucketVersioning),
  ...changed("bucket-is-versioned", kinds.bucketVersioning, [
    ["versioningConfiguration status", "Suspended"],
  ]),
  ...gone("bucket-has-object-lock", kinds.bucketLock),
  ...changed("bucket-has-object-lock", kinds.bucket, [["objectLockEnabled", false]], unlocked),
  ...changed("bucket-has-object-lock", kinds.bucketLock, [["objectLockEnabled", undefined]], undefined, {
    given: [
      { of: kinds.bucket, at: "objectLockEnabled", to: false },
      { of: kinds.bucketLock, at: "objectLockEnabled", to: "Enabled" },
    ],
  }),
  ...changed("bucket-has-object-lock", kinds.bucketLock, [
    ["rule defaultRetention days", 0],
    ["rule defaultRetention", { mode: "GOVERNANCE", years: 0 }],
    ["rule defaultRetention mode", "NONE"],
  ]),
  ...changed("bucket-has-object-lock", kinds.bucketLock, [["rule defaultRetention years", 0]], undefined, {
    given: [{ of: kinds.bucketLock, at: "rule defaultRetention", to: { mode: "GOVERNANCE", years: 1 } }],
  }),
  ...changed(
    "object-lock-ends-before-expiry",
    kinds.bucketLifecycle,
    [["rules 0 status", "Enabled"]],
    unlocked,
    {
      given: [
        { of: kinds.bucketLifecycle, at: "rules 0 status", to: "Disabled" },
        { of: kinds.bucketLifecycle, at: "rules 0 expiration days", to: 0.5 },
      ],
    },
  ),
  ...changed("object-lock-ends-before-expiry", kinds.bucketLock, [
    ["rule defaultRetention days", 36_500],
    ["rule defaultRetention", { mode: "GOVERNANCE", years: 100 }],
  ]),
  ...changed(
    "object-lock-ends-before-expiry",
    kinds.bucketLifecycle,
    [["rules 0 expiration days", 0.5]],
    unlocked,
  ),
  ...tiers,
  ...liftedLocks,
  ...repository,
  ...gone("bucket-expires-objects", kinds.bucketLifecycle, repositories),
  ...changed(
    "bucket-expires-objects",
    kinds.bucketLifecycle,
    [
      ["rules", each({ status: "Disabled" })],
      ["rules", each({ expiration: { days: 0 } })],
    ],
    repositories,
  ),
  ...gone("bucket-expires-old-versions", kinds.bucketLifecycle),
  ...changed("bucket-expires-old-versions", kinds.bucketLifecycle, [
    ["rules 0 noncurrentVersionExpiration noncurrentDays", 0],
    ["rules", each({ noncurrentVersionExpiration: {} })],
    ["rules", each({ status: "Disabled" })],
  ]),
  ...changed(
    "bucket-expires-old-versions",
    kinds.bucketLifecycle,
    [["rules * expiration days", (days) => days ?? 30]],
    unlocked,
  ),
  ...changed(
    "bucket-expires-old-versions",
    kinds.bucketLifecycle,
    [
      ["rules 1 filter prefix", "elsewhere/"],
      ["rules 1 filter tag", { key: "tier", value: "daily" }],
      ["rules 1 filter and", { prefix: "database/" }],
      ["rules 1 filter objectSizeGreaterThan", 1],
      ["rules 1 filter objectSizeLessThan", 1],
    ],
    but(ONE.named.source),
    {
      given: [
        { ...ONE, at: "rules 0 noncurrentVersionExpiration", to: undefined },
        { ...ONE, at: "rules 1 filter prefix", to: "database/" },
      ],
    },
  ),
  ...gone("bucket-aborts-unfinished-uploads", kinds.bucketLifecycle),
  ...changed("bucket-aborts-unfinished-uploads", kinds.bucketLifecycle, [
    ["rules * abortIncompleteMultipartUpload daysAfterInitiation", 8],
    ["rules * abortIncompleteMultipartUpload", undefined],
    ["rules", each({ status: "Disabled" })],
    ["rules", each({ filter: { prefix: "staging/" } })],
    ["rules", each({ filter: { tag: { key: "tier", value: "daily" } } })],
    ["rules", each({ filter: { and: { prefix: "", tags: { tier: "daily" } } } })],
    ["rules", each({ filter: { objectSizeGreaterThan: 1 } })],
    ["rules", each({ filter: { objectSizeLessThan: 1 } })],
    ["rules", each({ filter: {}, prefix: "staging/" })],
  ]),
  ...gone("backup-bucket-is-copied-abroad", kinds.bucketReplication),
  ...changed("backup-bucket-is-copied-abroad", kinds.bucketReplication, [
    ["rules", each({ status: "Disabled" })],
    ["rules * destination bucket", "arn:aws:s3:::lifeboat-access-logs-primary-us-east-1"],
  ]),
  {
    rule: "backup-bucket-is-copied-abroad",
    breaks: "in the region of its copy",
    of: kinds.bucket,
    except: notReplicated,
    stack: "prod",
    at: "region",
    to: "us-west-2",
  },
];

const standby: readonly Mutation[] = changed(
  "standby-lies-in-another-region",
  kinds.bucket,
  [
    ["region", "us-east-1"],
    ["region", undefined],
  ],
  undefined,
  { stack: "dr" },
);

/** What the rules on buckets guard. */
export const buckets: readonly Mutation[] = [...access, ...survival, ...standby, ...copies, ...bucketNames];
