import { backupWriterCannotDelete } from "../../../../policies/rules/iam/backup-writer-cannot-delete";
import { describeRule, undecidedOn } from "../../support/cases";
import { put, role, roleSays, unknownPolicy } from "../../support/writer";

describeRule(backupWriterCannotDelete, [
  { name: "accepts a writer", given: [role(put)] },
  {
    name: "accepts deletion in a bucket of no backups",
    given: [role({ ...put, Action: "s3:DeleteObject", Resource: "arn:aws:s3:::uploads/*" })],
  },
  {
    name: "refuses deletion, by a pattern too",
    given: [role({ ...put, Action: ["s3:PutObject", "s3:DeleteObjec?"] })],
    says: roleSays(
      "statement Put allows s3:DeleteObject on backups",
      "only lifecycle rules may delete a backup",
      "remove these actions",
    ),
  },
  ...[
    ["s3:PutObjectLegalHold", "arn:aws:s3:::app-backups/*"],
    ["s3:DeleteObject", "arn:aws:s3:us-east-1:111122223333:accesspoint/backup-ap/object/*"],
    ["s3:DeleteObject", "arn:aws:s3:us-east-1:111122223333:accesspoint/*"],
    ["rds:DeleteDBSnapshot", "arn:aws:rds:us-east-1:111122223333:snapshot:orders-*"],
    ["rds:DeleteDBClusterSnapshot", "arn:aws:rds:us-east-1:111122223333:cluster-snapshot:orders-*"],
    ["backup:DeleteRecoveryPoint", "arn:aws:backup:us-east-1:111122223333:recovery-point:one"],
    ["backup:DeleteRecoveryPoint", "arn:aws:ec2:us-east-1::snapshot/snap-1"],
    ["backup:UpdateRecoveryPointLifecycle", "arn:aws:backup:us-east-1:111122223333:recovery-point:one"],
    ["backup:DeleteBackupVault", "arn:aws:backup:us-east-1:111122223333:backup-vault:orders"],
    [
      "backup:DeleteBackupVaultLockConfiguration",
      "arn:aws:backup:us-east-1:111122223333:backup-vault:orders",
    ],
  ].map(([action = "", on = ""]) => ({
    name: `refuses ${action} on ${on}`,
    given: [role({ ...put, Action: action, Resource: on })],
    says: roleSays(
      `statement Put allows ${action} on backups`,
      "only lifecycle rules may delete a backup",
      "remove these actions",
    ),
  })),
  {
    name: "accepts the deletion of objects in repositories, by their names",
    given: [
      role({
        ...put,
        Action: "s3:DeleteObject",
        Resource: ["arn:aws:s3:::app-backups-wal/*", "arn:aws:s3:::app-backups-acme-wal-dr/*"],
      }),
    ],
  },
  ...[
    ["s3:DeleteObjectVersion", "arn:aws:s3:::app-backups-wal/*"],
    ["s3:PutLifecycleConfiguration", "arn:aws:s3:::app-backups-wal"],
    ["s3:PutBucketVersioning", "arn:aws:s3:::app-backups-wal-dr"],
    ["s3:DeleteObject", "arn:aws:s3:::app-backups*-wal/*"],
    ["s3:DeleteObject", "arn:aws:s3:::app-backups-wal-copies/*"],
  ].map(([action = "", on = ""]) => ({
    name: `refuses ${action} on ${on}`,
    given: [role({ ...put, Action: action, Resource: on })],
    says: roleSays(
      `statement Put allows ${action} on backups`,
      "only lifecycle rules may delete a backup",
      "remove these actions",
    ),
  })),
  {
    name: "has the names of repositories as a setting",
    given: [role({ ...put, Action: "s3:DeleteObject", Resource: "arn:aws:s3:::app-backups-wal/*" })],
    settings: { repositoryNames: ["*-archive"] },
    says: roleSays(
      "statement Put allows s3:DeleteObject on backups",
      "only lifecycle rules may delete a backup",
      "remove these actions",
    ),
  },
  { name: "accepts prolonging a lock", given: [role({ ...put, Action: "s3:PutObjectRetention" })] },
  ...[
    ["s3:DeleteObject", "arn:aws:s3:us-east-1:111122223333:accesspoint/uploads/object/*"],
    ["rds:DeleteDBSnapshot", "arn:aws:s3:::uploads/*"],
    ["backup:DeleteRecoveryPoint", "arn:aws:s3:::uploads/*"],
    ["s3:DeleteObject", "arn:aws:backup:us-east-1:111122223333:backup-vault:orders"],
    ["rds:DeleteDBSnapshot", "arn:aws:backup:us-east-1:111122223333:backup-vault:orders"],
  ].map(([action = "", on = ""]) => ({
    name: `accepts ${action} on ${on}, which is no backup of its own`,
    given: [role({ ...put, Action: action, Resource: on })],
  })),
  ...["*", "arn:aws:s3", "arn:aws:s3:::?*"].map((everywhere) => ({
    name: `refuses lifting the lock on ${everywhere}`,
    given: [role({ ...put, Action: "s3:BypassGovernanceRetention", Resource: everywhere })],
    says: roleSays(
      "statement Put allows s3:BypassGovernanceRetention on backups",
      "only lifecycle rules may delete a backup",
      "remove these actions",
    ),
  })),
  {
    name: "cannot decide on unknown",
    given: [unknownPolicy],
    says: undecidedOn("RolePolicy writer", "policy"),
  },
]);
