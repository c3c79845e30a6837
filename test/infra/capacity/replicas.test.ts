import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { stockAnalysis } from "../../../infra/catalog/stock-analysis";
import { workload } from "../catalog/find";
import { mostReplicas, plannedReplicas, scaleIn, sizeIn } from "../../../infra/capacity/replicas";

const none = { capacity: { ...stockAnalysis.capacity, replicas: {} } };
const writer = { name: "desk", writer: true, replicas: { primary: 3, standby: 5 } };
const reader = { ...writer, writer: false };
const single = { ...writer, replicas: { primary: 1, standby: 1 } };
const autoscaling = { minReplicas: 2, maxReplicas: 9, cpuPercent: 70 };

describe("scaleIn of a workload of a fixed number", () => {
  it.each([
    ["active", "primary", writer, 3],
    ["active", "standby", writer, 5],
    ["active", "standby", reader, 5],
    ["safe", "primary", writer, 2],
    ["safe", "standby", reader, 2],
    ["safe", "primary", single, 1],
    ["fenced", "primary", writer, 0],
    ["fenced", "standby", writer, 0],
    ["fenced", "primary", reader, 3],
    ["passive", "standby", writer, 0],
    ["passive", "standby", reader, 0],
  ] as const)("%s on the %s: %o runs %i", (posture, role, one, replicas) => {
    expect(scaleIn(none, one, role, posture, "now")).toEqual({ replicas });
  });
});

describe("scaleIn of a workload with an autoscaler", () => {
  it.each([
    ["active", "primary", writer, { replicas: 3, bounds: { min: 3, max: 9 } }],
    ["active", "standby", writer, { replicas: 5, bounds: { min: 5, max: 9 } }],
    ["active", "primary", single, { replicas: 1, bounds: { min: 2, max: 9 } }],
    ["safe", "standby", writer, { replicas: 2, bounds: { min: 2, max: 2 } }],
    ["fenced", "primary", reader, { replicas: 3, bounds: { min: 3, max: 9 } }],
    ["fenced", "primary", writer, { replicas: 0 }],
    ["passive", "standby", reader, { replicas: 0 }],
  ] as const)("%s on the %s: %o is %j", (posture, role, one, scale) => {
    expect(scaleIn(none, { ...one, autoscaling }, role, posture, "now")).toEqual(scale);
  });

  it("never has a minimum above its maximum, nor a standby below what its runbook says (STOCK-5)", () => {
    for (const service of services)
      for (const each of service.workloads)
        for (const role of ["primary", "standby"] as const)
          for (const horizon of ["now", "months6", "months12"] as const) {
            const { replicas, bounds } = scaleIn(service, each, role, "active", horizon);
            const { min, max } = bounds ?? { min: replicas, max: replicas };
            expect(min, `${each.name} ${role} ${horizon}`).toBeGreaterThanOrEqual(each.replicas[role]);
            expect(max, `${each.name} ${role} ${horizon}`).toBeGreaterThanOrEqual(min);
          }
  });
});

describe("the capacity plan", () => {
  const bounds = (name: string, role: "primary" | "standby") =>
    (["now", "months6", "months12"] as const).map((horizon) =>
      scaleIn(stockAnalysis, workload(stockAnalysis, name), role, "active", horizon),
    );

  it("STOCK-7, STOCK-8: the API's autoscaler goes from 3, 5 and 8 to 10", () => {
    expect(bounds("stock-analysis-api", "primary")).toEqual([
      { replicas: 3, bounds: { min: 3, max: 10 } },
      { replicas: 5, bounds: { min: 5, max: 10 } },
      { replicas: 8, bounds: { min: 8, max: 10 } },
    ]);
  });

  it("STOCK-8: workers are 3, 6 and 10", () => {
    expect(bounds("celery-worker", "primary")).toEqual([{ replicas: 3 }, { replicas: 6 }, { replicas: 10 }]);
  });

  it("STOCK-5: both are 5 on the standby, and more once the plan asks for more", () => {
    expect(bounds("celery-worker", "standby")).toEqual([{ replicas: 5 }, { replicas: 6 }, { replicas: 10 }]);
    expect(bounds("stock-analysis-api", "standby").map(({ replicas }) => replicas)).toEqual([5, 5, 8]);
  });

  it("chooses nothing where it does not name the workload", () => {
    expect(plannedReplicas(none, writer, "standby", "months12")).toBe(5);
    expect(mostReplicas(none, writer, "standby", "months12")).toBe(5);
    expect(mostReplicas(none, { ...writer, autoscaling }, "standby", "now")).toBe(9);
  });
});

describe("sizeIn", () => {
  it("is reduced in posture safe and nowhere else", () => {
    expect(sizeIn("safe")).toBe("safe");
    expect((["active", "passive", "fenced"] as const).map((posture) => sizeIn(posture))).toEqual([
      "normal",
      "normal",
      "normal",
    ]);
  });
});
