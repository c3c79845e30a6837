import { kinds } from "./kinds";
import type { Mutation, Overlap } from "./mutation";
import { recoveryOverlaps } from "./recovery-overlaps";

const lifecycle = [
  "bucket-expires-objects",
  "bucket-expires-old-versions",
  "bucket-aborts-unfinished-uploads",
];
const besideBucket = [
  "bucket-has-customer-key",
  "bucket-blocks-public-access",
  "bucket-refuses-plain-http",
  "bucket-has-no-acl",
  "bucket-has-object-lock",
  "bucket-logs-access",
  ...lifecycle,
];

/** What each setting that is moved to another bucket leaves open in the first. */
const moved: readonly (readonly [type: string, others: readonly string[]])[] = [
  [kinds.bucketEncryption[0], ["bucket-has-customer-key"]],
  [kinds.bucketBlock[0], ["bucket-blocks-public-access"]],
  [kinds.bucketPolicy[0], ["bucket-refuses-plain-http", "object-lock-cannot-be-lifted"]],
  [kinds.bucketOwnership[0], ["bucket-has-no-acl"]],
  [kinds.bucketVersioning[0], ["bucket-is-versioned"]],
  [kinds.bucketLock[0], ["bucket-has-object-lock"]],
  [kinds.bucketLifecycle[0], [...lifecycle, "replication-covers-what-is-kept"]],
  [kinds.bucketLogging[0], ["bucket-logs-access"]],
  [kinds.bucketReplication[0], ["backup-bucket-is-copied-abroad"]],
];

const buckets: readonly Overlap[] = [
  {
    of: lifecycle,
    breaks: /left out|rules = each with \{"status":"Disabled"\}|bucket = "another"/,
    type: kinds.bucketLifecycle[0],
    others: lifecycle,
    why: "one lifecycle answers all three: without it, or with every rule of it off, none holds",
  },
  {
    of: lifecycle,
    breaks: /rules = each with \{"status":"Disabled"\}/,
    type: kinds.bucketLifecycle[0],
    others: ["lifecycle-matches-its-tier"],
    why: "every rule of it is off, a tier's too",
  },
  {
    of: ["bucket-refuses-plain-http", "object-lock-cannot-be-lifted"],
    breaks: /left out|bucket = "another"/,
    type: kinds.bucketPolicy[0],
    others: ["bucket-refuses-plain-http", "object-lock-cannot-be-lifted"],
    why: "one policy refuses plain HTTP and the lifting of locks",
  },
  {
    of: ["bucket-expires-objects", "object-lock-ends-before-expiry"],
    breaks:
      /rules = each with \{"expiration":\{"days":0\}\}|rules 0 (status = "Enabled" given .*|expiration days = 0\.5)/,
    type: kinds.bucketLifecycle[0],
    others: ["lifecycle-matches-its-tier"],
    why: "the first rule of a vault is a tier's, and the tier's days are its own",
  },
  {
    of: ["bucket-expires-old-versions"],
    breaks: /rules \* expiration days = changed/,
    type: kinds.bucketLifecycle[0],
    others: ["lifecycle-matches-its-tier"],
    why: "a rule of the whole bucket that begins to expire objects does so before most tiers end",
  },
  {
    of: [...besideBucket, "bucket-is-versioned"],
    breaks: /bucket = "another"/,
    type: kinds.bucket[0],
    others: [...besideBucket, "bucket-is-versioned"],
    why: "a bucket of another name has none of the settings that are beside it",
  },
  {
    of: ["backup-bucket-is-copied-abroad"],
    breaks: /bucket = "another-backup"/,
    others: [...besideBucket, "bucket-is-versioned"],
    why: "a bucket of another name has none of the settings that are beside it",
  },
  {
    of: ["bucket-has-one-of-each-setting"],
    breaks: /bucket = "another" given bucket/,
    others: besideBucket,
    why: "a bucket of another name has none of the settings that are beside it, but all of one sort",
  },
  ...moved.map(([type, others]): Overlap => ({
    of: ["bucket-has-one-of-each-setting"],
    breaks: /bucket = "jackpot-service-backups"/,
    type,
    others,
    why: "what the second bucket has twice the first one has no more",
  })),
  {
    of: ["bucket-has-customer-key", "bucket-has-object-lock"],
    breaks: /targetBucket = "another"/,
    others: ["bucket-has-customer-key", "bucket-has-object-lock", "bucket-logs-access"],
    why: "a bucket that takes no access logs must have what every other has, a log of its own too",
  },
  {
    of: ["bucket-has-customer-key", "bucket-has-object-lock"],
    breaks: /bucket = "lifeboat-access-logs.*/,
    type: kinds.bucketLogging[0],
    others: [
      "bucket-has-customer-key",
      "bucket-has-object-lock",
      "bucket-has-one-of-each-setting",
      "bucket-logs-access",
    ],
    why: "a bucket that logs to itself alone takes no other's logs, and no other has a log",
  },
  {
    of: ["bucket-has-object-lock", "bucket-expires-objects", "backup-bucket-is-copied-abroad"],
    breaks: /tags purpose = absent/,
    others: ["bucket-has-object-lock", "bucket-expires-objects", "backup-bucket-is-copied-abroad"],
    why: "without its tag a repository is a bucket like any other, which must have all three",
  },
  {
    of: ["bucket-refuses-plain-http"],
    breaks: /policy \{\} Statement 0 Effect = "Allow"/,
    others: ["bucket-trusts-no-foreigner"],
    why: "what denied something to everybody now allows it to everybody",
  },
];

