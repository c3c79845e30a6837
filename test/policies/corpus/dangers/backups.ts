import type { Fields } from "../../../../policies/support/input/value";
import { resource } from "../../support/cases";
import { cronJob, one, statement, type Corpus, type CorpusCase } from "../case";

const destroys = (action: string | readonly string[], on: string): CorpusCase => ({
  what: `${String(action)} on ${on}`,
  from: "AWS service authorization reference; REL09-BP02",
  given: [one("aws:iam/policy:Policy", { policy: statement({ Action: action, Resource: on }) })],
  rules: ["backup-writer-cannot-delete"],
});

const VAULT = "arn:aws:s3:::acme-backups";
const bucketOf = (aspect: string, inputs: Fields, bucket: Fields = {}) => [
  resource("aws:s3/bucket:Bucket", "vault", { bucket: "acme-backups", ...bucket }),
  resource(`aws:s3/${aspect}:${aspect.charAt(0).toUpperCase()}${aspect.slice(1)}`, "it", {
    bucket: "acme-backups",
    ...inputs,
  }),
];
const kept = (what: string, rules: readonly string[], given: CorpusCase["given"]): CorpusCase => ({
  what,
  from: "AWS FSBP S3.15, Backup; CKV_AWS_166; AWS Backup vault lock",
  given,
  rules,
});
const plan = (lifecycle: Fields) => [
  one("aws:backup/plan:Plan", {
    name: "all",
    rules: [{ ruleName: "daily", targetVaultName: "vault", schedule: "cron(0 5 * * ? *)", lifecycle }],
  }),
];
const deep = (storageClass: string, days: number, prefix = "daily/") => ({
  rules: [
    {
      id: "cold",
      status: "Enabled",
      filter: { prefix },
      transitions: [{ days, storageClass }],
      expiration: { days: 30 },
    },
  ],
});
const nothing = (what: string, from: string, given: CorpusCase["given"][number]): CorpusCase => ({
  what,
  from,
  given: [given],
  rules: ["cron-job-does-something", "cron-job-has-deadlines"],
});

/** Ways in which a backup is lost, or is none. */
export const backups: Corpus = {
  "destruction of backups": [
    destroys("kms:ScheduleKeyDeletion", "arn:aws:kms:eu-west-1:111111111111:key/abc"),
    destroys(["kms:DisableKey", "kms:Encrypt"], "arn:aws:kms:eu-west-1:111111111111:key/abc"),
    destroys("kms:PutKeyPolicy", "arn:aws:kms:eu-west-1:111111111111:key/abc"),
    destroys("s3:PutReplicationConfiguration", VAULT),
    destroys("s3:PutEncryptionConfiguration", VAULT),
    destroys("s3:DeleteObjectVersion", `${VAULT}/*`),
    destroys("rds:DeleteDBInstance", "arn:aws:rds:eu-west-1:111111111111:db:orders"),
    destroys("rds:DeleteDBCluster", "arn:aws:rds:eu-west-1:111111111111:cluster:orders"),
    destroys("rds:DeleteDBInstanceAutomatedBackup", "*"),
    destroys("dynamodb:DeleteTable", "arn:aws:dynamodb:eu-west-1:111111111111:table/orders"),
    destroys("dynamodb:DeleteBackup", "arn:aws:dynamodb:eu-west-1:111111111111:table/orders/backup/*"),
    destroys("dynamodb:UpdateContinuousBackups", "arn:aws:dynamodb:eu-west-1:111111111111:table/orders"),
    destroys("ec2:DeleteSnapshot", "arn:aws:ec2:eu-west-1::snapshot/*"),
    destroys("backup:DeleteBackupPlan", "arn:aws:backup:eu-west-1:111111111111:backup-plan:daily"),
    destroys("backup:PutBackupVaultAccessPolicy", "arn:aws:backup:eu-west-1:111111111111:backup-vault:v"),
  ],
  "retention weakened": [
    kept(
      "a lock that an administrator may lift",
      ["object-lock-cannot-be-lifted"],
      bucketOf(
        "bucketObjectLockConfiguration",
        {
          objectLockEnabled: "Enabled",
          rule: { defaultRetention: { mode: "GOVERNANCE", days: 30 } },
        },
        { objectLockEnabled: true },
      ),
    ),
    kept(
      "a lock of one day",
      ["object-lock-cannot-be-lifted", "bucket-has-object-lock"],
      bucketOf(
        "bucketObjectLockConfiguration",
        {
          objectLockEnabled: "Enabled",
          rule: { defaultRetention: { mode: "COMPLIANCE", days: 0 } },
        },
        { objectLockEnabled: true },
      ),
    ),
    kept(
      "tiers in deep archive",
      ["backup-is-restorable-at-once"],
      bucketOf("bucketLifecycleConfiguration", deep("DEEP_ARCHIVE", 1)),
    ),
    kept(
      "tiers in Glacier",
      ["backup-is-restorable-at-once"],
      bucketOf("bucketLifecycleConfiguration", deep("GLACIER", 0, "hourly/")),
    ),
    kept("recovery points for a day", ["backup-plan-keeps-long-enough"], plan({ deleteAfter: 1 })),
    kept("cold at once", ["backup-plan-keeps-long-enough"], plan({ coldStorageAfter: 1, deleteAfter: 120 })),
    kept(
      "a vault lock of a day",
      ["backup-plan-keeps-long-enough"],
      [
        one("aws:backup/vaultLockConfiguration:VaultLockConfiguration", {
          backupVaultName: "vault",
          minRetentionDays: 1,
        }),
      ],
    ),
  ],
  "CronJobs that do nothing": [
    nothing("suspend in the template", "Kubernetes Job suspend", cronJob({}, { suspend: true })),
    nothing("parallelism 0", "Kubernetes Job parallelism", cronJob({}, { parallelism: 0 })),
    nothing("completions 0", "Kubernetes Job completions", cronJob({}, { completions: 0 })),
    nothing("/bin/true", "debugging left behind", cronJob({}, {}, { command: ["/bin/true"] })),
    nothing(
      "a shell that exits",
      "debugging left behind",
      cronJob({}, {}, { command: ["sh", "-c", "exit 0"] }),
    ),
    nothing(
      "a shell that echoes",
      "debugging left behind",
      cronJob(
        {},
        {},
        {
          command: ["/bin/sh", "-c"],
          args: ["echo backup done"],
        },
      ),
    ),
    nothing("sleep", "debugging left behind", cronJob({}, {}, { command: ["sleep", "3600"] })),
    nothing("31 February", "kubernetes/kubernetes cron", cronJob({ schedule: "0 3 31 2 *" })),
    nothing("31 of short months", "kubernetes/kubernetes cron", cronJob({ schedule: "0 3 31 4,6,9,11 *" })),
    nothing("a start too late", "CronJob limitations: 10 seconds", cronJob({ startingDeadlineSeconds: 5 })),
  ],
};
