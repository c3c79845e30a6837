import type { ResourceKind } from "../model";
import { type PropertyMap, text } from "../value";
import { arnOf, part, uuidOf } from "./identity";

/** A resource known by its name, with an ARN made of it. */
function named(
  service: string,
  prefix: string,
  property: string,
  maxLength: number,
  more: Partial<ResourceKind> = {},
): ResourceKind {
  return {
    autoname: { property, maxLength },
    replace: [property, `${property}Prefix`, "region"],
    id: (inputs) => part(inputs, property),
    outputs: (inputs, context, id) => ({ arn: arnOf(service, `${prefix}${id}`, inputs, context) }),
    ...more,
  };
}

/** SNS, SQS, CloudWatch, EventBridge, Secrets Manager, Route 53, ECR. */
export const operationKinds: Readonly<Record<string, ResourceKind>> = {
  "aws:sns/topic:Topic": {
    autoname: { property: "name", maxLength: 256 },
    replace: ["fifoTopic", "name", "namePrefix", "region"],
    id: (inputs, context) => arnOf("sns", part(inputs, "name"), inputs, context),
    outputs: (_inputs, _context, id) => ({ arn: id }),
  },
  "aws:sns/topicSubscription:TopicSubscription": {
    required: ["topic", "protocol", "endpoint"],
    replace: ["topic", "protocol", "endpoint", "region"],
    id: (inputs, context) => `${part(inputs, "topic")}:${uuidOf(context, "subscription")}`,
    outputs: (_inputs, _context, id) => ({ arn: id, pendingConfirmation: false }),
  },
  "aws:sns/topicPolicy:TopicPolicy": {
    required: ["arn", "policy"],
    replace: ["arn", "region"],
    identity: ["arn"],
    id: (inputs) => part(inputs, "arn"),
  },
  "aws:sqs/queue:Queue": {
    autoname: { property: "name", maxLength: 80 },
    replace: ["fifoQueue", "name", "namePrefix", "region"],
    id: (inputs, context) =>
      `https://sqs.amazonaws.com/${arnOf("sqs", part(inputs, "name"), inputs, context).split(":")[4] ?? ""}/${part(inputs, "name")}`,
    outputs: (inputs, context, id) => ({ arn: arnOf("sqs", part(inputs, "name"), inputs, context), url: id }),
  },
  "aws:cloudwatch/metricAlarm:MetricAlarm": named("cloudwatch", "alarm:", "name", 255, {
    autoname: { property: "name", maxLength: 255 },
    required: ["comparisonOperator", "evaluationPeriods"],
  }),
  "aws:cloudwatch/compositeAlarm:CompositeAlarm": {
    required: ["alarmName", "alarmRule"],
    replace: ["alarmName", "region"],
    identity: ["alarmName"],
    id: (inputs) => part(inputs, "alarmName"),
    outputs: (inputs, context, id) => ({ arn: arnOf("cloudwatch", `alarm:${id}`, inputs, context) }),
  },
  "aws:cloudwatch/logGroup:LogGroup": named("logs", "log-group:", "name", 512),
  "aws:cloudwatch/eventRule:EventRule": named("events", "rule/", "name", 64),
  "aws:cloudwatch/dashboard:Dashboard": {
    required: ["dashboardName", "dashboardBody"],
    replace: ["dashboardName", "region"],
    identity: ["dashboardName"],
    id: (inputs) => part(inputs, "dashboardName"),
    outputs: (inputs, context, id) => ({
      dashboardArn: arnOf("cloudwatch", `dashboard/${id}`, inputs, context, "global"),
    }),
  },
  "aws:secretsmanager/secret:Secret": {
    autoname: { property: "name", maxLength: 512 },
    replace: ["name", "namePrefix", "region"],
    id: (inputs, context) =>
      arnOf("secretsmanager", `secret:${part(inputs, "name")}-${context.hex("secret", 6)}`, inputs, context),
    outputs: (_inputs, _context, id) => ({ arn: id }),
  },
  "aws:secretsmanager/secretVersion:SecretVersion": {
    required: ["secretId"],
    replace: ["region", "secretBinary", "secretId", "secretString"],
    id: (inputs, context) => `${part(inputs, "secretId")}|${uuidOf(context, "version")}`,
    outputs: (inputs, context) => ({ arn: part(inputs, "secretId"), versionId: uuidOf(context, "version") }),
  },
  "aws:route53/zone:Zone": {
    autoname: { property: "name", maxLength: 255 },
    replace: ["delegationSetId", "name"],
    id: (_inputs, context) => zoneId(context.hex("zone", 13)),
    outputs: (inputs, context, id) => ({
      arn: arnOf("route53", `hostedzone/${id}`, inputs, context, "bare"),
      zoneId: id,
      nameServers: ["com", "net", "org", "co.uk"].map(
        (tld, index) => `ns-${128 * (index + 1)}.awsdns-00.${tld}`,
      ),
      primaryNameServer: "ns-128.awsdns-00.com",
    }),
  },
  "aws:route53/record:Record": {
    required: ["zoneId", "name", "type"],
    replace: ["zoneId", "name", "type", "setIdentifier"],
    identity: ["zoneId", "name", "type", "setIdentifier"],
    check: checkRecord,
    id: (inputs) =>
      [part(inputs, "zoneId"), part(inputs, "name"), part(inputs, "type"), text(inputs["setIdentifier"])]
        .filter((piece) => piece !== undefined)
        .join("_"),
    outputs: (inputs) => ({ fqdn: part(inputs, "name").replace(/\.$/, "") }),
  },
  "aws:route53/healthCheck:HealthCheck": {
    required: ["type"],
    replace: ["measureLatency", "referenceName", "requestInterval", "routingControlArn", "type"],
    check: checkHealthCheck,
    id: (_inputs, context) => uuidOf(context, "health-check"),
    outputs: (inputs, context, id) => ({
      arn: arnOf("route53", `healthcheck/${id}`, inputs, context, "bare"),
    }),
  },
  "aws:ecr/repository:Repository": {
    autoname: { property: "name", maxLength: 256, lowerCase: true },
    replace: ["encryptionConfigurations", "name", "region"],
    id: (inputs) => part(inputs, "name"),
    outputs: (inputs, context, id) => ({
      arn: arnOf("ecr", `repository/${id}`, inputs, context),
      repositoryUrl: `${arnOf("ecr", "", inputs, context).split(":")[4] ?? ""}.dkr.ecr.amazonaws.com/${id}`,
    }),
  },
};

