import { kinds } from "./kinds";
import type { Given, Mutation } from "./mutation";
import { but, changed } from "./table";

/** Buckets that take access logs: some rules ask nothing of them. */
const logs = /^access-logs/;

/** Buckets in which a server's own retention deletes: neither object lock nor expiry. */
const repositories = /-repository-/;

/** What must be beside every bucket, by rule. */
const beside: readonly (readonly [rule: string, of: readonly string[], except?: RegExp])[] = [
  ["bucket-has-customer-key", kinds.bucketEncryption, logs],
  ["bucket-blocks-public-access", kinds.bucketBlock],
  ["bucket-refuses-plain-http", kinds.bucketPolicy],
  ["bucket-has-no-acl", kinds.bucketOwnership],
  ["bucket-logs-access", kinds.bucketLogging],
  ["bucket-is-versioned", kinds.bucketVersioning],
  ["bucket-has-object-lock", kinds.bucketLock],
  ["bucket-expires-objects", kinds.bucketLifecycle, repositories],
  ["bucket-expires-old-versions", kinds.bucketLifecycle],
  ["bucket-aborts-unfinished-uploads", kinds.bucketLifecycle],
];

const COPIED = "vault-primary-bucket$";

/** A bucket and what configures it, of which one names another bucket before it is broken. */
const NAME = "dotmac-platform-backups";
const COPY = "^dotmac-platform-vault-replication";
const OTHER = "jackpot-service-backups";
const [FIRST, ITS] = ["^dotmac-platform-vault-primary-bucket$", "^dotmac-platform-vault-primary-"];

/** The stack is sound while one resource names another bucket, and broken once it names this one. */
const joins = (
  rule: string,
  of: readonly string[],
  named: string,
  more: readonly Given[],
  name = NAME,
): readonly Mutation[] =>
  changed(rule, of, [["bucket", name]], but(named), {
    stack: "prod",
    given: [{ of, named: new RegExp(named), at: "bucket", to: "another" }, ...more],
  });

const LOCKED: Given = {
  of: kinds.bucketLock,
  named: new RegExp(ITS),
  at: "rule defaultRetention days",
  to: 36_500,
};
const SHORT: Given = {
  of: kinds.bucketLifecycle,
  named: new RegExp(ITS),
  at: "rules 0 expiration days",
  to: 3,
};
const PLAIN: Given = {
  of: kinds.bucketReplication,
  named: new RegExp(COPY),
  at: "rules 0 sourceSelectionCriteria sseKmsEncryptedObjects status",
  to: "Disabled",
};
const LEFT: Given = {
  of: kinds.bucketReplication,
  named: new RegExp(COPY),
  at: "rules 0 filter prefix",
  to: "elsewhere/",
};
/** A repository's bucket and what configures it. */
const STORE = "^jackpot-service-repository-store-";
/** A repository that keeps what was deleted for a day too few. */
export const SHORT_WINDOW: Given = {
  of: kinds.bucketLifecycle,
  named: repositories,
  at: "rules 0 noncurrentVersionExpiration noncurrentDays",
  to: 29,
};

/** Kinds of which a bucket has one. */
const SETTINGS = [
  kinds.bucketEncryption,
  kinds.bucketBlock,
  kinds.bucketPolicy,
  kinds.bucketOwnership,
  kinds.bucketVersioning,
  kinds.bucketLock,
  kinds.bucketLifecycle,
  kinds.bucketLogging,
  kinds.bucketReplication,
];

const ONE_OF_EACH = "bucket-has-one-of-each-setting";

/** A setting of the first bucket's that is another's as well. */
const twice: readonly Mutation[] = [
  ...SETTINGS.map((of): Mutation => ({
    rule: ONE_OF_EACH,
    breaks: `two of ${of[0]}`,
    of,
    beside: (sound) => ({ ...sound, name: `${sound.name}-again` }),
  })),
  ...SETTINGS.flatMap((of) =>
    changed(ONE_OF_EACH, of, [["bucket", OTHER]], but(`${ITS}|${COPY}`), { stack: "prod" }),
  ),
  ...changed(ONE_OF_EACH, kinds.bucket, [["bucket", "another"]], but(FIRST), {
    stack: "prod",
    given: [{ of: kinds.bucketVersioning, at: "bucket", to: "another" }],
  }),
];

/** The bucket that takes the access logs of one region. */
const LOGS = "lifeboat-access-logs-primary-us-east-1";

/** What the rules on buckets guard by the names that tie a bucket to what configures it. */
export const bucketNames: readonly Mutation[] = [
  ...twice,
  ...beside.flatMap(([rule, of, except]) => [
    ...changed(rule, of, [["bucket", "another"]], except),
    ...changed(
      rule,
      kinds.bucket,
      [["bucket", "another"]],
      rule === "bucket-has-object-lock" ? /^access-logs|-repository-/ : except,
    ),
  ]),
  ...["bucket-has-customer-key", "bucket-has-object-lock"].flatMap((rule) => [
    ...changed(rule, kinds.bucketLogging, [["targetBucket", "another"]], undefined, { atOnce: true }),
    ...changed(rule, kinds.bucketLogging, [["bucket", LOGS]], undefined, { atOnce: true, stack: "prod" }),
  ]),
  ...changed("backup-bucket-is-copied-abroad", kinds.bucketReplication, [["bucket", "another"]]),
  ...changed("backup-bucket-is-copied-abroad", kinds.bucket, [["bucket", "another-backup"]], but(COPIED), {
    stack: "prod",
  }),
  ...[kinds.bucketLock, kinds.bucketLifecycle].flatMap((of) =>
    joins("object-lock-ends-before-expiry", of, ITS, [LOCKED]),
  ),
  ...joins("object-lock-ends-before-expiry", kinds.bucket, FIRST, [LOCKED]),
  ...[kinds.bucketLifecycle, kinds.bucket].flatMap((of) =>
    joins(
      "repository-keeps-what-was-deleted",
      of,
      STORE,
      [{ ...SHORT_WINDOW, named: new RegExp(STORE) }],
      `${OTHER}-wal`,
    ),
  ),
  ...joins("lifecycle-matches-its-tier", kinds.bucketLifecycle, ITS, [SHORT]),
  ...joins("lifecycle-matches-its-tier", kinds.bucket, FIRST, [SHORT]),
  ...[
    ["replication-copies-encrypted-objects", PLAIN] as const,
    ["replication-covers-what-is-kept", LEFT] as const,
  ].flatMap(([rule, broken]) => [
    ...joins(rule, kinds.bucket, FIRST, [broken]),
    ...joins(rule, kinds.bucketReplication, COPY, [broken]),
  ]),
  ...joins("replication-copies-encrypted-objects", kinds.bucketEncryption, ITS, [PLAIN]),
  ...changed("replication-covers-what-is-kept", kinds.bucketLifecycle, [["bucket", "another"]], but(ITS), {
    stack: "prod",
  }),
];