const open = ["bucket-is-public-for-a-site", "bucket-has-no-acl"];
const blocks = ["bucket-blocks-public-access", "bucket-leaves-its-blocks-on"];

const opened: readonly Overlap[] = [
  {
    of: open,
    breaks: /acl = "public-read"|a BucketAcl beside it: \{"acl":"authenticated-read"\}/,
    others: open,
    why: "an ACL is one too many, and this one lets everybody in",
  },
  {
    of: ["bucket-is-public-for-a-site"],
    breaks: /policy .*s3:GetObject.*/,
    others: ["bucket-trusts-no-foreigner"],
    why: "a bucket of backups, by its name, is refused before it is made",
  },
  {
    of: blocks,
    breaks: /^(blockPublicAcls|blockPublicPolicy|ignorePublicAcls|restrictPublicBuckets) = false$/,
    others: blocks,
    why: "one demands all four of what is labelled, the other that nobody switches one off",
  },
];

const copies: readonly Overlap[] = [
  {
    of: ["bucket-expires-old-versions"],
    breaks: /rules (\* expiration days = changed|1 filter .* = .* given .*)/,
    others: ["replication-covers-what-is-kept"],
    why: "what is then kept elsewhere, or for longer, has no copy",
  },
  {
    of: ["replication-copies-encrypted-objects", "replication-is-timed"],
    breaks: /rules \* status = "Enabled" given .*/,
    others: ["replication-covers-what-is-kept"],
    why: "one of a bucket's rules that is switched on alone leaves out what the others copied",
  },
  {
    of: ["replication-covers-what-is-kept"],
    breaks: /bucket = "another"/,
    others: lifecycle,
    why: "without a lifecycle all of a bucket is kept, and none of it ends",
  },
];

const zones: readonly Overlap[] = [
  {
    of: ["zone-encrypts-to-its-origin"],
    breaks: /settingId = "ssl" given value/,
    others: ["zone-redirects-to-https"],
    why: "what is another setting now was one that the zone must have",
  },
];

