import { iamPolicyNamesActions } from "../../../../policies/rules/iam/iam-policy-names-actions";
import { iamPolicyNamesResources } from "../../../../policies/rules/iam/iam-policy-names-resources";
import type { Value } from "../../../../policies/support/input/value";
import { describeRule, resource, undecidedOn } from "../../support/cases";
import { document, put, role, roleSays, unknownPolicy } from "../../support/writer";

const actionRemedy = ["actions must be named", "list the actions that are needed"];

describeRule(iamPolicyNamesActions, [
  { name: "accepts named actions", given: [role(put)] },
  { name: "accepts a wide denial", given: [role({ ...put, Effect: "Deny", Action: "*" })] },
  {
    name: "refuses a whole service",
    given: [role({ ...put, Action: ["s3:GetObject", "s3:*"] })],
    says: roleSays("statement Put allows s3:*", ...actionRemedy),
  },
  ...["*", "*:*", "s3:?*", "s3:**"].map((action) => ({
    name: `refuses ${action}`,
    given: [role({ ...put, Action: action })],
    says: roleSays(`statement Put allows ${action}`, ...actionRemedy),
  })),
  { name: "accepts a part of a service", given: [role({ ...put, Action: "s3:Put?*" })] },
  {
    name: "refuses all but some",
    given: [role({ ...put, Action: undefined, NotAction: "iam:*" })],
    says: roleSays("statement Put allows NotAction", ...actionRemedy),
  },
  {
    name: "refuses it in an inline policy of a role",
    given: [
      resource("aws:iam/role:Role", "writer", {
        inlinePolicies: [{ policy: document({ ...put, Action: "*" }) }],
      }),
    ],
    says: [`violation | Role writer: statement Put allows *; ${actionRemedy.join("; ")}`],
  },
  {
    name: "cannot decide on unknown",
    given: [unknownPolicy],
    says: undecidedOn("RolePolicy writer", "policy"),
  },
]);

const keys = "arn:aws:kms:us-east-1:111122223333:key/*";
const decrypt = { Sid: "Key", Effect: "Allow", Action: "kms:Decrypt", Resource: keys };
const byAlias = (alias: Value) => ({ "ForAnyValue:StringEquals": { "kms:ResourceAliases": alias } });

