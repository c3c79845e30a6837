import { describe, expect, it } from "vitest";
import { replicasIn, sizeIn } from "../../../infra/components/posture-replicas";

const writer = { writer: true, replicas: { primary: 3, standby: 5 } };
const reader = { ...writer, writer: false };
const single = { ...writer, replicas: { primary: 1, standby: 1 } };

describe("replicasIn", () => {
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
  ] as const)("%s on the %s: %o runs %i", (posture, role, workload, replicas) => {
    expect(replicasIn(workload, role, posture)).toBe(replicas);
  });
});

describe("sizeIn", () => {
  it("is reduced in posture safe and nowhere else", () => {
    expect(sizeIn("safe")).toBe("safe");
    expect((["active", "passive", "fenced"] as const).map(sizeIn)).toEqual(["normal", "normal", "normal"]);
  });
});
