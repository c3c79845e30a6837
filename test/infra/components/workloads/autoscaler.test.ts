import { describe, expect, it } from "vitest";
import { autoscalerSpec } from "../../../../infra/components/workloads/autoscaler";

const bounds = { min: 3, max: 10 };

describe("autoscalerSpec", () => {
  it("scales the Deployment within its bounds by CPU and memory (STOCK-7)", () => {
    const target = (name: string, averageUtilization: number) => ({
      type: "Resource",
      resource: { name, target: { type: "Utilization", averageUtilization } },
    });
    expect(autoscalerSpec("desk", { cpuPercent: 70, memoryPercent: 80 }, bounds)).toMatchObject({
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "desk" },
      minReplicas: 3,
      maxReplicas: 10,
      metrics: [target("cpu", 70), target("memory", 80)],
    });
  });

  it("asks for no memory where memory does not follow load", () => {
    expect(autoscalerSpec("desk", { cpuPercent: 70 }, bounds).metrics).toHaveLength(1);
  });

  it("grows at once and shrinks slowly", () => {
    const { scaleUp, scaleDown } = autoscalerSpec("desk", { cpuPercent: 70 }, bounds).behavior;
    expect([scaleUp.stabilizationWindowSeconds, scaleDown.stabilizationWindowSeconds]).toEqual([0, 300]);
    expect(scaleUp.policies).toEqual([
      { type: "Percent", value: 100, periodSeconds: 60 },
      { type: "Pods", value: 2, periodSeconds: 60 },
    ]);
    expect(scaleDown.policies).toEqual([{ type: "Pods", value: 1, periodSeconds: 60 }]);
  });
});
