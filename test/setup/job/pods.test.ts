import { describe, expect, it } from "vitest";
import { failureOf, podsOf, started, stateOf, type Pod } from "../../../setup/job/pods";

/** A pod as the API server has it. */
function pod(status: object, name = "run-a", creationTimestamp = "2026-01-31T12:00:00Z"): Pod {
  const [only] = podsOf({ items: [{ metadata: { name, uid: name, creationTimestamp }, status }] });
  return only ?? expect.fail(name);
}
const container = (state: object) => ({ phase: "Pending", containerStatuses: [{ name: "restore", state }] });
const ended = (exitCode: number, reason = "Error") => ({
  phase: "Failed",
  containerStatuses: [{ name: "restore", state: { terminated: { exitCode, reason } } }],
});

describe("where an attempt is", () => {
  it.each([
    ["before the API server knows anything", undefined, "waits"],
    [
      "without a node that has room",
      {
        phase: "Pending",
        conditions: [
          {
            type: "PodScheduled",
            status: "False",
            reason: "Unschedulable",
            message: "0/3 nodes are available",
          },
        ],
      },
      "waits for a node: 0/3 nodes are available",
    ],
    [
      "while its image is pulled",
      container({ waiting: { reason: "ContainerCreating" } }),
      "waits: ContainerCreating",
    ],
    [
      "whose image cannot be pulled, the same however long it waits",
      container({ waiting: { reason: "ImagePullBackOff", message: 'back-off 5m0s pulling image "x"' } }),
      'waits: ImagePullBackOff: back-off pulling image "x"',
    ],
    [
      "whose Secret is missing",
      container({ waiting: { reason: "CreateContainerConfigError", message: 'secret "x" not found' } }),
      'waits: CreateContainerConfigError: secret "x" not found',
    ],
    [
      "while it runs",
      { phase: "Running", containerStatuses: [{ name: "restore", state: { running: {} } }] },
      "runs",
    ],
    ["that succeeded", { ...ended(0, "Completed"), phase: "Succeeded" }, "succeeded"],
    ["that failed", ended(4), "container restore ended with 4 (backup not found)"],
    [
      "that was killed by its memory limit",
      ended(137, "OOMKilled"),
      /ended with 137 \(OOMKilled; its memory limit was reached/,
    ],
    ["that somebody killed", ended(143), "container restore ended with 143 (ended by a signal)"],
    [
      "whose init container failed",
      {
        phase: "Failed",
        initContainerStatuses: [{ name: "init", state: { terminated: { exitCode: 3 } } }],
        containerStatuses: [{ name: "restore", state: { waiting: { reason: "PodInitializing" } } }],
      },
      "container init ended with 3 (database connection failed)",
    ],
    [
      "that was evicted",
      { ...ended(137), reason: "Evicted", message: "The node was low on memory" },
      "was disrupted (Evicted: The node was low on memory); this does not count as an attempt",
    ],
    [
      "that was preempted",
      {
        ...ended(1),
        conditions: [
          {
            type: "DisruptionTarget",
            status: "True",
            reason: "PreemptionByScheduler",
            message: "for another pod",
          },
        ],
      },
      "was disrupted (PreemptionByScheduler: for another pod); this does not count as an attempt",
    ],
  ])("is said of one %s", (_what, status, text) => {
    if (typeof text === "string") expect(stateOf(pod({ ...status }))).toBe(text);
    else expect(stateOf(pod({ ...status }))).toMatch(text);
  });

  it("is a failure only once it has ended, and with a code only if that is the job's own", () => {
    expect(failureOf(pod(container({ waiting: { reason: "ImagePullBackOff" } })))).toBeUndefined();
    expect(failureOf(pod(ended(6)))).toMatchObject({ code: 6 });
    expect(failureOf(pod({ ...ended(6), reason: "Evicted" }))).toMatchObject({ code: undefined });
    expect(failureOf(pod({ phase: "Failed", reason: "NodeAffinity" }))).toMatchObject({
      text: "failed: NodeAffinity",
    });
  });
});

describe("the pods of a Job", () => {
  it("are in the order in which they were made", () => {
    const of = (name: string, creationTimestamp: string) => ({
      metadata: { name, uid: name, creationTimestamp },
    });
    const list = {
      items: [
        of("c", "2026-01-31T12:00:10Z"),
        of("b", "2026-01-31T12:00:00Z"),
        of("a", "2026-01-31T12:00:10Z"),
      ],
    };
    expect(podsOf(list).map(({ metadata }) => metadata.name)).toEqual(["b", "a", "c"]);
  });

  it("have a log of each container that began", () => {
    expect(started(pod(container({ waiting: { reason: "x" } })))).toEqual([]);
    expect(started(pod(container({ running: {} })))).toEqual(["restore"]);
    expect(started(pod(ended(0)))).toEqual(["restore"]);
  });
});
