import { arnOf } from "./arn";
import { covers } from "./iam-document";

/** Services whose ARNs have a kind before each name, so that a wildcard before the first separator covers both. */
const WITH_KINDS: readonly string[] = [
  "aoss",
  "backup",
  "dynamodb",
  "ecr",
  "elasticfilesystem",
  "es",
  "events",
  "firehose",
  "iam",
  "kinesis",
  "kms",
  "lambda",
  "logs",
  "rds",
  "rds-db",
  "secretsmanager",
  "ssm",
  "states",
];

/** A wildcard in the name of a bucket or access point. */
const ANY_BUCKET = /^(accesspoint\/)?[^/]*[*?]/;

/** The kind of a resource: `key/`, `log-group:`. */
const KIND = /^[a-z][a-z-]*[/:]/i;

/** Only wildcards in each part that is not a kind: `*`, or `*` and `*` in `table/*`/`index/*`. */
const ANY_NAME = /^[/:]*[-*?._]+([/:]([a-z][a-z-]*[/:])?[-*?._]*)*$/i;

/** True for `*` and for an ARN whose wildcards cover everything: `key/*`, `secret*`, `table/*` with any index. */
export function isUnnamed(text: string): boolean {
  const { service, resource } = arnOf(text);
  const wildcard = resource.search(/[*?]/);
  if (wildcard === -1) return false;
  if (covers(service, "s3") && ANY_BUCKET.test(resource)) return true;
  if (service === "s3") return false;
  // A key's id is random: no prefix of it can select keys.
  if (service === "kms" && resource.startsWith("key/")) return true;
  if (WITH_KINDS.includes(service) && !/[/:]/.test(resource.slice(0, wildcard))) return true;
  // An API's id has no kind before it.
  return ANY_NAME.test(service === "execute-api" ? resource : resource.replace(KIND, ""));
}

/** Actions for which AWS knows no resource type, so that a policy can allow them on `*` only. */
const ACTIONS: readonly string[] = [
  "aws-portal:ViewBilling",
  "ce:GetCostAndUsage",
  "ce:GetCostForecast",
  "ce:GetDimensionValues",
  "cloudwatch:PutMetricData",
  "comprehend:BatchDetectSentiment",
  "comprehend:DetectDominantLanguage",
  "comprehend:DetectEntities",
  "comprehend:DetectKeyPhrases",
  "comprehend:DetectSentiment",
  "ec2:GetSecurityGroupsForVpc",
  "ec2messages:AcknowledgeMessage",
  "ec2messages:DeleteMessage",
  "ec2messages:FailMessage",
  "ec2messages:GetEndpoint",
  "ec2messages:GetMessages",
  "ec2messages:SendReply",
  "ecr:GetAuthorizationToken",
  "ecr-public:GetAuthorizationToken",
  "guardduty:AcceptInvitation",
  "iam:GenerateCredentialReport",
  "iam:GetAccountPasswordPolicy",
  "iam:GetAccountSummary",
  "iam:GetCredentialReport",
  "kms:GenerateRandom",
  "logs:CreateLogDelivery",
  "logs:DeleteLogDelivery",
  "logs:GetLogDelivery",
  "logs:GetQueryResults",
  "logs:StopQuery",
  "logs:UpdateLogDelivery",
  "polly:SynthesizeSpeech",
  "pricing:GetAttributeValues",
  "pricing:GetProducts",
  "rekognition:DetectFaces",
  "rekognition:DetectLabels",
  "rekognition:DetectModerationLabels",
  "rekognition:DetectText",
  "s3:GetAccountPublicAccessBlock",
  "secretsmanager:GetRandomPassword",
  "shield:GetSubscriptionState",
  "ssmmessages:CreateControlChannel",
  "ssmmessages:CreateDataChannel",
  "ssmmessages:OpenControlChannel",
  "ssmmessages:OpenDataChannel",
  "sts:GetCallerIdentity",
  "sts:GetServiceBearerToken",
  "tag:GetResources",
  "tag:GetTagKeys",
  "tag:GetTagValues",
  "textract:AnalyzeDocument",
  "textract:DetectDocumentText",
  "wafv2:CheckCapacity",
  "xray:GetSamplingRules",
  "xray:GetSamplingStatisticSummaries",
  "xray:GetSamplingTargets",
  "xray:PutTelemetryRecords",
  "xray:PutTraceSegments",
].map((action) => action.toLowerCase());

/**
 * Whether an action can only be allowed on `*`, and neither reveals content nor changes a resource; never true for a
 * pattern. The list is short: other actions on `*` are refused, and an exemption can give the reason.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const isAccountWide = (action: string): boolean => ACTIONS.includes(action.toLowerCase());
