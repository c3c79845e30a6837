import { describe, expect, it } from "vitest";
import { isAmbiguous, parseCron } from "../../../infra/recovery/cron";
import { problemsOf } from "../../../infra/problem";

describe("parseCron", () => {
  it("reads lists, ranges, steps and names", () => {
    expect(parseCron("5,35 8-18/5 1,15 jan-mar,DEC mon-fri")).toEqual({
      minutes: [5, 35],
      hours: [8, 13, 18],
      daysOfMonth: [1, 15],
      months: [1, 2, 3, 12],
      daysOfWeek: [1, 2, 3, 4, 5],
      eitherDay: true,
    });
  });

  it("reads a step without a range to the end of the field", () => {
    expect(parseCron("40/5 */12 * * *")).toMatchObject({ minutes: [40, 45, 50, 55], hours: [0, 12] });
  });

  it("sorts and joins overlapping items", () => {
    expect(parseCron("30,10-12,11 0 * * *").minutes).toEqual([10, 11, 12, 30]);
  });

  it.each([
    ["", "0 fields"],
    ["* * * *", "4 fields"],
    ["0 0 2 * * *", "6 fields"],
    ["@daily", "1 fields"],
    ["60 * * * *", "minute 60"],
    ["* 24 * * *", "hour 24"],
    ["* * 0 * *", "day of month 0"],
    ["* * 32 * *", "day of month 32"],
    ["* * * 13 *", "month 13"],
    ["* * * * 7", "Sunday is 0"],
    ["* * * foo *", '"foo" is no number'],
    ["*/0 * * * *", "step"],
    ["*/x * * * *", "step"],
    ["1/2/3 * * * *", "two steps"],
    ["1-2-3 * * * *", "two hyphens"],
    ["30-10 * * * *", "runs backwards"],
    ["1,,2 * * * *", "is no number"],
    ["-5 * * * *", "is no number"],
    ["1.5 * * * *", "is no number"],
  ])("refuses %j and says why", (expression, reason) => {
    const problems = problemsOf(() => parseCron(expression));
    expect(problems.map((problem) => problem.remedy).join()).toContain(reason);
    expect(problems[0]?.value).toBe(`"${expression}"`);
  });

  it("names every wrong field at once", () => {
    expect(problemsOf(() => parseCron("61 25 0 13 8"))).toHaveLength(5);
  });
});

describe("isAmbiguous", () => {
  it.each(["0 2 1-7 * 0", "0 2 */2 * mon", "0 2 1 * 1-5"])("sees that %j means either day", (expression) => {
    expect(isAmbiguous(expression)).toBe(true);
  });

  it.each(["0 2 * * 0", "0 2 1-7 * *", "0 2 ? * 0", "0 2 */1 * 0", "0 2 1,* * 0", "*/15 * * * *"])(
    "lets %j pass",
    (expression) => {
      expect(isAmbiguous(expression)).toBe(false);
    },
  );
});
