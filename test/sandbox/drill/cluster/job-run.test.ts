import { describe, expect, it } from "vitest";
import { type Attempt, isFinal, readJob, runJob } from "../../../../sandbox/drill/cluster/job-run";
import type { StoredObject } from "../../../../sandbox/drill/cluster/stored-object";

function job(spec: object = {}, containers: readonly object[] = [{ name: "restore", image: "jobs" }]) {
  const object: StoredObject = {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "restore-1", namespace: "kyb" },
    spec: { template: { spec: { containers } }, ...spec },
  };
  return object;
}

const end = (exitCode: number, more: Partial<Attempt> = {}): Attempt => ({
  container: "restore",
  exitCode,
  message: "no such backup.",
  deadlineExceeded: false,
  ...more,
});

const rule = (operator: string, values: readonly number[], containerName?: string) => ({
  podFailurePolicy: {
    rules: [
      { action: "FailJob", onExitCodes: { operator, values, ...(containerName && { containerName }) } },
    ],
  },
});

/** Runs a job whose pods end like this one after another; gives how many there were and how it failed. */
async function tried(spec: object, ends: readonly Attempt[], signal = new AbortController().signal) {
  let pods = 0;
  const attempt = () => Promise.resolve(ends[pods++] ?? end(0));
  const failure = await runJob(job(spec), { attempt, pauseMs: 1, signal }).then(
    () => "",
    (error: unknown) => String(error),
  );
  return { pods, failure };
}

describe("a Job", () => {
  it("is done with the first pod that ends well", async () => {
    expect(await tried({}, [end(0)])).toEqual({ pods: 1, failure: "" });
    expect(await tried({ backoffLimit: 2 }, [end(1), end(3), end(0)])).toEqual({ pods: 3, failure: "" });
  });

  it("fails after backoffLimit retries, naming job, exit code, cause and remedy", async () => {
    const { pods, failure } = await tried({ backoffLimit: 1 }, [end(1), end(4), end(0)]);
    expect(pods).toBe(2);
    expect(failure).toBe(
      "Error: Job kyb/restore-1 failed: container restore ended with exit code 4 in the last of 2 tries: no such " +
        "backup. Mend the cause, then run pulumi up again: what is done stays done.",
    );
  });

  it("is tried six times more where it says nothing", async () => {
    expect(
      (
        await tried(
          {},
          Array.from({ length: 9 }, () => end(1)),
        )
      ).pods,
    ).toBe(7);
  });

  it("is not tried again after an exit code that its policy calls final", async () => {
    const { pods, failure } = await tried({ backoffLimit: 2, ...rule("In", [2, 4]) }, [end(4)]);
    expect(pods).toBe(1);
    expect(failure).toContain("ended with exit code 4: no such backup.");
  });

  it("is not tried again after its deadline, nor when the update is cancelled", async () => {
    const late = await tried({ activeDeadlineSeconds: 7 }, [end(143, { deadlineExceeded: true })]);
    expect(late.pods).toBe(1);
    expect(late.failure).toContain("stopped after its 7 s");
    const cancelled = await tried({}, [end(143)], AbortSignal.abort());
    expect(cancelled.pods).toBe(1);
    expect(cancelled.failure).toContain("the update was cancelled");
  });

  it("gives each pod what is left of its deadline", async () => {
    const given: (number | undefined)[] = [];
    const attempt = (_: unknown, seconds: number | undefined) => {
      given.push(seconds);
      return Promise.resolve(end(given.length === 1 ? 1 : 0));
    };
    const { signal } = new AbortController();
    await runJob(job({ activeDeadlineSeconds: 50 }), { attempt, pauseMs: 1100, signal });
    expect(given).toEqual([50, 49]);
  });

  it("tells why a pod failed that another one follows, and nothing of the last", async () => {
    const told: string[] = [];
    const ends = [end(1), end(3, { message: "no login" }), end(4)];
    const { signal } = new AbortController();
    const run = runJob(job({ backoffLimit: 2 }), {
      attempt: () => Promise.resolve(ends.shift() ?? end(0)),
      pauseMs: 1,
      onRetry: (why) => told.push(why),
      signal,
    });
    await expect(run).rejects.toThrow("exit code 4");
    expect(told).toEqual([
      "container restore ended with exit code 1: no such backup.",
      "container restore ended with exit code 3: no login",
    ]);
  });

  it("is refused with two containers, or none", () => {
    const one = { name: "a", image: "i" };
    expect(() => readJob(job({}, [one, one]))).toThrow("Job kyb/restore-1 has 2 containers");
    expect(() => readJob(job({}, []))).toThrow("template.spec.containers");
  });
});

describe("a podFailurePolicy", () => {
  const judged = (policy: object, attempt: Attempt): boolean => isFinal(readJob(job(policy)), attempt);

  it("goes by operator and values", () => {
    expect(judged(rule("In", [2, 4]), end(4))).toBe(true);
    expect(judged(rule("In", [2, 4]), end(1))).toBe(false);
    expect(judged(rule("NotIn", [1, 3]), end(2))).toBe(true);
    expect(judged(rule("NotIn", [1, 3]), end(3))).toBe(false);
    expect(judged({}, end(4))).toBe(false);
  });

  it("speaks of one container where it names one", () => {
    expect(judged(rule("In", [4], "restore"), end(4))).toBe(true);
    expect(judged(rule("In", [4], "restore"), end(4, { container: "prepare" }))).toBe(false);
  });
});
