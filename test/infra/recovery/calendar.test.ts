import { describe, expect, it } from "vitest";
import type { MonthlySlot } from "../../../infra/catalog/types";
import { problemsOf } from "../../../infra/problem";
import { longestGapMinutes, monthlyCron } from "../../../infra/recovery/calendar";
import { parseCron } from "../../../infra/recovery/cron";

describe("longestGapMinutes", () => {
  it.each([
    ["* * * * *", 1],
    ["*/15 * * * *", 15],
    // 56 to 0 is 4, all others are 7.
    ["*/7 * * * *", 7],
    ["*/45 * * * *", 45],
    ["5,35 * * * *", 30],
    ["0,10 * * * *", 50],
    ["0 2 * * *", 1440],
    ["0 2,4 * * *", 22 * 60],
    // From Friday 23:59 to Monday 0:00.
    ["* * * * 1-5", 2 * 1440 + 1],
    ["0 2 * * 0", 7 * 1440],
    ["0 2 1-31 * 0", 1440],
    ["0 0 1 * *", 31 * 1440],
    // From 31 December to 31 January is 31, from 31 March to 31 May 61.
    ["0 0 31 * *", 61 * 1440],
    ["0 0 1 1,4,7,10 *", 92 * 1440],
    // 1896 to 1904 would be the same: no leap day in 2100.
    ["0 0 29 2 *", (8 * 365 + 1) * 1440],
    // "First Sunday" that is every day from 1 to 7 and every Sunday (trap 2).
    ["0 2 1-7 * 0", 7 * 1440],
    ["0 0 */2 * 1", 2 * 1440],
  ])("of %j is %i", (expression, minutes) => {
    expect(longestGapMinutes(expression)).toBe(minutes);
  });

  it("refuses a schedule that never fires", () => {
    const [problem] = problemsOf(() => longestGapMinutes("0 0 30 2 *"));
    expect(problem).toMatchObject({ value: '"0 0 30 2 *"', limit: "fire on some day of the calendar" });
  });

  it("agrees with counting the days one by one through Date over 28 years", () => {
    const { daysOfMonth, months, daysOfWeek } = parseCron("0 0 13 * 5");
    const days: number[] = [];
    for (let day = Date.UTC(2001, 0, 1); day < Date.UTC(2029, 0, 1); day += 86_400_000) {
      const date = new Date(day);
      if (!months.includes(date.getUTCMonth() + 1)) continue;
      if (daysOfMonth.includes(date.getUTCDate()) || daysOfWeek.includes(date.getUTCDay()))
        days.push(day / 86_400_000);
    }
    const steps = days.slice(1).map((day, index) => day - (days[index] ?? day));
    expect(longestGapMinutes("0 0 13 * 5")).toBe(Math.max(...steps) * 1440);
  });
});

describe("monthlyCron", () => {
  const slot: MonthlySlot = { weekday: "sunday", ordinal: 1, hour: 2, timeZone: "Etc/UTC" };

  it("schedules every such weekday and lets the days of the month decide", () => {
    expect(monthlyCron(slot)).toEqual({ schedule: "0 2 * * 0", firstDay: 1, lastDay: 7 });
    expect(monthlyCron({ ...slot, weekday: "friday", ordinal: 3 })).toEqual({
      schedule: "0 2 * * 5",
      firstDay: 15,
      lastDay: 21,
    });
  });

  it("goes on exactly once in every month of 50 years, on the first Sunday", () => {
    const { firstDay, lastDay } = monthlyCron(slot);
    for (let month = 0; month < 600; month += 1) {
      const sundays = Array.from({ length: 31 }, (_, day) => new Date(Date.UTC(2000, month, day + 1))).filter(
        (date) => date.getUTCDay() === 0 && date.getUTCMonth() === month % 12,
      );
      const chosen = sundays.filter((date) => date.getUTCDate() >= firstDay && date.getUTCDate() <= lastDay);
      expect(chosen).toEqual([sundays[0]]);
    }
  });
});
