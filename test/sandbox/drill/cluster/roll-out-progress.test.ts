import { describe, expect, it } from "vitest";
import { RollOutProgress } from "../../../../sandbox/drill/cluster/roll-out-progress";

/** A Deployment as the API server tells it. */
const api = (generation: number, replicas: number, status: object = {}): object => ({
  metadata: { namespace: "kyb", name: "api", uid: "1", generation },
  spec: { replicas },
  status,
});
const all = (observedGeneration: number, replicas: number): object => ({
  observedGeneration,
  updatedReplicas: replicas,
  availableReplicas: replicas,
});

const phases = (...looks: readonly object[]): string[] => {
  const progress = new RollOutProgress();
  return looks.map((look, at) =>
    progress
      .look(look, at)
      .map(({ phase }) => phase)
      .join(),
  );
};

describe("a roll-out's progress", () => {
  it("begins with replicas that are not there, and ends when all are available", () => {
    expect(phases(api(1, 2), api(1, 2, all(1, 1)), api(1, 2, all(1, 2)), api(1, 2, all(1, 2)))).toEqual([
      "started",
      "",
      "done",
      "",
    ]);
  });
  it("does not end while the controller has not seen the change", () => {
    expect(phases(api(1, 1, all(1, 1)), api(2, 1, all(1, 1)), api(2, 1, all(2, 1)))).toEqual([
      "",
      "started",
      "done",
    ]);
  });
  it("tells nothing of a Deployment that is wanted without replicas", () => {
    expect(phases(api(1, 0), api(1, 0, all(1, 0)))).toEqual(["", ""]);
  });
  it("does not end a roll-out that was called off by a scale to 0", () => {
    expect(phases(api(1, 1), api(2, 0, all(2, 0)), api(3, 1), api(3, 1, all(3, 1)))).toEqual([
      "started",
      "",
      "started",
      "done",
    ]);
  });
});
