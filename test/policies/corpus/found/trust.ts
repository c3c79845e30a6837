import { subject } from "../../../../policies/support/input/subject";
import type { Fields } from "../../../../policies/support/input/value";
import { statement } from "../case";
import { casesOf, type Found } from "./kind";

const it = casesOf(
  "role-trust-names-principals",
  "foreign-trust-has-external-id",
  "key-policy-names-principals",
  "key-policy-trusts-own-account",
  "bucket-trusts-no-foreigner",
  "resource-policy-names-principals",
);
const OWN = "111111111111";
const OTHER = "222222222222";
const at = (type: string, inputs: Fields) =>
  subject({
    urn: `urn:pulumi:prod::test::${type}::it`,
    type,
    name: "it",
    inputs,
    protect: true,
    provider: { allowedAccountIds: [OWN] },
  });
const role = (fields: Fields) =>
  at("aws:iam/role:Role", { assumeRolePolicy: statement({ Action: "sts:AssumeRole", ...fields }) });
const web = (issuer: string, condition: Fields) =>
  role({
    Action: "sts:AssumeRoleWithWebIdentity",
    Principal: { Federated: `arn:aws:iam::${OWN}:oidc-provider/${issuer}` },
    ...(Object.keys(condition).length > 0 ? { Condition: condition } : {}),
  });
const key = (...more: readonly Fields[]) =>
  at("aws:kms/key:Key", {
    policy: statement(
      { Principal: { AWS: `arn:aws:iam::${OWN}:root` }, Action: "kms:*", Resource: "*" },
      ...more.map((fields) => ({ Effect: "Allow", Resource: "*", ...fields })),
    ),
  });
const policyOf = (type: string, property: string, fields: Fields) =>
  at(type, { [property]: statement({ Resource: "*", ...fields }) });
