import { describe, expect, it } from "vitest";
import { VaultAlarms, type VaultAlarmsArgs } from "../../../../infra/components/monitoring/vault-alarms";
import { declared } from "../../../support/pulumi-mocks";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const RULE = "aws:cloudwatch/eventRule:EventRule";
const keyArn = (region: string): string => `arn:aws:kms:${region}:123456789012:key/mrk-1`;
const topic = (region: string): string => `arn:aws:sns:${region}:123456789012:alarms`;
const args = {
  service: { id: "library", title: "Library" },
  role: "primary" as const,
  kind: "vault" as const,
  opens: "backups",
  keys: ["us-east-1", "us-west-2"].map((region) => ({ region, arn: keyArn(region) })),
  topics: topic,
  tags: { owner: "reading-room" },
} satisfies VaultAlarmsArgs;
const copy = {
  from: { bucket: "books", region: "us-east-1" },
  to: { bucket: "books-replica", region: "us-west-2" },
  ruleIds: ["replicate-books"],
};
const make = async (change: Partial<VaultAlarmsArgs> = { copy }) =>
  (await declared(() => new VaultAlarms("books", { ...args, ...change }))).resources;

describe("VaultAlarms", () => {
  it("notify the topic of their own region, of copies also when it is over", async () => {
    const resources = await make();
    expect(
      resources.all(ALARM).map(({ name, inputs }) => [name, inputs["region"], inputs["okActions"]]),
    ).toEqual([
      ["books-failed", "us-east-1", [topic("us-east-1")]],
      ["books-key-alarm", "us-east-1", undefined],
      ["books-late", "us-west-2", [topic("us-west-2")]],
      ["books-replica-key-alarm", "us-west-2", undefined],
      ["books-stuck", "us-west-2", [topic("us-west-2")]],
    ]);
    for (const { inputs } of resources.all(ALARM))
      expect(inputs["alarmActions"]).toEqual([topic(String(inputs["region"]))]);
  });

  it("watch each key where it is: calls that take it away, and no other key's", async () => {
    const resources = await make();
    const { inputs } = resources.one(RULE, "books-replica-key-rule");
    expect(inputs).toMatchObject({ name: "lifeboat-library-vault-key-primary", region: "us-west-2" });
    expect(JSON.parse(String(inputs["eventPattern"]))).toEqual({
      source: ["aws.kms"],
      "detail-type": ["AWS API Call via CloudTrail"],
      detail: {
        eventSource: ["kms.amazonaws.com"],
        eventName: ["DisableKey", "ScheduleKeyDeletion"],
        resources: { ARN: [keyArn("us-west-2")] },
      },
    });
    expect(resources.one(ALARM, "books-replica-key-alarm").inputs).toMatchObject({
      namespace: "AWS/Events",
      metricName: "TriggeredRules",
      dimensions: { RuleName: "lifeboat-library-vault-key-primary" },
      threshold: 0,
      alarmDescription: expect.stringMatching(
        /key of backups.*\[service=library area=security severity=P0\]$/,
      ) as string,
    });
  });

  it("are of the key alone where there is no copy", async () => {
    const resources = await make({ kind: "legal", keys: args.keys.slice(0, 1) });
    expect(resources.all(ALARM).map(({ inputs }) => inputs["name"])).toEqual([
      "lifeboat-library-legal-key-primary",
    ]);
  });
});
