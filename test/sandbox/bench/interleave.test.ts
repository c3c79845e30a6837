import { describe, expect, it } from "vitest";
import { interleave, type Way } from "../../../sandbox/bench/interleave";
import type { Measured } from "../../../sandbox/bench/measured";

const took = (seconds: number): Measured => ({
  seconds,
  peakRssBytes: 1,
  diskBytes: undefined,
  scratchBytes: undefined,
});

/** A way that notes its steps and takes one second more at each run. */
function noting(name: string, steps: string[]): Way {
  let runs = 0;
  return {
    name,
    prepare: () => Promise.resolve(steps.push(`prepare ${name}`)).then(() => undefined),
    run: () => {
      steps.push(`run ${name}`);
      runs += 1;
      return Promise.resolve(took(runs));
    },
  };
}

describe("interleaved runs", () => {
  it("take turns, each prepared first", async () => {
    const steps: string[] = [];
    await interleave([noting("a", steps), noting("b", steps)], 1, () => undefined);
    const round = ["prepare a", "run a", "prepare b", "run b"];
    expect(steps).toEqual([...round, ...round]);
  });
  it("leave the first round out", async () => {
    const runs = await interleave([noting("a", [])], 2, () => undefined);
    expect(runs.get("a")?.map(({ seconds }) => seconds)).toEqual([2, 3]);
  });
  it("report each run", async () => {
    const lines: string[] = [];
    await interleave([noting("a", [])], 1, (line) => lines.push(line));
    expect(lines).toEqual(["warm-up: a: 1.00 s", "round 1 of 1: a: 2.00 s"]);
  });
  it("refuse two ways of one name", async () => {
    await expect(interleave([noting("a", []), noting("a", [])], 1, () => undefined)).rejects.toThrow("a, a");
  });
  it("end with the first run that fails", async () => {
    const failing: Way = { name: "a", run: () => Promise.reject(new Error("no")) };
    await expect(interleave([failing], 3, () => undefined)).rejects.toThrow("no");
  });
});
