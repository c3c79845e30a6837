import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import {
  alarmKeyAlias,
  alarmRegion,
  alarmTopicArn,
  alarmTopicName,
  copyAlarmName,
  endpointsAlarmName,
  keyAlarmName,
} from "../../../infra/naming/failover";

describe("names of what watches Route 53", () => {
  it("tell the environments apart: both have theirs in one region of one account", () => {
    for (const name of [alarmTopicName, alarmKeyAlias] as const)
      expect(name("primary")).not.toBe(name("standby"));
    expect(endpointsAlarmName("library", "primary")).toBe("lifeboat-library-endpoints-primary");
    expect(endpointsAlarmName("library", "standby")).toBe("lifeboat-library-endpoints-standby");
  });

  it("are in us-east-1, where Route 53 publishes its metrics", () => {
    expect(alarmTopicArn("123456789012", "standby", alarmRegion)).toBe(
      "arn:aws:sns:us-east-1:123456789012:lifeboat-failover-standby",
    );
  });

  it("tell a service's alarms apart: its copies by fault, its keys by what they open", () => {
    expect(copyAlarmName("library", "late", "primary")).toBe("lifeboat-library-copy-late-primary");
    expect(keyAlarmName("library", "vault", "primary")).toBe("lifeboat-library-vault-key-primary");
    expect(keyAlarmName("library", "legal", "standby")).toBe("lifeboat-library-legal-key-standby");
  });

  it("fit for the longest id that the catalog allows, and are refused beyond", () => {
    expect(endpointsAlarmName("k".repeat(32), "standby")).toHaveLength(59);
    expect(copyAlarmName("k".repeat(32), "failed", "standby").length).toBeLessThanOrEqual(63);
    expect(keyAlarmName("k".repeat(32), "vault", "standby").length).toBeLessThanOrEqual(63);
    expect(() => endpointsAlarmName("k".repeat(40), "standby")).toThrow("CloudWatch alarm");
    for (const { id } of services) expect(endpointsAlarmName(id, "primary")).toContain(id);
  });
});
