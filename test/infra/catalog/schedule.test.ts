import { describe, expect, it } from "vitest";
import { problemsOf } from "../../../infra/problem";
import { isAmbiguous, longestGapMinutes, longestGapOfAny, parseCron } from "../../../infra/catalog/schedule";

describe("a schedule of the catalog", () => {
  it("names every wrong field at once, each with its remedy", () => {
    const problems = problemsOf(() => parseCron("61 25 0 13 8"));
    expect(problems.map(({ value }) => value)).toEqual(Array.from({ length: 5 }, () => '"61 25 0 13 8"'));
    expect(problems.map(({ remedy }) => remedy)).toContain("it has minute 61: keep minute within 0-59");
  });

  it("is ambiguous where it fires on either of two days", () => {
    expect([isAmbiguous("0 2 1-7 * 0"), isAmbiguous("0 2 * * 0")]).toEqual([true, false]);
  });

  it("is refused where it never fires", () => {
    const [problem] = problemsOf(() => longestGapMinutes("0 0 30 2 *"));
    expect(problem).toMatchObject({
      value: '"0 0 30 2 *"',
      limit: "fire on at least one day of the calendar",
    });
  });

  it("is refused where it has no minutes to count", () => {
    expect(problemsOf(() => longestGapMinutes("every day"))).toHaveLength(1);
    expect(longestGapMinutes("0 2 * * *")).toBe(1440);
  });

  it("counts with others from a run of any to the next of any, and is refused if none fires", () => {
    expect(longestGapOfAny(["10 1 * * 0", "40 1 * * 1-6"])).toBe(24.5 * 60);
    expect(problemsOf(() => longestGapOfAny(["0 2 * * *", "daily"]))).toMatchObject([{ value: '"daily"' }]);
    expect(problemsOf(() => longestGapOfAny(["0 0 30 2 *", "0 0 31 4 *"]))).toMatchObject([
      { value: '"0 0 30 2 *, 0 0 31 4 *"' },
    ]);
  });
});