const resourceRemedy = [
  "resources must be named",
  "name them by ARN; for keys add ForAnyValue:StringEquals on kms:ResourceAliases",
];
describeRule(iamPolicyNamesResources, [
  { name: "accepts a prefix of a bucket", given: [role(put)] },
  {
    name: "accepts all keys with one alias",
    given: [role({ ...decrypt, Condition: byAlias("alias/vault") })],
  },
  {
    name: "accepts looking at everything",
    given: [role({ ...put, Action: ["s3:ListAllMyBuckets"], Resource: "*" })],
  },
  ...[
    "ecr:GetAuthorizationToken",
    "cloudwatch:PutMetricData",
    "sts:GetCallerIdentity",
    "STS:GetCallerIdentity",
  ].map((action) => ({
    name: `accepts ${action} on everything, for which AWS knows nothing narrower`,
    given: [role({ ...put, Action: ["s3:ListAllMyBuckets", action], Resource: "*" })],
  })),
  {
    name: "refuses another action beside one of those, and a pattern of them",
    given: [
      role({ ...put, Action: ["ecr:GetAuthorizationToken", "ecr:BatchGetImage"], Resource: "*" }),
      role({ ...put, Action: "ecr:GetAuthorization*", Resource: "*" }),
    ],
    says: [
      ...roleSays(
        "statement Put allows ecr:GetAuthorizationToken, ecr:BatchGetImage on *",
        ...resourceRemedy,
      ),
      ...roleSays("statement Put allows ecr:GetAuthorization* on *", ...resourceRemedy),
    ],
  },
  {
    name: "refuses all keys",
    given: [role(decrypt)],
    says: roleSays(`statement Key allows kms:Decrypt on ${keys}`, ...resourceRemedy),
  },
  {
    name: "refuses all keys with any alias",
    given: [role({ ...decrypt, Condition: byAlias("*") })],
    says: roleSays(`statement Key allows kms:Decrypt on ${keys}`, ...resourceRemedy),
  },
  {
    name: "refuses all keys with no alias",
    given: [role({ ...decrypt, Condition: byAlias([]) })],
    says: roleSays(`statement Key allows kms:Decrypt on ${keys}`, ...resourceRemedy),
  },
  ...[
    "*:*:key/?*",
    "*",
    "us-east-1",
    "*:*:*",
    "*:*:key/**",
    "*:*:key/?",
    "us-east-1:111122223333:key*",
    "us-east-1:111122223333:key/????????-*",
    "us-east-1:111122223333:key/mrk-*",
    "*:*:k*",
  ].map((rest) => ({
    name: `refuses all keys as arn:aws:kms:${rest}`,
    given: [role({ ...decrypt, Resource: `arn:aws:kms:${rest}` })],
    says: roleSays(`statement Key allows kms:Decrypt on arn:aws:kms:${rest}`, ...resourceRemedy),
  })),
  ...["arn:aws:s3:::*", "arn:aws:s3", "arn:aws", "arn:aws:s3:::?*/a", "arn:aws:*:::*"]
    .concat("arn:aws:s3:us-east-1:111122223333:accesspoint/*/object/a")
    .map((all) => ({
      name: `refuses all buckets as ${all}`,
      given: [role({ ...put, Resource: all })],
      says: roleSays(`statement Put allows s3:PutObject on ${all}`, ...resourceRemedy),
    })),
  ...[
    "secretsmanager:us-east-1:111122223333:secret*",
    "secretsmanager:us-east-1:111122223333:secret:*-??????",
    "ssm:us-east-1:111122223333:parameter*",
    "ssm:us-east-1:111122223333:parameter/*",
    "rds-db:us-east-1:111122223333:dbuser:*/*",
    "dynamodb:us-east-1:111122223333:table/*/index/*",
    "es:us-east-1:111122223333:domain/*/*",
    "logs:us-east-1:111122223333:log-group:*:*",
    "logs:us-east-1:111122223333:log-group:/*",
    "logs:us-east-1:111122223333:log-group:*:log-stream:*",
    "execute-api:us-east-1:111122223333:*/*/*/*",
  ].map((all) => ({
    name: `refuses arn:aws:${all}, which names nothing`,
    given: [role({ ...put, Action: "a:GetB", Resource: `arn:aws:${all}` })],
    says: roleSays(`statement Put allows a:GetB on arn:aws:${all}`, ...resourceRemedy),
  })),
  ...[
    "secretsmanager:us-east-1:111122223333:secret:orders/*",
    "ssm:us-east-1:111122223333:parameter/orders*",
    "rds-db:us-east-1:111122223333:dbuser:*/orders_app",
    "dynamodb:us-east-1:111122223333:table/orders/index/*",
    "dynamodb:us-east-1:111122223333:table/*-orders",
    "logs:us-east-1:111122223333:log-group:/aws/lambda/orders:*",
    "execute-api:us-east-1:111122223333:abcdefghij/*/GET/*",
    "sqs:us-east-1:111122223333:orders*",
    "sns:us-east-1:111122223333:orders-*",
    "kms:us-east-1:111122223333:key/0f6b2c1e-0000-4000-8000-000000000000",
    "s3:us-east-1:111122223333:accesspoint/orders/object/*",
  ].map((some) => ({
    name: `accepts arn:aws:${some}`,
    given: [role({ ...put, Action: "a:GetB", Resource: `arn:aws:${some}` })],
  })),
  {
    name: "cannot decide on unknown",
    given: [unknownPolicy],
    says: undecidedOn("RolePolicy writer", "policy"),
  },
]);
