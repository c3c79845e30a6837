import { describe, expect, it } from "vitest";
import { firstError } from "../../../sandbox/drill/failover";

describe("the first error of a deployment", () => {
  it("is what failed, not that something did", () => {
    const text =
      "pulumi:pulumi:Stack (x):\n    error: update failed\n  Job (y):\n    error: Job y  failed: exit code 5";
    expect(firstError(text)).toBe("Job y failed: exit code 5");
  });
  it("is the first of a list of problems, with its number", () => {
    const text =
      "    error: 1 problem in the declaration; nothing was deployed:\n      - posture: active\n      more";
    expect(firstError(text)).toBe("1 problem in the declaration; nothing was deployed: - posture: active");
  });
  it("is what a job said, where the end of its log is quoted", () => {
    const log =
      '    * [Pod a/b]: [Error] {"level":"warn","message":"so"}\n{"level":"error","event":"x","message":"no backup of \\"a\\""}';
    expect(firstError(`  Job (y):\n    error: 2 errors occurred:\n${log}`)).toBe('no backup of \\"a\\"');
  });
  it("is everything where there is no error line", () => {
    expect(firstError("the engine\n is gone")).toBe("the engine is gone");
  });
});
