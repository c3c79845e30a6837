import type { Fields } from "../../../../policies/support/input/value";
import { subject } from "../../../../policies/support/input/subject";
import { object, one, statement, type Corpus, type CorpusCase } from "../case";

const alone = (...action: readonly string[]): CorpusCase => ({
  what: action.join(", "),
  from: "AWS service authorization reference; checkov #5134, #5442, tfsec #915, cfn_nag #408, kics #5728",
  given: [one("aws:iam/policy:Policy", { policy: statement({ Action: action, Resource: "*" }) })],
  rules: ["iam-policy-names-resources", "iam-policy-names-actions", "backup-writer-cannot-delete"],
});

const OWN = "111111111111";
const at = (type: string, inputs: Fields) =>
  subject({
    urn: `urn:pulumi:prod::test::${type}::it`,
    type,
    name: "it",
    inputs,
    protect: true,
    provider: { allowedAccountIds: [OWN] },
  });
const own = (what: string, ...given: CorpusCase["given"]): CorpusCase => ({
  what,
  from: "checkov CKV_AWS_70 reports on own roles; AWS S3 bucket policy examples",
  given,
  rules: [
    "bucket-trusts-no-foreigner",
    "role-trust-names-principals",
    "foreign-trust-has-external-id",
    "key-policy-names-principals",
    "key-policy-trusts-own-account",
  ],
});
const bucket = at("aws:s3/bucket:Bucket", { bucket: "site" });
const bucketPolicy = (principal: Fields, more: Fields = {}) =>
  at("aws:s3/bucketPolicy:BucketPolicy", {
    bucket: "site",
    policy: statement({
      Principal: principal,
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::site/*",
      ...more,
    }),
  });
const service = (what: string, spec: Fields, annotations: Fields = {}): CorpusCase => ({
  what,
  from: "ingress-nginx and AWS load balancer controller's manifests",
  given: [object("core/v1:Service", { metadata: { name: "it", namespace: "app", annotations }, spec })],
  rules: ["service-is-not-exposed"],
});

/** Rights that only look wide. */
export const accounts: Corpus = {
  "actions on * alone": [
    alone("ecr:GetAuthorizationToken"),
    alone("ssmmessages:CreateControlChannel", "ssmmessages:OpenDataChannel"),
    alone("ec2messages:GetMessages", "ec2messages:AcknowledgeMessage"),
    alone("guardduty:AcceptInvitation"),
    alone("s3:ListAllMyBuckets", "s3:GetAccountPublicAccessBlock"),
    alone("ce:GetCostAndUsage", "pricing:GetProducts"),
    alone("iam:GetAccountSummary", "iam:GetAccountPasswordPolicy", "iam:GenerateCredentialReport"),
    alone("logs:DescribeLogGroups", "logs:CreateLogDelivery", "logs:GetLogDelivery"),
    alone("textract:DetectDocumentText", "comprehend:DetectSentiment"),
    alone("polly:SynthesizeSpeech", "rekognition:DetectLabels"),
    alone("cloudwatch:GetMetricData", "cloudwatch:GetInsightRuleReport"),
    alone("logs:GetQueryResults", "logs:StopQuery"),
    alone("ec2:DescribeSubnets", "ec2:GetCoipPoolUsage", "elasticloadbalancing:DescribeRules"),
    alone("eks:DescribeAddonVersions", "wafv2:CheckCapacity", "autoscaling:DescribeAutoScalingGroups"),
  ],
  "own account": [
    own("a role of the bucket's account", bucket, bucketPolicy({ AWS: `arn:aws:iam::${OWN}:role/app` })),
    own("the bucket's account", bucket, bucketPolicy({ AWS: `arn:aws:iam::${OWN}:root` })),
    own(
      "a distribution's identity",
      bucket,
      bucketPolicy({ AWS: "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABC" }),
    ),
    own("its number alone", bucket, bucketPolicy({ AWS: OWN })),
    own(
      "CloudFront of the own account",
      bucket,
      bucketPolicy(
        { Service: "cloudfront.amazonaws.com" },
        {
          Condition: { StringEquals: { "AWS:SourceArn": `arn:aws:cloudfront::${OWN}:distribution/E1` } },
        },
      ),
    ),
    own(
      "a role that its account may assume",
      at("aws:iam/role:Role", {
        assumeRolePolicy: statement({
          Action: "sts:AssumeRole",
          Principal: { AWS: `arn:aws:iam::${OWN}:root` },
        }),
      }),
    ),
    own(
      "a key for its account",
      at("aws:kms/key:Key", {
        policy: statement({ Principal: { AWS: `arn:aws:iam::${OWN}:root` }, Action: "kms:*", Resource: "*" }),
      }),
    ),
    own(
      "a key for its account, whose provider says nothing",
      one("aws:kms/key:Key", {
        policy: statement(
          { Principal: { AWS: `arn:aws:iam::${OWN}:root` }, Action: "kms:*", Resource: "*" },
          {
            Effect: "Allow",
            Principal: { AWS: `arn:aws:iam::${OWN}:role/app` },
            Action: "kms:Decrypt",
            Resource: "*",
          },
        ),
      }),
    ),
    own(
      "a vendor with ExternalId",
      at("aws:iam/role:Role", {
        assumeRolePolicy: statement({
          Action: "sts:AssumeRole",
          Principal: { AWS: "arn:aws:iam::222222222222:root" },
          Condition: { StringEquals: { "sts:ExternalId": "c0ffee" } },
        }),
      }),
    ),
    own(
      "accounts of one organization",
      at("aws:kms/key:Key", {
        policy: statement({
          Action: "kms:Decrypt",
          Principal: { AWS: "*" },
          Resource: "*",
          Condition: { StringEquals: { "aws:PrincipalOrgID": "o-abcdef1234" } },
        }),
      }),
    ),
  ],
  "open on purpose": [
    service("a site's load balancer", { type: "LoadBalancer", ports: [{ port: 80 }, { port: 443 }] }),
    service(
      "an internal load balancer",
      { type: "LoadBalancer", ports: [{ port: 5432 }] },
      {
        "service.beta.kubernetes.io/aws-load-balancer-internal": "true",
      },
    ),
    service(
      "an internal one of AWS's controller",
      { type: "LoadBalancer", ports: [{ port: 5432 }] },
      {
        "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal",
      },
    ),
    service("an office's range", {
      type: "LoadBalancer",
      ports: [{ port: 5432 }],
      loadBalancerSourceRanges: ["203.0.113.0/24"],
    }),
    service("a headless service", { clusterIP: "None", ports: [{ port: 5432 }] }),
    service("an outside name", { type: "ExternalName", externalName: "db.example.com" }),
  ],
};
