import { describe, expect, it } from "vitest";
import { readDeployment } from "../../../../sandbox/drill/cluster/deployment";
import type { StoredObject } from "../../../../sandbox/drill/cluster/stored-object";

const deployment = (replicas?: number): StoredObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "api", namespace: "kyb" },
  spec: {
    ...(replicas === undefined ? {} : { replicas }),
    template: { spec: { containers: [{ name: "api", image: "api:1" }] } },
  },
});
const autoscaler = (minReplicas?: number, target = "api", kind = "Deployment"): StoredObject => ({
  apiVersion: "autoscaling/v2",
  kind: "HorizontalPodAutoscaler",
  metadata: { name: target, namespace: "kyb" },
  spec: {
    scaleTargetRef: { apiVersion: "apps/v1", kind, name: target },
    ...(minReplicas === undefined ? {} : { minReplicas }),
    maxReplicas: 10,
  },
});
const replicas = (object: StoredObject, ...neighbours: StoredObject[]) =>
  readDeployment(object, neighbours).replicas;

describe("readDeployment", () => {
  it("has the replicas that are stated, or one", () => {
    expect([replicas(deployment()), replicas(deployment(4)), replicas(deployment(0))]).toEqual([1, 4, 0]);
  });

  it("has at least as many as its autoscaler's minimum, as a cluster would give it", () => {
    expect(replicas(deployment(), autoscaler(3))).toBe(3);
    expect(replicas(deployment(2), autoscaler(3))).toBe(3);
    expect(replicas(deployment(5), autoscaler(3))).toBe(5);
    expect(replicas(deployment(), autoscaler())).toBe(1);
  });

  it("stays at 0, which no autoscaler changes", () => {
    expect(replicas(deployment(0), autoscaler(3))).toBe(0);
  });

  it("does not heed another's autoscaler", () => {
    expect(replicas(deployment(), autoscaler(3, "web"), autoscaler(4, "api", "StatefulSet"))).toBe(1);
  });

  it("names an autoscaler that cannot be read", () => {
    expect(() => replicas(deployment(), { ...autoscaler(3), spec: {} })).toThrow(
      "HorizontalPodAutoscaler kyb/api",
    );
  });
});