function zoneId(hex: string): string {
  return `Z${hex.toUpperCase()}`;
}

function checkRecord(inputs: PropertyMap): { property: string; reason: string }[] {
  const routed = [
    "failoverRoutingPolicies",
    "weightedRoutingPolicies",
    "latencyRoutingPolicies",
    "geolocationRoutingPolicies",
  ];
  const policy = routed.find((name) => inputs[name] !== undefined);
  if (policy === undefined || (inputs["setIdentifier"] ?? null) !== null) return [];
  return [
    { property: "setIdentifier", reason: `A record with ${policy} needs a set identifier: give it one.` },
  ];
}

function checkHealthCheck(inputs: PropertyMap): { property: string; reason: string }[] {
  const interval = inputs["requestInterval"];
  const threshold = inputs["failureThreshold"];
  return [
    ...(typeof interval === "number" && interval !== 10 && interval !== 30
      ? [
          {
            property: "requestInterval",
            reason: `Route 53 checks every 10 or 30 seconds, not ${interval}: choose one.`,
          },
        ]
      : []),
    ...(typeof threshold === "number" && (threshold < 1 || threshold > 10)
      ? [
          {
            property: "failureThreshold",
            reason: `Route 53 takes 1 to 10 failures, not ${threshold}: choose one.`,
          },
        ]
      : []),
  ];
}
