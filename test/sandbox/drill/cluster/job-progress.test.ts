import { describe, expect, it } from "vitest";
import { endOf, JobProgress } from "../../../../sandbox/drill/cluster/job-progress";

const restore = { kind: "Job", namespace: "kyb", name: "restore" };

/** A Job as the API server tells it. */
const job = (status: object = {}, uid = "1"): object => ({
  metadata: { namespace: "kyb", name: "restore", uid },
  status,
});
const ended = (type: string, message = ""): object =>
  job({ failed: 1, conditions: [{ type, status: "True", message }] });

describe("a Job's progress", () => {
  it("reports a start, pods that failed and a success, each once", () => {
    const progress = new JobProgress(() => "container job ended with exit code 137");
    const steps = [
      job(),
      job(),
      job({ failed: 1 }),
      job({ failed: 1 }),
      ended("Complete"),
      ended("Complete"),
    ];
    expect(steps.map((step, at) => progress.look(step, at))).toEqual([
      [{ object: restore, phase: "started", at: 0 }],
      [],
      [{ object: restore, phase: "retried", at: 2, message: "container job ended with exit code 137" }],
      [],
      [{ object: restore, phase: "done", at: 4 }],
      [],
    ]);
  });
  it("reports a failure in the controller's words and the pod's", () => {
    const progress = new JobProgress(({ name }) => `no backup (${name})`);
    progress.look(job(), 0);
    expect(progress.look(ended("Failed", "BackoffLimitExceeded"), 1)).toEqual([
      { object: restore, phase: "failed", at: 1, message: "BackoffLimitExceeded: no backup (restore)" },
    ]);
  });
  it("does not take the last pod's failure for one that another pod follows", () => {
    const progress = new JobProgress(() => "");
    progress.look(job(), 0);
    expect(progress.look(ended("FailureTarget"), 1)).toEqual([]);
  });
  it("tells two Jobs of one name apart", () => {
    const progress = new JobProgress(() => "");
    progress.look(ended("Complete"), 0);
    expect(progress.look(job({}, "2"), 1)).toEqual([{ object: restore, phase: "started", at: 1 }]);
  });
  it("takes no condition for an end that is not true", () => {
    expect(endOf(job({ conditions: [{ type: "Failed", status: "False" }] }))).toBeUndefined();
    // The controller is about to end the last pods.
    expect(endOf(job({ conditions: [{ type: "FailureTarget", status: "True" }] }))).toBeUndefined();
  });
});
