import { repositoryEnding } from "../../../lib/repository";
import { arnOf } from "../../support/aws/arn";
import { bucketNames } from "../../support/aws/bucket";
import { violation } from "../../support/input/finding";
import { allowsAction, covers, type Statement } from "../../support/aws/iam-document";
import { iamPolicyTypes, perAllow } from "../../support/aws/per-statement";
import type { ResourceRule } from "../../support/rule";
import { textsSetting } from "../../support/input/setting";

/**
 * Each of these can destroy backups, at once or later. `s3:PutObjectRetention` is not among them: it only extends a lock,
 * unless `s3:BypassGovernanceRetention` is allowed too.
 */
const DESTRUCTIVE = [
  "s3:DeleteObject",
  "s3:DeleteObjectVersion",
  "s3:DeleteBucket",
  "s3:BypassGovernanceRetention",
  "s3:PutObjectLegalHold",
  "s3:PutLifecycleConfiguration",
  "s3:PutBucketVersioning",
  "s3:PutBucketObjectLockConfiguration",
  "s3:PutBucketPolicy",
  "s3:DeleteBucketPolicy",
  "s3:ReplicateDelete",
  "s3:PutReplicationConfiguration",
  "s3:PutEncryptionConfiguration",
  "kms:ScheduleKeyDeletion",
  "kms:DisableKey",
  "kms:DeleteImportedKeyMaterial",
  "kms:PutKeyPolicy",
  "rds:DeleteDBInstance",
  "rds:DeleteDBCluster",
  "rds:DeleteDBInstanceAutomatedBackup",
  "rds:DeleteDBClusterAutomatedBackup",
  "rds:DeleteDBSnapshot",
  "rds:DeleteDBClusterSnapshot",
  "backup:DeleteRecoveryPoint",
  "backup:UpdateRecoveryPointLifecycle",
  "backup:DeleteBackupVault",
  "backup:DeleteBackupVaultLockConfiguration",
  "backup:DeleteBackupPlan",
  "backup:DeleteBackupSelection",
  "backup:PutBackupVaultAccessPolicy",
  "backup:DeleteBackupVaultAccessPolicy",
  "dynamodb:DeleteTable",
  "dynamodb:DeleteBackup",
  "dynamodb:UpdateContinuousBackups",
  "backup:DisassociateRecoveryPoint",
  "rds:ModifyDBInstance",
  "rds:ModifyDBCluster",
  "ec2:DeleteSnapshot",
  "ec2:DeleteVolume",
  "elasticfilesystem:DeleteFileSystem",
  "elasticfilesystem:PutBackupPolicy",
  "fsx:DeleteBackup",
  "fsx:DeleteFileSystem",
  "fsx:DeleteVolume",
  "dlm:DeleteLifecyclePolicy",
  "dlm:UpdateLifecyclePolicy",
  "redshift:DeleteCluster",
  "redshift:DeleteClusterSnapshot",
  "elasticache:DeleteReplicationGroup",
  "elasticache:DeleteSnapshot",
  "memorydb:DeleteCluster",
  "memorydb:DeleteSnapshot",
  "glacier:DeleteArchive",
  "glacier:DeleteVault",
  "es:DeleteDomain",
];

/** Actions of storage drivers, which may delete what they made themselves: their policies tell it by its tags. */
const OF_DRIVERS = ["ec2:DeleteSnapshot", "ec2:DeleteVolume"];
const TAGS = /^(aws|ec2):resourcetag\//;

const repositoryNames = textsSetting(
  "repositoryNames",
  Object.values(repositoryEnding).map((ending) => `*${ending}`),
  "Name patterns of repositories, in which a database server's own retention deletes objects; it may delete no version.",
);

/** What a server's own retention does in its repositories, where versioning keeps what it deletes. */
const EXPIRES = "s3:DeleteObject";

/** The bucket or access point of an S3 resource; both are named after their content. */
const NAME = /^(?:accesspoint\/)?([^/]*)/;

/** Services whose resources are all data or keys; of S3 only buckets with backups count. */
const OF_ITS_OWN = [
  "rds",
  "kms",
  "dynamodb",
  "ec2",
  "elasticfilesystem",
  "fsx",
  "dlm",
  "redshift",
  "elasticache",
  "memorydb",
  "glacier",
  "es",
];

/** Names of buckets, by patterns. */
interface Names {
  readonly backups: readonly string[];
  readonly repositories: readonly string[];
}

/** Whether it names one repository: a pattern of names may cover a vault too. */
const isRepository = (name: string, { repositories }: Names): boolean =>
  !/[*?]/.test(name) && repositories.some((pattern) => covers(pattern, name));

/** Whether an action may destroy a backup: an object by its bucket, a snapshot or recovery point always. */
function concerns(one: Statement, action: string, names: Names): boolean {
  if (OF_DRIVERS.includes(action) && one.conditions.some(({ key }) => TAGS.test(key))) return false;
  if (one.notResources.length > 0) return true;
  return one.resources.some((text) => {
    const { service, resource } = arnOf(text);
    const own = action.slice(0, action.indexOf(":"));
    if (OF_ITS_OWN.includes(own)) return covers(service, own);
    // A recovery point may have the ARN of another service's snapshot, such as EC2's, but not of S3.
    if (action.startsWith("backup:")) return service !== "s3";
    const name = NAME.exec(resource)?.[1] ?? "";
    if (action === EXPIRES && service === "s3" && isRepository(name, names)) return false;
    return covers(service, "s3") && (name === "*" || names.backups.some((pattern) => covers(pattern, name)));
  });
}

/** A compromised job can spoil the next backup, but not the existing ones. */
export const backupWriterCannotDelete: ResourceRule = {
  name: "backup-writer-cannot-delete",
  demands:
    "No IAM policy allows deleting backups, databases, volumes or keys, removing their lock, or changing their expiry, encryption or replication; a storage driver may delete volumes and snapshots that its conditions select by tag. Only in a repository, by its name, may objects be deleted, and none of their versions.",
  sources: ["REL09-BP02", "AWS FSBP S3.15", "trap 11"],
  profile: "general",
  severity: "critical",
  types: iamPolicyTypes,
  settings: [bucketNames, repositoryNames],
  check: perAllow(function* (one, subject, settings) {
    const names = { backups: bucketNames.of(settings), repositories: repositoryNames.of(settings) };
    const found = DESTRUCTIVE.filter((action) => allowsAction(one, action) && concerns(one, action, names));
    if (found.length > 0)
      yield violation(
        subject,
        `${one.label} allows ${found.join(", ")} on backups`,
        "only lifecycle rules may delete a backup",
        "remove these actions",
      );
  }),
};
