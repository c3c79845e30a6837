import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { AlarmTopic, alarmTopics } from "../../../../infra/components/monitoring/alarm-topic";
import { statementOf, statementsOf } from "../../../support/policy-json";
import { declared, valueOf, type Resources } from "../../../support/pulumi-mocks";

const ARN = "arn:aws:sns:us-east-1:123456789012:lifeboat-failover-standby";
const args = { accountId: "123456789012", role: "standby", region: "us-east-1" } as const;
const SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription";
const tags = { owner: "platform", dataClass: "internal" };

describe("AlarmTopic", () => {
  let resources: Resources;
  let topic: AlarmTopic;
  beforeAll(async () => {
    ({ resources, result: topic } = await declared(() => new AlarmTopic("alarms", { ...args, tags })));
  });

  it("is wholly in the region of its alarms, and nobody subscribes without a key of PagerDuty's", () => {
    for (const { name, custom, inputs } of resources.all())
      if (custom) expect(inputs["region"], name).toBe("us-east-1");
    expect(resources.counts()).toEqual({
      "aws:kms/alias:Alias": 1,
      "aws:kms/key:Key": 1,
      "aws:sns/topic:Topic": 1,
      "aws:sns/topicPolicy:TopicPolicy": 1,
      "lifeboat:index:AlarmTopic": 1,
    });
  });

  it("is named for its environment and encrypted by a key that rotates and is protected", () => {
    const key = resources.one("aws:kms/key:Key");
    expect(key.inputs).toMatchObject({ enableKeyRotation: true, deletionWindowInDays: 30, tags });
    expect(key.protect).toBe(true);
    expect(resources.one("aws:sns/topic:Topic").inputs).toMatchObject({
      name: "lifeboat-failover-standby",
      kmsMasterKeyId: "arn:aws:kms:us-east-1:123456789012:key/mrk-alarms-key",
      tags,
    });
    expect(resources.one("aws:kms/alias:Alias").inputs).toMatchObject({
      name: "alias/lifeboat/failover-alarms-standby",
      targetKeyId: "mrk-alarms-key",
    });
  });

  it("lets this account's alarms, and no other service, use the key", () => {
    const { policy } = resources.one("aws:kms/key:Key").inputs;
    expect(statementOf(policy, "AlarmsOfThisAccount")).toMatchObject({
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
    });
    expect(statementOf(policy, "DelegateToIam").Principal).toEqual({ AWS: "arn:aws:iam::123456789012:root" });
    expect(statementsOf(policy)).toHaveLength(2);
  });

  it("takes messages over TLS only, and from this account's alarms", () => {
    const { inputs, dependsOn } = resources.one("aws:sns/topicPolicy:TopicPolicy");
    expect(inputs["arn"]).toBe(ARN);
    expect(dependsOn).toContain("alarms-topic");
    expect(statementOf(inputs["policy"], "TlsOnly")).toMatchObject({
      Effect: "Deny",
      Principal: "*",
      Action: ["sns:Publish"],
      Resource: [ARN],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    });
    expect(statementOf(inputs["policy"], "AlarmsOfThisAccount")).toMatchObject({
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Resource: [ARN],
      Condition: { StringEquals: { "aws:SourceAccount": "123456789012" } },
    });
    expect(statementsOf(inputs["policy"])).toHaveLength(2);
  });

  it("gives its ARN", async () => {
    expect(await valueOf(topic.arn)).toBe(ARN);
  });
});

describe("AlarmTopic with PagerDuty", () => {
  it("subscribes PagerDuty over HTTPS, after the policy, with its key as a secret alone", async () => {
    const key = "k".repeat(32);
    const { resources } = await declared(
      () =>
        new AlarmTopic("alarms", { ...args, region: "us-west-2", tags, pagerdutyKey: pulumi.secret(key) }),
    );
    const { inputs, dependsOn, secretPaths } = resources.one(SUBSCRIPTION);
    expect(inputs).toMatchObject({
      region: "us-west-2",
      protocol: "https",
      endpoint: `https://events.pagerduty.com/integration/${key}/enqueue`,
      endpointAutoConfirms: true,
    });
    expect(secretPaths).toEqual(["endpoint"]);
    expect(dependsOn).toContain("alarms-policy");
    const others = resources.list.filter(({ type }) => type !== SUBSCRIPTION);
    expect(JSON.stringify(others)).not.toContain(key);
  });
});

const TOPIC = "aws:sns/topic:Topic";
const place = (region: string, replicaRegion?: string, route53 = true) =>
  ({ role: "primary", region, replicaRegion, accountId: args.accountId, route53 }) as const;

describe("alarmTopics", () => {
  it("are in the environment's region, in that of its replicas, and where Route 53 publishes", async () => {
    const { resources, result } = await declared(() =>
      alarmTopics(place("eu-west-1", "eu-central-1"), undefined),
    );
    expect(resources.all(TOPIC).map(({ name, inputs }) => [name, inputs["region"]])).toEqual([
      ["alarms-own-topic", "eu-west-1"],
      ["alarms-replica-topic", "eu-central-1"],
      ["alarms-topic", "us-east-1"],
    ]);
    expect(await valueOf(pulumi.output(result("eu-central-1")))).toBe(
      "arn:aws:sns:eu-central-1:123456789012:lifeboat-failover-primary",
    );
  });

  it("are not where Route 53 publishes for others", async () => {
    const { resources } = await declared(() =>
      alarmTopics(place("eu-west-1", "eu-central-1", false), undefined),
    );
    expect(resources.all(TOPIC).map(({ inputs }) => inputs["region"])).toEqual(["eu-west-1", "eu-central-1"]);
  });

  it("keep their names when the domains leave Route 53", async () => {
    const { resources } = await declared(() =>
      alarmTopics(place("us-east-1", "us-west-2", false), undefined),
    );
    expect(resources.all(TOPIC).map(({ name, inputs }) => [name, inputs["region"]])).toEqual([
      ["alarms-replica-topic", "us-west-2"],
      ["alarms-topic", "us-east-1"],
    ]);
  });

  it("are one where the regions are", async () => {
    const { resources } = await declared(() => alarmTopics(place("us-east-1"), undefined));
    expect(resources.all(TOPIC).map(({ name }) => name)).toEqual(["alarms-topic"]);
  });

  it("refuse a region without one", async () => {
    const { result } = await declared(() => ({ topics: alarmTopics(place("us-east-1"), undefined) }));
    expect(() => result.topics("ap-south-1")).toThrow("no alarm topic in ap-south-1");
  });

  it("are all subscribed by PagerDuty where its key is known", async () => {
    const { resources } = await declared(() => alarmTopics(place("eu-west-1"), "k".repeat(32)));
    expect(
      resources.all("aws:sns/topicSubscription:TopicSubscription").map(({ inputs }) => inputs["region"]),
    ).toEqual(["eu-west-1", "us-east-1"]);
  });
});
