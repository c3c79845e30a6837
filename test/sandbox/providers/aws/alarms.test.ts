import { describe, expect, it } from "vitest";
import { aws } from "../../../../sandbox/providers/aws";
import { checkResource } from "../../../../sandbox/providers/resource-check";
import { diffResource } from "../../../../sandbox/providers/resource-diff";
import { UNKNOWN, text, type PropertyMap } from "../../../../sandbox/providers/value";
import { contextOf, operation } from "../operation";

const TOPIC = "aws:sns/topic:Topic";
const POLICY = "aws:sns/topicPolicy:TopicPolicy";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const ARN = "arn:aws:sns:us-east-1:123456789012:alarms";

const check = (type: string, inputs: PropertyMap) =>
  checkResource(aws, operation(aws, type, inputs).kind, contextOf(type), inputs, undefined, "seed");
const failing = (type: string, inputs: PropertyMap): readonly string[] =>
  check(type, inputs).failures.map(({ property }) => property);
const diff = (type: string, before: PropertyMap, after: PropertyMap) =>
  diffResource(aws, operation(aws, type, after).kind, type, {}, before, after);

const alarm = {
  name: "endpoints",
  comparisonOperator: "LessThanThreshold",
  evaluationPeriods: 1,
  metricName: "HealthCheckStatus",
  namespace: "AWS/Route53",
  statistic: "Minimum",
  period: 60,
  threshold: 1,
  treatMissingData: "breaching",
  alarmActions: [ARN],
  okActions: [UNKNOWN],
};

describe("topics", () => {
  it("get a name of their own", () => {
    expect(text(check(TOPIC, {}).inputs["name"])).toMatch(/^subject-[0-9a-f]{7}$/);
  });

  it.each<[PropertyMap, readonly string[]]>([
    [{ name: "lifeboat-failover_1" }, []],
    [{ name: "orders.fifo", fifoTopic: true }, []],
    [{ name: "orders.fifo" }, ["name"]],
    [{ name: "a".repeat(257) }, ["name"]],
    [{ name: "a", policy: "{" }, ["policy"]],
  ])("are judged by their name: %o", (inputs, properties) => {
    expect(failing(TOPIC, inputs)).toEqual(properties);
  });

  it("are replaced for another name, and keep their messages' key in place", () => {
    expect(diff(TOPIC, { name: "a" }, { name: "b" }).replaces).toEqual(["name"]);
    expect(
      diff(TOPIC, { name: "a", kmsMasterKeyId: "k" }, { name: "a", kmsMasterKeyId: "l" }).replaces,
    ).toEqual([]);
  });

  it("are known by their ARN, in the region that they name", () => {
    const { kind, context } = operation(aws, TOPIC, {});
    expect(kind.id({ name: "alarms", region: "us-east-1" }, context)).toBe(ARN);
  });
});

describe("topic policies", () => {
  it.each<[string, PropertyMap, readonly string[]]>([
    ["JSON", { arn: ARN, policy: "{}" }, []],
    ["not known yet", { arn: UNKNOWN, policy: UNKNOWN }, []],
    ["no JSON", { arn: ARN, policy: "Allow" }, ["policy"]],
    ["too long", { arn: ARN, policy: JSON.stringify({ Id: "a".repeat(30_720) }) }, ["policy"]],
    ["of no topic", { policy: "{}" }, ["arn"]],
  ])("%s", (_, inputs, properties) => {
    expect(failing(POLICY, inputs)).toEqual(properties);
  });
});

describe("metric alarms", () => {
  it.each<[string, PropertyMap, readonly string[]]>([
    ["on one metric", alarm, []],
    ["every ten seconds", { ...alarm, period: 10 }, []],
    ["an unknown comparison", { ...alarm, comparisonOperator: "Below" }, ["comparisonOperator"]],
    ["an unknown statistic", { ...alarm, statistic: "Median" }, ["statistic"]],
    ["two statistics", { ...alarm, extendedStatistic: "p99" }, ["statistic"]],
    ["no period at all", { ...alarm, evaluationPeriods: 0 }, ["evaluationPeriods"]],
    ["a period of 45 seconds", { ...alarm, period: 45 }, ["period"]],
    ["a period of 90 seconds", { ...alarm, period: 90 }, ["period"]],
    ["missing data as alarm", { ...alarm, treatMissingData: "alarm" }, ["treatMissingData"]],
    ["a topic by its name", { ...alarm, okActions: ["alarms"] }, ["okActions"]],
    [
      "nothing compared",
      { metricName: "Errors", statistic: "Sum" },
      ["comparisonOperator", "evaluationPeriods"],
    ],
  ])("%s", (_, inputs, properties) => {
    expect(failing(ALARM, inputs)).toEqual(properties);
  });

  it("are replaced for another name alone", () => {
    expect(diff(ALARM, alarm, { ...alarm, name: "other" }).replaces).toEqual(["name"]);
    expect(diff(ALARM, alarm, { ...alarm, threshold: 2, metricName: "Errors" }).replaces).toEqual([]);
  });
});
