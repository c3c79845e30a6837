import type { ResourceKind } from "../model";
import { arnOf, part, uuidOf } from "./identity";

/** A resource known by its name, with an ARN made of it. */
function named(service: string, prefix: string, property: string, maxLength: number): ResourceKind {
  return {
    autoname: { property, maxLength },
    replace: [property, `${property}Prefix`, "region"],
    id: (inputs) => part(inputs, property),
    outputs: (inputs, context, id) => ({ arn: arnOf(service, `${prefix}${id}`, inputs, context) }),
  };
}

/** SQS, CloudWatch logs and dashboards, EventBridge, Secrets Manager, ECR. */
export const operationKinds: Readonly<Record<string, ResourceKind>> = {
  "aws:sqs/queue:Queue": {
    autoname: { property: "name", maxLength: 80 },
    replace: ["fifoQueue", "name", "namePrefix", "region"],
    id: (inputs, context) =>
      `https://sqs.amazonaws.com/${arnOf("sqs", part(inputs, "name"), inputs, context).split(":")[4] ?? ""}/${part(inputs, "name")}`,
    outputs: (inputs, context, id) => ({ arn: arnOf("sqs", part(inputs, "name"), inputs, context), url: id }),
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
