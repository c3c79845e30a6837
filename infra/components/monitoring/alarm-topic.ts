import * as pulumi from "@pulumi/pulumi";
import { Alias } from "@pulumi/aws/kms/alias";
import { Key } from "@pulumi/aws/kms/key";
import { Topic } from "@pulumi/aws/sns/topic";
import { TopicPolicy } from "@pulumi/aws/sns/topicPolicy";
import { TopicSubscription } from "@pulumi/aws/sns/topicSubscription";
import type { Role } from "../../catalog/types";
import type { Settings } from "../../config";
import {
  alarmKeyAlias,
  alarmRegion,
  alarmRegions,
  alarmTopicArn,
  alarmTopicName,
} from "../../naming/failover";
import { policyDocument } from "../identity/policy-document";
import type { Tagged } from "../scope";

type Place = Pick<Settings, "role" | "region" | "replicaRegion" | "accountId" | "route53">;

/** The topic of a region. @throws Error for a region without one */
export type AlarmTopics = (region: string) => pulumi.Input<string>;

/** Inputs of {@link AlarmTopic}. */
export interface AlarmTopicArgs extends Tagged {
  /** AWS account, 12 digits. */
  readonly accountId: string;
  /** Whose alarms they are. */
  readonly role: Role;
  /** Region of the alarms: one notifies a topic of its own region only. */
  readonly region: string;
  /** Key of PagerDuty's CloudWatch integration. @default nobody subscribes, and people do by themselves */
  readonly pagerdutyKey?: pulumi.Input<string> | undefined;
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

/** Where PagerDuty takes the alarms of CloudWatch. */
const pagerdutyAddress = (key: pulumi.Input<string>): pulumi.Output<string> =>
  pulumi.interpolate`https://events.pagerduty.com/integration/${key}/enqueue`;

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
 * Where the alarms of one environment in one region go; PagerDuty subscribes to it where its key is known.
 *
 * SNS's own key admits no CloudWatch, so the topic has a customer key. The key of the integration is part of the
 * subscription's address, hence a secret.
 */
export class AlarmTopic extends pulumi.ComponentResource {
  /** ARN of the topic, known once the policy that lets alarms publish exists. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: AlarmTopicArgs, opts?: pulumi.ComponentResourceOptions) {
    super("lifeboat:index:AlarmTopic", name, {}, opts);
    const { region, pagerdutyKey } = args;
    const arn = alarmTopicArn(args.accountId, args.role, region);
    const key = new Key(
      `${name}-key`,
      {
        region,
        description: `Alarms of the ${args.role}`,
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
    if (pagerdutyKey !== undefined)
      new TopicSubscription(
        `${name}-pagerduty`,
        {
          topic: topic.arn,
          region,
          protocol: "https",
          endpoint: pulumi.secret(pagerdutyAddress(pagerdutyKey)),
          endpointAutoConfirms: true,
        },
        { parent: this, dependsOn: policy, additionalSecretOutputs: ["endpoint"] },
      );
    this.arn = policy.arn;
    this.registerOutputs({ arn: this.arn });
  }
}

/** By region and not by what is in it, so that it stays when the domains leave Route 53. */
function logicalName(region: string, config: Place): string {
  if (region === alarmRegion) return "alarms";
  return region === config.region ? "alarms-own" : "alarms-replica";
}

/**
 * Declares a topic in each region where the environment has alarms: us-east-1 where Route 53 serves the domains, because it
 * publishes its metrics there only, its own region, and that of its replicas, where S3 publishes how far behind they are.
 * @param pagerdutyKey key of PagerDuty's CloudWatch integration; undefined if PagerDuty is not notified
 */
export function alarmTopics(config: Place, pagerdutyKey: pulumi.Input<string> | undefined): AlarmTopics {
  const topics = new Map<string, pulumi.Output<string>>();
  for (const region of alarmRegions(config)) {
    const { arn } = new AlarmTopic(logicalName(region, config), {
      role: config.role,
      accountId: config.accountId,
      region,
      pagerdutyKey,
      tags: { owner: "platform", dataClass: "internal", managedBy: "pulumi" },
    });
    topics.set(region, arn);
  }
  return (region) => {
    const topic = topics.get(region);
    if (topic === undefined)
      throw new Error(`no alarm topic in ${region}: alarms are in ${[...topics.keys()].join(", ")}`);
    return topic;
  };
}
