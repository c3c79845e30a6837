import { isFields } from "../../../policies/support/input/value";
import { kinds } from "./kinds";
import type { Mutation } from "./mutation";
import { but, changed, with1 } from "./table";

const STATEMENTS = "policy {} Statement";
const allow = (action: string, resource: string) =>
  with1({ Effect: "Allow", Action: action, Resource: resource });
const BACKUPS = "arn:aws:s3:::stock-analysis-backups/*";

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
];

const inline = (action: string) => [
  {
    name: "more",
    policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] }),
  },
];

const keys: readonly Mutation[] = [
  ...changed("key-rotates", kinds.key, [
    ["enableKeyRotation", false],
    ["rotationPeriodInDays", 2560],
  ]),
  ...changed("key-rotates", kinds.key, [["customerMasterKeySpec", "SYMMETRIC_DEFAULT"]], undefined, {
    given: [
      { of: kinds.key, at: "customerMasterKeySpec", to: "RSA_2048" },
      { of: kinds.key, at: "enableKeyRotation", to: false },
    ],
  }),
  ...changed("key-deletion-waits", kinds.keys, [["deletionWindowInDays", 7]]),
  ...changed("key-policy-names-principals", kinds.keys, [
    [`${STATEMENTS} 0 Principal`, "*"],
    [`${STATEMENTS} 0 Principal`, { AWS: "*" }],
    [STATEMENTS, with1({ Effect: "Allow", NotPrincipal: { AWS: "arn:aws:iam::123456789012:root" } })],
  ]),
];

const TOPIC_POLICY = ["aws:sns/topicPolicy:TopicPolicy"];