const bucket = (principal: Fields | string, more: Fields = {}) => [
  at("aws:s3/bucket:Bucket", { bucket: "acme-logs" }),
  at("aws:s3/bucketPolicy:BucketPolicy", {
    bucket: "acme-logs",
    policy: statement({
      Principal: principal,
      Action: "s3:PutObject",
      Resource: "arn:aws:s3:::acme-logs/*",
      ...more,
    }),
  }),
];
const GITHUB = "token.actions.githubusercontent.com";
const EKS = "oidc.eks.eu-west-1.amazonaws.com/id/ABC";
const root = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` });

/** Trust in others. */
export const trust: Found = {
  dangers: {
    trust: [
      it(
        "everybody with an ExternalId",
        "checkov CKV_AWS_60",
        role({
          Principal: "*",
          Condition: { StringEquals: { "sts:ExternalId": "x" } },
        }),
      ),
      it(
        "everybody but one",
        "cfn_nag IamRoleNotPrincipalOnTrustPolicyRule",
        role({
          NotPrincipal: root(OTHER),
        }),
      ),
      it(
        "any ExternalId",
        "AWS third-party access",
        role({
          Principal: root(OTHER),
          Condition: { StringLike: { "sts:ExternalId": "*" } },
        }),
      ),
      it(
        "an ExternalId that must differ",
        "AWS third-party access",
        role({
          Principal: root(OTHER),
          Condition: { StringNotEquals: { "sts:ExternalId": "x" } },
        }),
      ),
      it(
        "an ExternalId if there is one",
        "IAM IfExists",
        role({
          Principal: root(OTHER),
          Condition: { StringEqualsIfExists: { "sts:ExternalId": "x" } },
        }),
      ),
      it(
        "two accounts in a list",
        "checkov CKV_AWS_61",
        role({
          Principal: { AWS: [`arn:aws:iam::${OWN}:root`, `arn:aws:iam::${OTHER}:root`] },
        }),
      ),
      it("GitLab without conditions", "checkov CKV_AWS_358", web("gitlab.com", {})),
      it(
        "GitHub if the key is there",
        "IAM ForAllValues",
        web(GITHUB, {
          StringEquals: { [`${GITHUB}:aud`]: "sts.amazonaws.com" },
          "ForAllValues:StringLike": { [`${GITHUB}:sub`]: "repo:acme/app:*" },
        }),
      ),
      it(
        "GitHub of anybody",
        "checkov CKV_AWS_358",
        web(GITHUB, {
          StringLike: { [`${GITHUB}:aud`]: "sts.amazonaws.com", [`${GITHUB}:sub`]: "*" },
        }),
      ),
      it(
        "any account of a cluster",
        "EKS IRSA",
        web(EKS, {
          StringEquals: { [`${EKS}:aud`]: "sts.amazonaws.com" },
          StringLike: { [`${EKS}:sub`]: "system:serviceaccount:*:*" },
        }),
      ),
      it(
        "Terraform Cloud without a subject",
        "HCP Terraform dynamic credentials",
        web("app.terraform.io", {
          StringEquals: { "app.terraform.io:aud": "aws.workload.identity" },
        }),
      ),
      it(
        "Cognito of any pool",
        "Cognito role trust",
        role({
          Action: "sts:AssumeRoleWithWebIdentity",
          Principal: { Federated: "cognito-identity.amazonaws.com" },
          Condition: { "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" } },
        }),
      ),
      it(
        "a key for everybody through a service",
        "prowler kms_key_not_publicly_accessible",
        key({
          Principal: { AWS: "*" },
          Action: "kms:Decrypt",
          Condition: { StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } },
        }),
      ),
      it(
        "grants for another root",
        "AWS KMS cross-account",
        key({
          Principal: root(OTHER),
          Action: ["kms:CreateGrant"],
        }),
      ),
      it(
        "a key's separate policy",
        "aws.kms.KeyPolicy",
        policyOf("aws:kms/keyPolicy:KeyPolicy", "policy", {
          Principal: root(OTHER),
          Action: "kms:*",
        }),
      ),
      it(
        "a grant to another account",
        "AWS KMS grants",
        at("aws:kms/grant:Grant", {
          granteePrincipal: `arn:aws:iam::${OTHER}:role/reader`,
          operations: ["Decrypt"],
        }),
      ),
      it(
        "a secret for everybody",
        "prowler secretsmanager_not_publicly_accessible",
        policyOf("aws:secretsmanager/secretPolicy:SecretPolicy", "policy", {
          Principal: "*",
          Action: "secretsmanager:GetSecretValue",
        }),
      ),
      it(
        "a backup vault for everybody",
        "AWS Backup vault access policies",
        policyOf("aws:backup/vaultPolicy:VaultPolicy", "policy", {
          Principal: { AWS: "*" },
          Action: "backup:CopyIntoBackupVault",
        }),
      ),
      it(
        "a topic for everybody",
        "checkov CKV_AWS_169",
        policyOf("aws:sns/topicPolicy:TopicPolicy", "policy", {
          Principal: "*",
          Action: "sns:Publish",
        }),
      ),
      it(
        "a queue for everybody",
        "checkov CKV_AWS_168",
        policyOf("aws:sqs/queuePolicy:QueuePolicy", "policy", {
          Principal: "*",
          Action: "sqs:*",
        }),
      ),
    ],
  },
  alarms: {
    trust: [
      it("a service of AWS", "AWS service roles", role({ Principal: { Service: "ec2.amazonaws.com" } })),
      it(
        "pods by EKS Pod Identity",
        "EKS Pod Identity",
        role({
          Action: ["sts:AssumeRole", "sts:TagSession"],
          Principal: { Service: "pods.eks.amazonaws.com" },
        }),
      ),
      it(
        "one service account",
        "EKS IRSA",
        web(EKS, {
          StringEquals: {
            [`${EKS}:aud`]: "sts.amazonaws.com",
            [`${EKS}:sub`]: "system:serviceaccount:app:api",
          },
        }),
      ),
      it(
        "accounts of one namespace",
        "EKS IRSA",
        web(EKS, {
          StringEquals: { [`${EKS}:aud`]: "sts.amazonaws.com" },
          StringLike: { [`${EKS}:sub`]: "system:serviceaccount:app:*" },
        }),
      ),
      it(
        "one repository of GitHub",
        "GitHub OIDC",
        web(GITHUB, {
          StringEquals: { [`${GITHUB}:aud`]: "sts.amazonaws.com" },
          StringLike: { [`${GITHUB}:sub`]: "repo:acme/app:*" },
        }),
      ),
      it(
        "one project of GitLab",
        "GitLab OIDC",
        web("gitlab.com", {
          StringEquals: { "gitlab.com:aud": "https://gitlab.com" },
          StringLike: { "gitlab.com:sub": "project_path:acme/app:ref_type:branch:ref:main" },
        }),
      ),
      it(
        "one pool of Cognito",
        "Cognito role trust",
        role({
          Action: "sts:AssumeRoleWithWebIdentity",
          Principal: { Federated: "cognito-identity.amazonaws.com" },
          Condition: {
            StringEquals: { "cognito-identity.amazonaws.com:aud": "eu-west-1:0ab1" },
            "ForAnyValue:StringLike": { "cognito-identity.amazonaws.com:amr": "authenticated" },
          },
        }),
      ),
      it(
        "SAML with its audience",
        "AWS SAML",
        role({
          Action: "sts:AssumeRoleWithSAML",
          Principal: { Federated: `arn:aws:iam::${OWN}:saml-provider/okta` },
          Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
        }),
      ),
      it(
        "logs of CloudWatch with a key",
        "CloudWatch Logs and KMS",
        key({
          Principal: { Service: "logs.eu-west-1.amazonaws.com" },
          Action: ["kms:Encrypt", "kms:Decrypt"],
          Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:eu-west-1:${OWN}:*` } },
        }),
      ),
      it(
        "callers of the account through a service",
        "AWS KMS default key policies",
        key({
          Principal: { AWS: "*" },
          Action: ["kms:Decrypt"],
          Condition: {
            StringEquals: { "kms:CallerAccount": OWN, "kms:ViaService": "s3.eu-west-1.amazonaws.com" },
          },
        }),
      ),
      it(
        "a service-linked role with a key",
        "EC2 Auto Scaling and KMS",
        key({
          Principal: {
            AWS: `arn:aws:iam::${OWN}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
          },
          Action: "kms:CreateGrant",
          Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
        }),
      ),
      it("logs of a load balancer", "ELB access logs, account of us-east-1", ...bucket(root("127311923021"))),
      it(
        "logs of a load balancer by service",
        "ELB access logs",
        ...bucket(
          { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
          { Condition: { StringEquals: { "aws:SourceAccount": OWN } } },
        ),
      ),
      it(
        "an origin access identity",
        "CloudFront OAI",
        ...bucket(
          { AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABC" },
          { Action: "s3:GetObject" },
        ),
      ),
      it(
        "a refusal for everybody",
        "AWS S3 TLS only",
        ...bucket("*", {
          Effect: "Deny",
          Action: "s3:*",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        }),
      ),
      it(
        "the vault's own organization",
        "AWS Backup vault access policies",
        policyOf("aws:backup/vaultPolicy:VaultPolicy", "policy", {
          Principal: "*",
          Action: "backup:CopyIntoBackupVault",
          Condition: { StringEquals: { "aws:PrincipalOrgID": "o-abcdef1234" } },
        }),
      ),
      it(
        "a topic for one bucket",
        "S3 event notifications",
        policyOf("aws:sns/topicPolicy:TopicPolicy", "policy", {
          Principal: { Service: "s3.amazonaws.com" },
          Action: "sns:Publish",
          Condition: { ArnLike: { "aws:SourceArn": "arn:aws:s3:::acme-uploads" } },
        }),
      ),
      it(
        "a queue for one topic",
        "SNS to SQS",
        policyOf("aws:sqs/queuePolicy:QueuePolicy", "policy", {
          Principal: "*",
          Action: "sqs:SendMessage",
          Condition: { ArnEquals: { "aws:SourceArn": `arn:aws:sns:eu-west-1:${OWN}:orders` } },
        }),
      ),
      it(
        "a grant to an own role",
        "AWS KMS grants",
        at("aws:kms/grant:Grant", {
          granteePrincipal: `arn:aws:iam::${OWN}:role/reader`,
          operations: ["Decrypt"],
        }),
      ),
      it(
        "a secret for an own role",
        "AWS Secrets Manager",
        policyOf("aws:secretsmanager/secretPolicy:SecretPolicy", "policy", {
          Principal: { AWS: `arn:aws:iam::${OWN}:role/app` },
          Action: "secretsmanager:GetSecretValue",
        }),
      ),
    ],
  },
};
