import { arnOf } from "../support/arn";
import { bucketNames } from "../support/backup-buckets";
import { violation } from "../support/finding";
import { allowsAction, covers, type Statement } from "../support/iam-document";
import { iamPolicyTypes, perAllow } from "../support/iam-policy";
import type { ResourceRule } from "../support/rule";

/** Each of these lets whoever holds it destroy backups, at once or by waiting. */
const DESTRUCTIVE = [
  "s3:DeleteObject",
  "s3:DeleteObjectVersion",
  "s3:DeleteBucket",
  "s3:BypassGovernanceRetention",
  "s3:PutLifecycleConfiguration",
  "s3:PutBucketVersioning",
  "s3:PutBucketObjectLockConfiguration",
  "s3:PutBucketPolicy",
  "s3:DeleteBucketPolicy",
  "s3:ReplicateDelete",
];

function concerns(one: Statement, patterns: readonly string[]): boolean {
  if (one.notResources.length > 0) return true;
  return one.resources.some((resource) => {
    const bucket = arnOf(resource).resource.split("/")[0] ?? "";
    return bucket === "*" || patterns.some((pattern) => covers(pattern, bucket));
  });
}

/** What is broken into can spoil the next backup, but not the last ones. */
export const backupWriterCannotDelete: ResourceRule = {
  name: "backup-writer-cannot-delete",
  demands: "No IAM policy allows deleting backups, lifting their lock or changing what expires them.",
  sources: ["REL09-BP02", "AWS FSBP S3.15", "trap 11"],
  severity: "critical",
  types: iamPolicyTypes,
  settings: [bucketNames],
  check: perAllow(function* (one, subject, settings) {
    const found = DESTRUCTIVE.filter((action) => allowsAction(one, action));
    if (found.length > 0 && concerns(one, bucketNames.of(settings)))
      yield violation(
        subject,
        `${one.label} allows ${found.join(", ")} on backups`,
        "lifecycle rules alone may end a backup",
        "remove these actions",
      );
  }),
};
