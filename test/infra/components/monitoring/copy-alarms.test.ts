import { describe, expect, it } from "vitest";
import { copyAlarms, type CopiedVault } from "../../../../infra/components/monitoring/copy-alarms";

const vault: CopiedVault = {
  service: { id: "library", title: "Library" },
  role: "primary",
  from: { bucket: "books", region: "us-east-1" },
  to: { bucket: "books-replica", region: "us-west-2" },
  ruleIds: ["replicate-books", "replicate-verification"],
};
const alarms = copyAlarms(vault);
const of = (wanted: string) =>
  alarms.find(({ fault }) => fault === wanted) ?? expect.fail(`no alarm ${wanted}`);

describe("copyAlarms", () => {
  it("are where S3 publishes: failures in the region of the source, the rest in that of the destination", () => {
    expect(alarms.map(({ fault, region }) => [fault, region])).toEqual([
      ["failed", "us-east-1"],
      ["late", "us-west-2"],
      ["stuck", "us-west-2"],
    ]);
  });

  it.each([
    ["failed", "OperationsFailedReplication", "Sum", 300, 1, 0],
    ["late", "ReplicationLatency", "Maximum", 300, 1, 900],
    ["stuck", "OperationsPendingReplication", "Minimum", 900, 2, 0],
  ])("%s: the worst of all rules by %s", (fault, metricName, stat, period, evaluationPeriods, threshold) => {
    const metric = (RuleId: string) => ({
      namespace: "AWS/S3",
      metricName,
      dimensions: { SourceBucket: "books", DestinationBucket: "books-replica", RuleId },
      period,
      stat,
    });
    expect(of(fault).spec).toMatchObject({
      name: `lifeboat-library-copy-${fault}-primary`,
      metricQueries: [
        { id: "rule0", metric: metric("replicate-books"), returnData: false },
        { id: "rule1", metric: metric("replicate-verification"), returnData: false },
        { id: "worst", expression: "MAX([rule0, rule1])", returnData: true },
      ],
      comparisonOperator: "GreaterThanThreshold",
      evaluationPeriods,
      threshold,
      treatMissingData: "notBreaching",
    });
  });

  it("name service, area and severity: a copy that failed is not retried, so it pages", () => {
    expect(alarms.map(({ spec }) => /\[.*\]$/.exec(spec.alarmDescription)?.[0])).toEqual([
      "[service=library area=data severity=P1]",
      "[service=library area=data severity=P2]",
      "[service=library area=data severity=P2]",
    ]);
  });
});
