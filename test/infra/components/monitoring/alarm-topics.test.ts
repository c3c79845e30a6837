import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { alarmTopics } from "../../../../infra/components/monitoring/alarm-topics";
import { declared, valueOf } from "../../../support/pulumi-mocks";

const accountId = "123456789012";
const TOPIC = "aws:sns/topic:Topic";
const place = (region: string, replicaRegion?: string) =>
  ({ role: "primary", region, replicaRegion, accountId }) as const;

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
