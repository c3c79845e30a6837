import { one, statement } from "../case";
import { casesOf, type Found } from "./kind";
import type { Fields } from "../../../../policies/support/input/value";

const it = casesOf("backup-writer-cannot-delete", "iam-policy-names-actions", "iam-attaches-no-broad-policy");
const REFERENCE = "AWS service authorization reference";
const VAULT = "arn:aws:s3:::acme-backups";
const policy = (fields: Fields) => one("aws:iam/policy:Policy", { policy: statement(fields) });
const may = (action: string | readonly string[], on: string) =>
  it(`${String(action)} on ${on}`, REFERENCE, policy({ Action: action, Resource: on }));
const regional = (rest: string) => {
  const [service = "", ...parts] = rest.split(":");
  return `arn:aws:${service}:eu-west-1:111111111111:${parts.join(":")}`;
};

/** Rights to destroy what a restore needs. */
export const destruction: Found = {
  dangers: {
    "destruction of backups": [
      may("s3:PutLifecycleConfiguration", VAULT),
      may("s3:PutBucketVersioning", VAULT),
      may("s3:BypassGovernanceRetention", `${VAULT}/*`),
      may("s3:PutObjectLegalHold", `${VAULT}/*`),
      may("s3:PutBucketObjectLockConfiguration", VAULT),
      may(["s3:PutBucketPolicy", "s3:PutObject"], VAULT),
      may("s3:DeleteBucket", VAULT),
      may("s3:Delete*", `${VAULT}/*`),
      may("backup:DeleteRecoveryPoint", "*"),
      may("backup:UpdateRecoveryPointLifecycle", "*"),
      may("backup:DisassociateRecoveryPoint", "*"),
      may("backup:DeleteBackupVaultLockConfiguration", regional("backup:backup-vault:v")),
      may("backup:DeleteBackupVault", regional("backup:backup-vault:v")),
      may("backup:DeleteBackupSelection", "*"),
      may("rds:DeleteDBSnapshot", regional("rds:snapshot:orders")),
      may("rds:DeleteDBClusterSnapshot", regional("rds:cluster-snapshot:orders")),
      may("rds:DeleteDBClusterAutomatedBackup", "*"),
      may("rds:ModifyDBInstance", regional("rds:db:orders")),
      may("kms:DeleteImportedKeyMaterial", regional("kms:key/abc")),
      may("kms:DisableKey", regional("kms:key/*")),
      may("elasticfilesystem:DeleteFileSystem", regional("elasticfilesystem:file-system/fs-1")),
      may("elasticfilesystem:PutBackupPolicy", regional("elasticfilesystem:file-system/fs-1")),
      may("fsx:DeleteBackup", regional("fsx:backup/*")),
      may("dlm:DeleteLifecyclePolicy", regional("dlm:policy/*")),
      may("ec2:DeleteVolume", regional("ec2:volume/*")),
      may("redshift:DeleteClusterSnapshot", regional("redshift:snapshot:c/s")),
      may("elasticache:DeleteSnapshot", regional("elasticache:snapshot:s")),
      may("glacier:DeleteArchive", regional("glacier:vaults/v")),
      may("secretsmanager:DeleteSecret", regional("secretsmanager:secret:db-*")),
      may("es:DeleteDomain", regional("es:domain/search")),
      it(
        "everything but reading",
        "cfn_nag IamPolicyNotActionRule",
        policy({ NotAction: ["iam:*", "s3:GetObject"], Resource: `${VAULT}/*` }),
      ),
      it(
        "inline in a role",
        "AWS IAM",
        one("aws:iam/role:Role", {
          inlinePolicies: [
            { name: "x", policy: statement({ Action: "backup:DeleteRecoveryPoint", Resource: "*" }) },
          ],
        }),
      ),
      it(
        "inline of a user",
        "AWS IAM",
        one("aws:iam/userPolicy:UserPolicy", {
          user: "ci",
          policy: statement({ Action: "rds:DeleteDBSnapshot", Resource: "*" }),
        }),
      ),
    ],
  },
  alarms: {
    "destruction of backups": [
      it(
        "a refusal of deletion",
        REFERENCE,
        policy({ Effect: "Deny", Action: ["s3:DeleteObjectVersion", "backup:Delete*"], Resource: "*" }),
      ),
      may(["s3:PutObject", "s3:AbortMultipartUpload"], `${VAULT}/*`),
      may("s3:DeleteObject", "arn:aws:s3:::acme-thumbnails/*"),
      may(["s3:GetObject", "s3:ListBucket", "s3:GetBucketVersioning"], VAULT),
      may(["rds:DescribeDBSnapshots", "rds:CreateDBSnapshot"], regional("rds:snapshot:orders-*")),
      may("rds:AddTagsToResource", regional("rds:db:orders")),
      may(["backup:StartBackupJob", "backup:StartCopyJob"], regional("backup:backup-vault:v")),
      may(["kms:Decrypt", "kms:GenerateDataKey"], regional("kms:key/abc")),
      may("dynamodb:DeleteItem", regional("dynamodb:table/orders")),
      may("dynamodb:CreateBackup", regional("dynamodb:table/orders")),
      may("ec2:CreateSnapshot", regional("ec2:volume/*")),
      may("elasticfilesystem:ClientWrite", regional("elasticfilesystem:file-system/fs-1")),
      may(["sqs:DeleteMessage", "sqs:ReceiveMessage"], regional("sqs:jobs")),
      may("ecr:BatchDeleteImage", regional("ecr:repository/app")),
      may("logs:DeleteLogStream", regional("logs:log-group:/app:*")),
      may("secretsmanager:GetSecretValue", regional("secretsmanager:secret:db-*")),
      // Documented to extend a lock only, unless it may be bypassed too.
      may("s3:PutObjectRetention", `${VAULT}/*`),
      // Drivers of EBS take back the grants that they gave.
      may(["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"], regional("kms:key/abc")),
      it(
        "a driver's own volumes",
        "EBS CSI driver's policy",
        policy({
          Action: ["ec2:DeleteVolume", "ec2:DeleteSnapshot"],
          Resource: "*",
          Condition: { StringLike: { "ec2:ResourceTag/ebs.csi.aws.com/cluster": "true" } },
        }),
      ),
      may("ec2:DeleteTags", regional("ec2:instance/*")),
      may("es:ESHttpDelete", regional("es:domain/search/*")),
    ],
  },
};
