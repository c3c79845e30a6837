import { describe, expect, it } from "vitest";
import { readCron } from "../../lib/cron";
import { longestGapIn, longestGapMinutes, longestGapOfAny } from "../../lib/cron-gap";

const HOUR = 60;
const DAY = 24 * HOUR;

describe("the longest gap of a schedule", () => {
  it.each([
    ["*/20 * * * *", 20],
    ["5,35 * * * *", 30],
    ["0,10 * * * *", 50],
    ["0 * * * *", HOUR],
    ["@daily", DAY],
    ["@every 90m", 90],
    ["@every 1.5h30s", 90.5],
    ["0 2,14 * * *", 12 * HOUR],
    ["0 9-17/4 * * *", 16 * HOUR],
    ["0 0 * * sat", 7 * DAY],
    ["0 0 * * 1-5", 3 * DAY],
    ["0 0 1 * *", 31 * DAY],
    ["0 0 31 * *", 61 * DAY],
    ["0 0 1 1 *", 366 * DAY],
    ["0 0 1,8,15,22,29 * 0", 7 * DAY],
    ["0 0 */7 * 0", 7 * DAY],
    ["0 0 */1 * 0", 7 * DAY],
    ["0 0 */10 * *", 10 * DAY],
    ["0 0 31 2 *", Infinity],
    ["* * * * *", 1],
    // 56 to 0 is 4, all others are 7.
    ["*/7 * * * *", 7],
    ["*/45 * * * *", 45],
    ["0 2,4 * * *", 22 * HOUR],
    // From Friday 23:59 to Monday 0:00.
    ["* * * * 1-5", 2 * DAY + 1],
    ["0 2 1-31 * 0", DAY],
    ["0 0 1 1,4,7,10 *", 92 * DAY],
    // 1896 to 1904 would be the same: no leap day in 2100.
    ["0 0 29 2 *", (8 * 365 + 1) * DAY],
    // "First Sunday" that is every day from 1 to 7 and every Sunday (trap 2).
    ["0 2 1-7 * 0", 7 * DAY],
    ["0 0 */2 * 1", 2 * DAY],
  ])("of %s is %d minutes", (schedule, minutes) => {
    expect(longestGapMinutes(schedule)).toBe(minutes);
  });

  it("agrees with counting the days one by one through Date over 28 years", () => {
    const { schedule } = readCron("0 0 13 * 5");
    const { daysOfMonth = [], months = [], daysOfWeek = [] } = schedule ?? {};
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

  it.each([
    "",
    "hourly",
    "constructor",
    "toString",
    "@every",
    "@every 0s",
    "61 * * * *",
    "0 0 * *",
    "TZ=UTC 0 * * * *",
  ])("of %s is none", (schedule) => {
    expect(longestGapMinutes(schedule)).toBeUndefined();
  });
});

describe("the longest gap of several schedules", () => {
  it.each([
    [["*/20 * * * *"], 20],
    [["0 0 * * sat"], 7 * DAY],
    // A full backup on Sunday, differential ones on the other days: the longest wait is from Sunday to Monday.
    [["10 1 * * 0", "40 1 * * 1-6"], DAY + 30],
    [["40 1 * * 1-6", "10 1 * * 0"], DAY + 30],
    [["0 6 * * *", "0 18 * * *"], 12 * HOUR],
    // From the 1st of a month with 31 days to the 1st, but for the 15th.
    [["0 0 1 * *", "0 0 15 * *"], 17 * DAY],
    [["0 0 31 2 *", "0 0 * * 1"], 7 * DAY],
    // A run a minute, beside a schedule whose pattern needs the whole calendar.
    [["* * * * *", "0 0 1 * *"], 1],
    [["*/5 9-17 * * *", "0 0 31 * *"], 15 * HOUR + 5],
    [["0 0 31 2 *"], Infinity],
    [[], Infinity],
  ])("of %j is %d minutes", (schedules, minutes) => {
    expect(longestGapOfAny(schedules)).toBe(minutes);
  });

  it.each([[["0 2 * * *", "daily"]], [["@every 1h"]]])("of %j is none", (schedules) => {
    expect(longestGapOfAny(schedules)).toBeUndefined();
  });
});

describe("the longest gap by the clock of a zone", () => {
  it.each([
    ["30 2 * * *", "Etc/UTC", DAY],
    ["30 2 * * *", "Asia/Tokyo", DAY],
    // The half hour that is left out in spring is left out with its run.
    ["30 2 * * *", "America/New_York", 47 * HOUR],
    ["30 2 * * 0", "Europe/Berlin", 14 * DAY - HOUR],
    ["0 3 * * *", "Europe/Berlin", 25 * HOUR],
    // The hour that comes again in autumn runs again.
    ["30 1 * * *", "America/New_York", DAY],
    ["*/30 * * * *", "Europe/Berlin", 30],
    ["0 * * * *", "Australia/Lord_Howe", 90],
    ["@daily", "Europe/Berlin", 25 * HOUR],
    ["@every 2h", "Europe/Berlin", 2 * HOUR],
    ["0 0 31 2 *", "Europe/Berlin", Infinity],
  ])("of %s in %s is %d minutes", (schedule, zone, minutes) => {
    expect(longestGapIn(schedule, zone)).toBe(minutes);
    expect(longestGapIn(schedule, zone)).toBe(minutes);
  });

  it("of what is no schedule is none", () => {
    expect(longestGapIn("hourly", "Europe/Berlin")).toBeUndefined();
  });
});
