import { describe, expect, it } from "vitest";
import { failureOf, ownerOf } from "../../../../sandbox/drill/cluster/pod-logs";

const pod = (owner: object | undefined, status: object = {}): object => ({
  metadata: { namespace: "kyb", name: "api-5d9f-x2x4", ...(owner && { ownerReferences: [owner] }) },
  status,
});

describe("a pod's owner", () => {
  it("is its Job, or the Deployment of its ReplicaSet, or nobody but the pod", () => {
    expect(ownerOf(pod({ kind: "Job", name: "restore" }))).toMatchObject({ kind: "Job", name: "restore" });
    expect(ownerOf(pod({ kind: "ReplicaSet", name: "kyb-api-5d9f" }))).toMatchObject({
      kind: "Deployment",
      name: "kyb-api",
    });
    expect(ownerOf(pod(undefined))).toEqual({ kind: "Pod", namespace: "kyb", name: "api-5d9f-x2x4" });
  });
});

describe("a pod's failure", () => {
  const state = (exitCode: number): object => ({ state: { terminated: { exitCode } } });
  it("is that of the first container that failed, init containers first", () => {
    const status = {
      initContainerStatuses: [
        { name: "config", ...state(0) },
        { name: "migrate", ...state(3) },
      ],
      containerStatuses: [{ name: "smoke", state: { waiting: {} } }],
    };
    expect(failureOf(pod(undefined, status))).toEqual({ container: "migrate", exitCode: 3 });
  });
  it("is none while none failed", () => {
    expect(failureOf(pod(undefined, { containerStatuses: [{ name: "job", ...state(0) }] }))).toBeUndefined();
    expect(failureOf(pod(undefined))).toBeUndefined();
  });
});
