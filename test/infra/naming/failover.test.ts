import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import {
  alarmKeyAlias,
  alarmTopicArn,
  alarmTopicName,
  endpointsAlarmName,
} from "../../../infra/naming/failover";

describe("names of what watches Route 53", () => {
  it("tell the environments apart: both have theirs in one region of one account", () => {
    for (const name of [alarmTopicName, alarmKeyAlias] as const)
      expect(name("primary")).not.toBe(name("standby"));
    expect(endpointsAlarmName("library", "primary")).toBe("lifeboat-library-endpoints-primary");
    expect(endpointsAlarmName("library", "standby")).toBe("lifeboat-library-endpoints-standby");
  });

  it("are in us-east-1, where Route 53 publishes its metrics", () => {
    expect(alarmTopicArn("123456789012", "standby")).toBe(
      "arn:aws:sns:us-east-1:123456789012:lifeboat-failover-standby",
    );
  });

  it("fit for the longest id that the catalog allows, and are refused beyond", () => {
    expect(endpointsAlarmName("k".repeat(32), "standby")).toHaveLength(59);
    expect(() => endpointsAlarmName("k".repeat(40), "standby")).toThrow("CloudWatch alarm");
    for (const { id } of services) expect(endpointsAlarmName(id, "primary")).toContain(id);
  });
});
