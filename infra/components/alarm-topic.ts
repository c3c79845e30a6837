import * as pulumi from "@pulumi/pulumi";
import { Alias } from "@pulumi/aws/kms/alias";
import { Key } from "@pulumi/aws/kms/key";
import { Topic } from "@pulumi/aws/sns/topic";
import { TopicPolicy } from "@pulumi/aws/sns/topicPolicy";
import type { Role } from "../naming";
import { alarmKeyAlias, alarmRegion, alarmTopicArn, alarmTopicName } from "../naming/failover";
import { policyDocument } from "./policy-document";

/** Inputs of {@link AlarmTopic}. */
export interface AlarmTopicArgs {
  /** AWS account, 12 digits. */
  readonly accountId: string;
  /** Whose alarms they are. */
  readonly role: Role;
  readonly tags: Readonly<Record<string, string>>;
}

const ALARMS = { Service: "cloudwatch.amazonaws.com" };

/** Key policy: this account's IAM as for every key, and CloudWatch, which publishes to what the key encrypts. */
export function alarmKeyPolicy(accountId: string): string {
  return policyDocument(
    {
      Sid: "DelegateToIam",
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      Action: "kms:*",
      Resource: "*",
    },
    {
      Sid: "AlarmsOfThisAccount",
      Effect: "Allow",
      Principal: ALARMS,
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: "*",
      Condition: { StringEquals: { "aws:SourceAccount": accountId } },
    },
  );
}

/** Topic policy: TLS only, and of all services only this account's alarms publish. */
export function alarmTopicPolicy(accountId: string, topicArn: string): string {
  return policyDocument(
    {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "sns:Publish",
      Resource: topicArn,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    {
      Sid: "AlarmsOfThisAccount",
      Effect: "Allow",
      Principal: ALARMS,
      Action: "sns:Publish",
      Resource: topicArn,
      Condition: { StringEquals: { "aws:SourceAccount": accountId } },
    },
  );
}

/**
 * Where the failover alarms of one environment go; people subscribe to it.
 *
 * It is in us-east-1 wherever the environment is: Route 53 publishes the metrics of its health checks only there, and an
 * alarm notifies a topic of its own region. SNS's own key admits no CloudWatch, so the topic has a customer key.
 */
export class AlarmTopic extends pulumi.ComponentResource {
  /** ARN of the topic; whoever uses it waits for the policy that lets alarms publish. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: AlarmTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:AlarmTopic", name, {}, opts);
    const arn = alarmTopicArn(args.accountId, args.role);
    const region = alarmRegion;
    const key = new Key(
      `${name}-key`,
      {
        region,
        description: `Failover alarms of the ${args.role}`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        policy: alarmKeyPolicy(args.accountId),
        tags: args.tags,
      },
      { parent: this, protect: true },
    );
    new Alias(
      `${name}-alias`,
      { name: alarmKeyAlias(args.role), region, targetKeyId: key.keyId },
      { parent: this },
    );
    const topic = new Topic(
      `${name}-topic`,
      { name: alarmTopicName(args.role), region, kmsMasterKeyId: key.arn, tags: args.tags },
      { parent: this },
    );
    const policy = new TopicPolicy(
      `${name}-policy`,
      { arn, region, policy: alarmTopicPolicy(args.accountId, arn) },
      { parent: this, dependsOn: topic },
    );
    this.arn = policy.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