const accounts: readonly Overlap[] = [
  {
    of: ["iam-policy-names-actions", "iam-policy-names-resources"],
    breaks: /.* = "s3:\*"|.*"NotAction".*/,
    others: ["backup-writer-cannot-delete"],
    why: "all actions, or all but some, are deleting too",
  },
  {
    of: ["iam-policy-names-resources"],
    breaks: /.*"NotAction":"iam:\*","Resource":"\*".*/,
    others: ["iam-policy-names-actions"],
    why: "all actions but some are no named ones",
  },
  {
    of: ["iam-policy-names-actions"],
    breaks: /inlinePolicies = .*/,
    others: ["iam-policy-names-resources", "backup-writer-cannot-delete"],
    why: "everything on everything is deleting, and names no resource either",
  },
  {
    of: ["backup-writer-cannot-delete"],
    breaks: /inlinePolicies = .*|.*"s3:Delete\*".*|.*"NotResource".*/,
    others: ["iam-policy-names-resources"],
    why: "a statement on all buckets, or on all but some, is one on backups and names none",
  },
  {
    of: ["backup-writer-cannot-delete"],
    breaks: /.*"NotAction".*/,
    others: ["iam-policy-names-actions"],
    why: "all actions but some are no named ones",
  },
  {
    of: ["database-role-is-not-privileged"],
    breaks: /(roles|roles \*|assumeRole) = .*/,
    others: ["application-role-owns-nothing"],
    why: "an application's login is no member of what it need not be, privileged or not",
  },
  {
    of: ["application-role-owns-nothing"],
    breaks: /name = "other_app"/,
    others: ["only-restore-role-creates-databases", "database-role-is-not-privileged"],
    why: "the logins of restore and backup have no rights of their own under an application's name",
  },
  {
    of: ["only-restore-role-creates-databases", "database-role-is-not-privileged"],
    breaks: /name = "other"/,
    others: ["only-restore-role-creates-databases", "database-role-is-not-privileged"],
    why: "a restore's login creates databases and bypasses row level security, each by its name",
  },
];

const cluster: readonly Overlap[] = [
  {
    of: ["cron-job-does-something"],
    breaks: /spec schedule = "0 3 31 2 \*"/,
    others: ["backup-schedule-meets-its-objective"],
    why: "a backup on a day that never comes is too rare as well",
  },
  {
    of: ["namespace-has-default-deny"],
    breaks: /spec ingress = \[\{\}\]/,
    others: ["network-policy-names-its-peers"],
    why: "a policy that lets everybody in names no peers either",
  },
  {
    of: ["network-policy-names-its-peers"],
    breaks: /spec ingress = one more: .*/,
    others: ["namespace-has-default-deny"],
    why: "the first one is the policy that denies everything, and denies it no more",
  },
  {
    of: ["secret-volume-is-private", "config-volume-is-not-for-others"],
    breaks: /pod volumes \* projected defaultMode = \d+ given .*/,
    others: ["secret-volume-is-private", "config-volume-is-not-for-others"],
    why: "one mode of a volume of several sources is that of a Secret's files and of a ConfigMap's",
  },
  {
    of: ["cron-job-schedule-is-plain"],
    breaks: /spec schedule = "0 2 (1-7|\*\/7) \* 0"/,
    others: ["backup-schedule-meets-its-objective"],
    why: "on a backup the schedule is too rare as well",
  },
  {
    of: ["disruption-budget-lets-nodes-drain"],
    breaks: /spec minReplicas = 1 given .*/,
    others: ["autoscaler-keeps-two"],
    why: "fewer replicas than a drain needs are fewer than an autoscaler must keep",
  },
  {
    of: ["disruption-budget-lets-nodes-drain"],
    breaks:
      /(spec scaleTargetRef (name|kind)|metadata (name|namespace)) = .* given (spec scaleTargetRef, )?spec maxUnavailable, spec minAvailable/,
    others: ["autoscaler-has-its-target"],
    why: "an autoscaler that does not scale the workload has lost its target",
  },
];

/** Every overlap that is meant. */
export const overlaps: readonly Overlap[] = [
  ...buckets,
  ...copies,
  ...zones,
  ...accounts,
  ...cluster,
  ...opened,
  ...recoveryOverlaps,
];

/** What is said of a mutation: overlaps that name it. */
export const overlapsOf = (mutation: Mutation): readonly Overlap[] =>
  overlaps.filter(
    ({ of, breaks, type }) =>
      of.includes(mutation.rule) &&
      breaks.exec(mutation.breaks)?.[0] === mutation.breaks &&
      (type === undefined || mutation.of.includes(type)),
  );
