import { describe, expect, it } from "vitest";
import type { DrillResult, Passage } from "../../../sandbox/drill/drill-result";
import { trueTime, verdictsOf, type Target, type Verdict } from "../../../sandbox/drill/verdict";
import { declared, drillResult, passage } from "./drill-fixture";

const resultOf = (failover: Partial<Passage>, failback?: Passage): DrillResult => ({
  ...drillResult,
  services: [
    {
      service: "tasks-app",
      declared,
      failover: { ...passage, ...failover },
      ...(failback === undefined ? {} : { failback }),
    },
  ],
});

const verdictOn = (target: Target, failover: Partial<Passage>): Verdict | undefined =>
  verdictsOf(resultOf(failover)).find((verdict) => verdict.target === target);

describe("true time", () => {
  it("is waiting times the scale, and work as it was", () => {
    expect(trueTime(passage, 100)).toEqual({
      detectionSeconds: 25,
      dnsSeconds: 50,
      workSeconds: 30,
      rtoSeconds: 105,
    });
  });
  it("has no recovery time when there was no good answer", () => {
    const { dnsSeconds, rtoSeconds } = trueTime({ ...passage, dnsRealSeconds: undefined }, 100);
    expect([dnsSeconds, rtoSeconds]).toEqual([undefined, undefined]);
  });
});

describe("verdicts", () => {
  it("are met by a good drill, one for each target", () => {
    expect(verdictsOf(drillResult).map(({ target, met }) => [target, met])).toEqual([
      ["rpo", true],
      ["rto", true],
      ["rto-budget", true],
      ["single-writer", true],
      ["no-changes", true],
    ]);
  });
  it("ask for no loss only after a fence", () => {
    expect(verdictOn("nothing-lost", { fenced: false })).toBeUndefined();
    expect(verdictOn("nothing-lost", { fenced: true, rowsLost: 0 })?.met).toBe(true);
    expect(verdictOn("nothing-lost", { fenced: true })).toMatchObject({
      met: false,
      reason: "7 of 400 acknowledged rows lost after a fence, none may be",
    });
  });
  it("judge the data loss by the declared RPO, itself included", () => {
    expect(verdictOn("rpo", { rpoSeconds: 3600 })?.met).toBe(true);
    expect(verdictOn("rpo", { rpoSeconds: 3660 })).toMatchObject({
      met: false,
      reason: "measured 61.0 min, the declared RPO is 60.0 min (60.0 s more)",
    });
  });
  it("judge the true recovery time by the declared RTO", () => {
    expect(verdictOn("rto", { workSeconds: 14_325 })?.met).toBe(true);
    expect(verdictOn("rto", { workSeconds: 14_326 })?.met).toBe(false);
  });
  it("judge the true recovery time by 1.1 times detection, TTL, restore and start of the budget", () => {
    expect(verdictOn("rto-budget", { workSeconds: 35 })).toMatchObject({
      met: true,
      reason: "measured 110.0 s, 1.1 × (detection + TTL + restore + start) is 110.0 s",
    });
    expect(verdictOn("rto-budget", { workSeconds: 36 })).toMatchObject({ met: false });
    expect(verdictOn("rto-budget", { detectionRealSeconds: 0.31 })).toMatchObject({
      met: false,
      reason: "measured 111.0 s, 1.1 × (detection + TTL + restore + start) is 110.0 s (1.00 s more)",
    });
  });
  it("hold the restore against 1.3 times the restore alone, where that was rehearsed", () => {
    const took = (restore?: number): Partial<Passage> => ({
      restoreAloneSeconds: 10,
      phaseSeconds: restore === undefined ? {} : { restore },
    });
    expect(verdictOn("restore-share", took(13))).toMatchObject({
      met: true,
      reason: "measured 13.0 s, 1.3 × the restore alone is 13.0 s",
    });
    expect(verdictOn("restore-share", took(13.5))?.met).toBe(false);
    expect(verdictOn("restore-share", took())).toMatchObject({
      met: false,
      reason: expect.stringMatching(/^the restore did not end/) as string,
    });
    expect(verdictOn("restore-share", {})).toBeUndefined();
  });
  it("miss both times when there was no good answer, and say what went wrong", () => {
    const none = { dnsRealSeconds: undefined, failure: "restore ended with exit code 4" };
    for (const target of ["rto", "rto-budget"] as const)
      expect(verdictOn(target, none)).toMatchObject({
        met: false,
        reason: expect.stringMatching(
          /^no good answer by the end.*: restore ended with exit code 4$/,
        ) as string,
      });
    expect(verdictOn("rpo", none)?.reason).not.toContain("exit code");
  });
  it("miss what could not be counted", () => {
    const unknown = { fenced: true, rowsLost: undefined, rpoSeconds: undefined };
    expect(verdictOn("rpo", unknown)).toMatchObject({
      met: false,
      reason: "the rows of the new side could not be counted; the declared RPO is 60.0 min",
    });
    expect(verdictOn("nothing-lost", unknown)?.met).toBe(false);
  });
  it("name two writers, when and how often", () => {
    const overlap = { service: "tasks-app", sides: ["a", "b"], fromMs: 0, toMs: 1500, rows: 9 } as const;
    expect(verdictOn("single-writer", { overlaps: [overlap, overlap] })).toMatchObject({
      met: false,
      reason: "b wrote while a still did, for 1.50 s from 1970-01-01T00:00:00.000Z (9 rows, 2 times in all)",
    });
  });
  it("ask that nothing is left to do in the end", () => {
    const verdict = verdictsOf({ ...drillResult, unrest: ["dr: 2 to update"] }).at(-1);
    expect(verdict).toMatchObject({ target: "no-changes", met: false, reason: "dr: 2 to update" });
  });
  it("judge a failback as a failover", () => {
    const verdicts = verdictsOf(resultOf({}, { ...passage, fenced: true, rowsLost: 1 }));
    expect(verdicts.map((verdict) => verdict.passage)).toEqual([
      ...Array.from({ length: 4 }, () => "failover"),
      ...Array.from({ length: 5 }, () => "failback"),
      "end",
    ]);
    expect(verdicts.filter(({ met }) => !met)).toMatchObject([
      { passage: "failback", target: "nothing-lost" },
    ]);
  });
});
