import { arnOf } from "../../support/aws/arn";
import { bucketNames } from "../../support/aws/backup-buckets";
import { violation } from "../../support/input/finding";
import { allowsAction, covers, type Statement } from "../../support/aws/iam-document";
import { iamPolicyTypes, perAllow } from "../../support/aws/iam-policy";
import type { ResourceRule } from "../../support/rule";

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
  "rds:DeleteDBSnapshot",
  "rds:DeleteDBClusterSnapshot",
  "backup:DeleteRecoveryPoint",
  "backup:UpdateRecoveryPointLifecycle",
  "backup:DeleteBackupVault",
  "backup:DeleteBackupVaultLockConfiguration",
];

/** The bucket or access point of an S3 resource; both are named after their content. */
const NAME = /^(?:accesspoint\/)?([^/]*)/;

/** Whether an action may destroy a backup: an object by its bucket, a snapshot or recovery point always. */
function concerns(one: Statement, action: string, patterns: readonly string[]): boolean {
  if (one.notResources.length > 0) return true;
  return one.resources.some((text) => {
    const { service, resource } = arnOf(text);
    if (action.startsWith("rds:")) return covers(service, "rds");
    // A recovery point may have the ARN of another service's snapshot, such as EC2's, but not of S3.
    if (action.startsWith("backup:")) return service !== "s3";
    const name = NAME.exec(resource)?.[1] ?? "";
    return covers(service, "s3") && (name === "*" || patterns.some((pattern) => covers(pattern, name)));
  });
}

/** A compromised job can spoil the next backup, but not the existing ones. */
export const backupWriterCannotDelete: ResourceRule = {
  name: "backup-writer-cannot-delete",
  demands: "No IAM policy allows deleting backups, removing their lock or changing their expiry.",
  sources: ["REL09-BP02", "AWS FSBP S3.15", "trap 11"],
  severity: "critical",
  types: iamPolicyTypes,
  settings: [bucketNames],
  check: perAllow(function* (one, subject, settings) {
    const patterns = bucketNames.of(settings);
    const found = DESTRUCTIVE.filter(
      (action) => allowsAction(one, action) && concerns(one, action, patterns),
    );
    if (found.length > 0)
      yield violation(
        subject,
        `${one.label} allows ${found.join(", ")} on backups`,
        "only lifecycle rules may delete a backup",
        "remove these actions",
      );
  }),
};