const policies: readonly Mutation[] = [
  ...changed("iam-policy-names-actions", kinds.iamPolicy, [
    [`${STATEMENTS} * Action`, "s3:*"],
    [STATEMENTS, with1({ Effect: "Allow", NotAction: "iam:*", Resource: BACKUPS })],
  ]),
  ...changed("iam-policy-names-actions", kinds.iamRole, [["inlinePolicies", () => inline("*")]]),
  ...changed("iam-policy-names-resources", kinds.iamPolicy, [
    [STATEMENTS, allow("s3:GetObject", "*")],
    [STATEMENTS, allow("s3:GetObject", "arn:aws:s3:::stock-*/*")],
    [STATEMENTS, allow("s3:GetObject", "arn:aws:s3:us-east-1:123456789012:accesspoint/*/object/*")],
    [STATEMENTS, allow("kms:Decrypt", "arn:aws:kms:us-east-1:123456789012:key/*")],
    [STATEMENTS, allow("kms:Decrypt", "arn:aws:kms:us-east-1:123456789012:key/????????-*")],
    [STATEMENTS, allow("kms:Decrypt", "arn:aws:kms:*:*:k*")],
    [STATEMENTS, allow("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret*")],
    [STATEMENTS, allow("dynamodb:Query", "arn:aws:dynamodb:*:*:table/*/index/*")],
    [STATEMENTS, with1({ Effect: "Allow", Action: "s3:GetObject", NotResource: BACKUPS })],
    [STATEMENTS, with1({ Effect: "Allow", NotAction: "iam:*", Resource: "*" })],
    [`${STATEMENTS} * Condition`, (by) => (isFields(by) && "ForAnyValue:StringEquals" in by ? {} : by)],
  ]),
  ...changed("resource-policy-names-principals", TOPIC_POLICY, [
    ["policy {} Statement", with1({ Effect: "Allow", Action: "sns:Publish", Principal: "*" })],
    ["policy {} Statement", with1({ Effect: "Allow", Action: "sns:Publish", NotPrincipal: { AWS: "a" } })],
  ]),
  ...changed("iam-policy-names-resources", kinds.iamRole, [["inlinePolicies", () => inline("s3:GetObject")]]),
  ...changed(
    "iam-attaches-no-broad-policy",
    kinds.iamRole,
    ["AdministratorAccess", "PowerUserAccess", "IAMFullAccess"].map(
      (name) => ["managedPolicyArns", [`arn:aws:iam::aws:policy/${name}`]] as const,
    ),
  ),
  ...changed("iam-attaches-no-service-wide-policy", kinds.iamRole, [
    ["managedPolicyArns", ["arn:aws:iam::aws:policy/AmazonS3FullAccess"]],
  ]),
  ...changed(
    "backup-writer-cannot-delete",
    kinds.iamPolicy,
    DESTRUCTIVE.map((action) => [STATEMENTS, allow(action, BACKUPS)] as const),
  ),
  ...changed("backup-writer-cannot-delete", kinds.iamPolicy, [
    [STATEMENTS, allow("s3:Delete*", "arn:aws:s3:::*")],
    [STATEMENTS, allow("s3:DeleteObject", "arn:aws:s3:*:*:accesspoint/backup-ap/object/*")],
    [STATEMENTS, allow("rds:DeleteDBSnapshot", "arn:aws:rds:*:*:snapshot:orders-*")],
    [STATEMENTS, allow("backup:DeleteRecoveryPoint", "arn:aws:backup:*:*:recovery-point:one")],
    [STATEMENTS, with1({ Effect: "Allow", NotAction: "iam:*", Resource: BACKUPS })],
    [STATEMENTS, with1({ Effect: "Allow", Action: "s3:DeleteObject", NotResource: "arn:aws:s3:::else/*" })],
  ]),
  ...changed("backup-writer-cannot-delete", kinds.iamRole, [
    ["inlinePolicies", () => inline("s3:DeleteObject")],
  ]),
  ...changed("role-trust-names-principals", kinds.iamRole, [
    ["assumeRolePolicy {} Statement 0 Principal", "*"],
    ["assumeRolePolicy {} Statement 0 Condition", {}],
    ["assumeRolePolicy {} Statement", with1({ Effect: "Allow", NotPrincipal: { AWS: "*" } })],
    ["assumeRolePolicy {} Statement", with1({ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" } })],
    [
      "assumeRolePolicy {} Statement",
      with1({
        Effect: "Allow",
        Principal: { Service: ["batchoperations.s3.amazonaws.com", "s3.amazonaws.com"] },
      }),
    ],
    [
      "assumeRolePolicy {} Statement",
      with1({ Effect: "Allow", Principal: { Federated: "cognito-identity.amazonaws.com" } }),
    ],
    [
      "assumeRolePolicy {} Statement 0 Condition",
      {
        StringEquals: {
          "oidc.example.com:sub": ["system:serviceaccount:a:one", "system:serviceaccount:b:two"],
        },
      },
    ],
  ]),
];

/** Keys of alarms: what they encrypt is not part of a recovery. */
const alarms = /^alarms-/;
const stateful = [...kinds.bucket, ...kinds.keys, ...kinds.namespace, ...kinds.claim];
const data: readonly Mutation[] = [
  // Each type by itself: one that the rule no longer lists is then missed.
  ...stateful.flatMap((type): readonly Mutation[] => [
    {
      rule: "stateful-resource-is-protected",
      breaks: `${type} not protected`,
      of: [type],
      except: alarms,
      options: { protect: false },
    },
    ...changed("stateful-resource-is-protected", [type], [["forceDestroy", true]], alarms),
  ]),
  ...changed(
    "stateful-resource-names-its-owner",
    [...kinds.bucket, ...kinds.keys],
    [
      ["tags owner", undefined],
      ["tags owner", ""],
      ["tags dataClass", undefined],
    ],
    alarms,
  ),
];

const NOT_LOGINS = /-application$/;
const logins: readonly Mutation[] = [
  ...changed("database-role-is-not-privileged", kinds.databaseRole, [
    ["superuser", true],
    ["createRole", true],
    ["replication", true],
    ["roles", with1("rds_superuser")],
    ["roles *", "pg_execute_server_program"],
    ["assumeRole", "rds_superuser"],
  ]),
  ...changed(
    "database-role-is-not-privileged",
    kinds.databaseRole,
    [["bypassRowLevelSecurity", true]],
    /-(backup|restore)$/,
  ),
  ...changed(
    "database-role-is-not-privileged",
    kinds.databaseRole,
    [["name", "other"]],
    but("-(backup|restore)$"),
  ),
  ...changed(
    "only-restore-role-creates-databases",
    kinds.databaseRole,
    [["createDatabase", true]],
    /-restore$/,
  ),
  {
    rule: "database-role-password-is-secret",
    breaks: "password in clear",
    of: kinds.databaseRole,
    except: NOT_LOGINS,
    options: { secretOutputs: [] },
  },
  ...changed("database-role-password-is-secret", kinds.databaseRole, [
    ["encryptedPassword", false],
    ["encrypted", "false"],
  ]),
  ...changed(
    "database-role-password-is-secret",
    kinds.databaseRole,
    [
      ["password", "word"],
      ["passwordWo", "word"],
    ],
    undefined,
    { given: [{ of: kinds.databaseRole, at: "password", to: undefined, options: { secretOutputs: [] } }] },
  ),
  ...changed(
    "only-restore-role-creates-databases",
    kinds.databaseRole,
    [["name", "other"]],
    but("-restore$"),
  ),
  ...changed(
    "application-role-owns-nothing",
    kinds.databaseRole,
    [["name", "other_app"]],
    /-(login-role|application)$/,
  ),
  ...changed(
    "application-role-owns-nothing",
    kinds.databaseRole,
    [
      ["roles", with1("owner")],
      ["roles *", "owner"],
    ],
    /(?<!-login-role)$/,
  ),
  ...changed(
    "application-role-owns-nothing",
    kinds.databaseRole,
    [["assumeRole", "owner"]],
    but("-login-role$"),
  ),
];

/** What the rules on keys, identities, data and logins guard. */
export const accounts: readonly Mutation[] = [...keys, ...policies, ...data, ...logins];
