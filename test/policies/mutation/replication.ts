import { kinds } from "./kinds";
import type { Mutation } from "./mutation";
import { but, changed } from "./table";

const ALGORITHM = "rules * applyServerSideEncryptionByDefault sseAlgorithm";
const CRITERIA = "rules * sourceSelectionCriteria sseKmsEncryptedObjects status";
const TAGGED = { key: "tier", value: "daily" };

/** What a copy must hold. */
export const copies: readonly Mutation[] = [
  ...changed("replication-copies-encrypted-objects", kinds.bucketReplication, [
    [CRITERIA, "Disabled"],
    ["rules * destination encryptionConfiguration replicaKmsKeyId", undefined],
  ]),
  ...changed(
    "replication-copies-encrypted-objects",
    kinds.bucketReplication,
    [["rules * status", "Enabled"]],
    undefined,
    {
      given: [
        { of: kinds.bucketReplication, at: "rules * status", to: "Disabled" },
        { of: kinds.bucketReplication, at: CRITERIA, to: "Disabled" },
      ],
    },
  ),
  ...changed(
    "replication-copies-encrypted-objects",
    kinds.bucketEncryption,
    [[ALGORITHM, "aws:kms"]],
    but("vault-primary-encryption$"),
    {
      stack: "prod",
      given: [
        { of: kinds.bucketEncryption, at: ALGORITHM, to: "AES256" },
        { of: kinds.bucketReplication, at: CRITERIA, to: "Disabled" },
      ],
    },
  ),
  ...changed("replication-covers-what-is-kept", kinds.bucketReplication, [
    ["rules 0 filter prefix", "elsewhere/"],
    ["rules 0 filter tag", TAGGED],
    ["rules 0 filter and", { prefix: "database/" }],
    ["rules 0 status", "Disabled"],
  ]),
  ...changed(
    "replication-covers-what-is-kept",
    kinds.bucketLifecycle,
    [
      ["rules id=staging expiration days", 7],
      ["rules id=daily filter prefix", "elsewhere/"],
      ["rules id=daily filter tag", TAGGED],
      ["rules id=daily filter and", { prefix: "elsewhere/" }],
      ["rules id=daily filter objectSizeGreaterThan", 1],
      ["rules id=daily filter objectSizeLessThan", 1],
    ],
    but("vault-primary-lifecycle$"),
    { stack: "prod" },
  ),
  ...changed(
    "replication-covers-what-is-kept",
    kinds.bucketLifecycle,
    [["rules id=staging status", "Enabled"]],
    but("vault-primary-lifecycle$"),
    {
      stack: "prod",
      given: [
        { of: kinds.bucketLifecycle, at: "rules id=staging status", to: "Disabled" },
        { of: kinds.bucketLifecycle, at: "rules id=staging expiration days", to: 7 },
      ],
    },
  ),
];
