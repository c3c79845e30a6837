import { describe, expect, it } from "vitest";
import { figuresOf } from "../../../sandbox/bench/figures";
import type { Measured } from "../../../sandbox/bench/measured";
import type { PartResult } from "../../../sandbox/bench/part";
import { reportLines } from "../../../sandbox/bench/report";

const MIB = 1024 ** 2;

const took = (seconds: number, peakMib: number, diskBytes?: number): Measured => ({
  seconds,
  peakRssBytes: peakMib * MIB,
  diskBytes,
  scratchBytes: undefined,
});

const part: PartResult = {
  title: "Backup",
  facts: ["A fact."],
  runs: new Map([
    ["job", [took(4, 90, 0), took(3, 100, 10), took(20, 80, 5)]],
    ["runbook", [took(10, 60), took(10, 60), took(25, 60)]],
  ]),
  comparisons: [
    { way: "job", by: "runbook", target: 0.5, aim: 0.35 },
    { way: "runbook", by: "job" },
  ],
  limits: [{ way: "job", peakRssBytes: 100 * MIB, diskBytes: 11 }],
};

describe("figures", () => {
  it("divide round by round, not median by median", () => {
    expect(figuresOf(part).ratios[0]?.ratio).toEqual({ median: 0.4, min: 0.3, max: 0.8 });
  });
  it("judge the median ratio by the target, and nothing without one", () => {
    expect(figuresOf(part).ratios.map(({ met }) => met)).toEqual([true, undefined]);
    const strict = { ...part, comparisons: [{ way: "job", by: "runbook", target: 0.39 }] };
    expect(figuresOf(strict).ratios[0]?.met).toBe(false);
  });
  it("judge the largest of all runs by a limit, which it must stay under", () => {
    expect(figuresOf(part).limits).toMatchObject([
      { what: "peak memory", bytes: 100 * MIB, met: false },
      { what: "written to disk", bytes: 10, met: true },
    ]);
  });
  it("judge nothing that was not measured", () => {
    const limits = [{ way: "runbook", diskBytes: 1 }];
    expect(figuresOf({ ...part, limits }).limits).toMatchObject([{ bytes: undefined, met: undefined }]);
  });
  it("refuse a comparison with a way that did not run", () => {
    expect(() => figuresOf({ ...part, comparisons: [{ way: "job", by: "nobody" }] })).toThrow(RangeError);
  });
});

describe("report", () => {
  const lines = reportLines(figuresOf(part));
  const lineOf = (start: string): string => lines.find((line) => line.startsWith(start)) ?? "";

  it("has a line for each way with its spread and what it wrote", () => {
    expect(lineOf("job ").split(/ {2,}/)).toEqual([
      "job",
      "4.00 s",
      "3.00 s",
      "20.00 s",
      "100.0 MiB",
      "10 B",
      "-",
    ]);
  });
  it("has a line for each ratio with target, aim and verdict", () => {
    expect(lineOf("job ÷ runbook").split(/ {2,}/)).toEqual([
      "job ÷ runbook",
      "0.40",
      "0.30",
      "0.80",
      "≤ 0.50",
      "0.35",
      "met",
    ]);
  });
  it("says loudly what was missed", () => {
    expect(lineOf("job, peak memory")).toMatch(/100\.0 MiB {2}< 100\.0 MiB.*MISSED$/);
  });
  it("lists the steps that a job's log names, and none for ways without a log", () => {
    const step = (seconds: number): Measured => ({
      ...took(4, 1),
      phases: { "restored.dataSeconds": seconds },
    });
    const runs = new Map([
      ["job", [step(3), step(1), step(2)]],
      ["runbook", [took(8, 1), took(8, 1), took(8, 1)]],
    ]);
    const steps = reportLines(figuresOf({ ...part, runs })).filter((line) => line.includes(": "));
    expect(steps.map((line) => line.split(/ {2,}/))).toEqual([
      ["job: restored.dataSeconds", "2.00 s", "1.00 s", "3.00 s"],
    ]);
  });
  it("begins with title and facts", () => {
    expect(lines.slice(0, 2)).toEqual(["Backup", "  A fact."]);
  });
});
