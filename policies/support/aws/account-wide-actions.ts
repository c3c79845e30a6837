/** Actions for which AWS knows no resource type, so that a policy can allow them on `*` only. */
const ACTIONS: readonly string[] = [
  "cloudwatch:PutMetricData",
  "ecr:GetAuthorizationToken",
  "ecr-public:GetAuthorizationToken",
  "kms:GenerateRandom",
  "secretsmanager:GetRandomPassword",
  "sts:GetCallerIdentity",
  "sts:GetServiceBearerToken",
  "tag:GetResources",
  "xray:GetSamplingRules",
  "xray:GetSamplingStatisticSummaries",
  "xray:GetSamplingTargets",
  "xray:PutTelemetryRecords",
  "xray:PutTraceSegments",
].map((action) => action.toLowerCase());

/**
 * True for an action that can be allowed on `*` only, and that neither gives away content nor changes a resource; never
 * for a pattern. The list is short: what is not in it is refused on `*`, and an exemption says why it is needed.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const isAccountWide = (action: string): boolean => ACTIONS.includes(action.toLowerCase());
