import { expect, it } from "vitest";
import { podState } from "../../../sandbox/cluster/pod-state";

const stateOf = (status: object | undefined, type = "MODIFIED") =>
  podState({ type, object: { metadata: { name: "one", namespace: "shop" }, status } });
const container = (state: object) => ({ containerStatuses: [{ state }] });
const terminated = (exitCode: number, reason: string) => container({ terminated: { exitCode, reason } });

it("has neither begun nor ended before anybody says so", () => {
  expect(stateOf(undefined)).toEqual({
    pod: "shop/one",
    address: undefined,
    started: false,
    end: undefined,
    problem: undefined,
  });
  expect(stateOf(container({ waiting: { reason: "ContainerCreating" } }))).toMatchObject({
    started: false,
    problem: undefined,
  });
});

it("has ended once its container has, or where that was killed, the pod", () => {
  expect(stateOf({ phase: "Running", ...terminated(137, "Error") }).end).toBeUndefined();
  expect(stateOf({ phase: "Running", ...terminated(0, "Completed") }).end).toEqual({
    exitCode: 0,
    reason: "Completed",
  });
  expect(stateOf({ phase: "Failed", ...terminated(137, "OOMKilled") })).toMatchObject({
    started: true,
    end: { exitCode: 137, reason: "OOMKilled" },
    problem: undefined,
  });
});

it("says the pod's own reason before its container's", () => {
  const state = stateOf({ phase: "Failed", reason: "DeadlineExceeded", ...terminated(143, "Error") });
  expect(state.end).toEqual({ exitCode: 143, reason: "DeadlineExceeded" });
});

it("has its address", () => {
  expect(stateOf({ phase: "Running", podIP: "10.0.0.7", ...container({ running: {} }) })).toMatchObject({
    address: "10.0.0.7",
    started: true,
  });
});

it("names what keeps it from running", () => {
  const waiting = { reason: "CreateContainerConfigError", message: 'secret "word" not found' };
  expect(stateOf({ phase: "Pending", ...container({ waiting }) }).problem).toBe(
    'CreateContainerConfigError: secret "word" not found',
  );
  expect(stateOf({ phase: "Failed", reason: "OutOfmemory", message: "no room" }).problem).toBe(
    "OutOfmemory: no room",
  );
  expect(stateOf({ phase: "Running", ...container({ running: {} }) }, "DELETED").problem).toBe(
    "was deleted before it ended",
  );
});
