import { describe, expect, it } from "vitest";
import { everyMinutes, readCron } from "../../lib/cron";

describe("a schedule", () => {
  it("may have lists, ranges, steps and names", () => {
    expect(readCron("5,35 8-18/5 1,15 jan-mar,DEC mon-fri").schedule).toEqual({
      minutes: [5, 35],
      hours: [8, 13, 18],
      daysOfMonth: [1, 15],
      months: [1, 2, 3, 12],
      daysOfWeek: [1, 2, 3, 4, 5],
      eitherDay: true,
    });
  });

  it("has a step without a range to the end of the field", () => {
    expect(readCron("40/5 */12 * * *").schedule).toMatchObject({ minutes: [40, 45, 50, 55], hours: [0, 12] });
  });

  it("has overlapping items once, in order", () => {
    expect(readCron("30,10-12,11 0 * * *").schedule?.minutes).toEqual([10, 11, 12, 30]);
  });

  it("may have a name", () => {
    expect(readCron("@weekly")).toEqual(readCron("0 0 * * 0"));
  });

  it.each([
    ["", "has 0 fields", "write minute, hour, day of month, month and day of week"],
    ["* * * *", "has 4 fields", "write minute, hour, day of month, month and day of week"],
    ["0 0 2 * * *", "has 6 fields", "write minute, hour, day of month, month and day of week"],
    ["@often", "has 1 fields", "write minute, hour, day of month, month and day of week"],
    ["constructor", "has 1 fields", "write minute, hour, day of month, month and day of week"],
    ["TZ=UTC 0 * * * *", "has a time zone in it", "set the zone in timeZone"],
    ["60 * * * *", "has minute 60", "keep minute within 0-59"],
    ["* 24 * * *", "has hour 24", "keep hour within 0-23"],
    ["* * 0 * *", "has day of month 0", "keep day of month within 1-31"],
    ["* * 32 * *", "has day of month 32", "keep day of month within 1-31"],
    ["* * * 13 *", "has month 13", "keep month within 1-12"],
    ["* * * * 7", "has day of week 7", "keep day of week within 0-6"],
    ["* * * foo *", "has month foo", "keep month within 1-12"],
    ["*/0 * * * *", "has minute */0", "keep minute within 0-59"],
    ["*/x * * * *", "has minute */x", "keep minute within 0-59"],
    ["1/2/3 * * * *", "has minute 1/2/3", "keep minute within 0-59"],
    ["1-2-3 * * * *", "has minute 1-2-3", "keep minute within 0-59"],
    ["30-10 * * * *", "has minute 30-10", "keep minute within 0-59"],
    ["1,,2 * * * *", "has minute 1,,2", "keep minute within 0-59"],
    ["-5 * * * *", "has minute -5", "keep minute within 0-59"],
    ["1.5 * * * *", "has minute 1.5", "keep minute within 0-59"],
  ])("%j is refused with a reason and a remedy", (text, what, remedy) => {
    expect(readCron(text)).toEqual({ faults: [{ what, remedy }] });
  });

  it("names every wrong field at once", () => {
    expect(readCron("61 25 0 13 8").faults).toHaveLength(5);
  });

  it.each(["0 2 1-7 * 0", "0 2 */2 * mon", "0 2 1 * 1-5"])("%j fires on either day", (text) => {
    expect(readCron(text).schedule?.eitherDay).toBe(true);
  });

  it.each(["0 2 * * 0", "0 2 1-7 * *", "0 2 ? * 0", "0 2 */1 * 0", "0 2 1,* * 0", "*/15 * * * *"])(
    "%j does not fire on either day",
    (text) => {
      expect(readCron(text).schedule?.eitherDay).toBe(false);
    },
  );
});

describe("@every", () => {
  it.each([
    ["@every 90m", 90],
    ["@every 1.5h30s", 90.5],
    ["@every 0s", undefined],
    ["@every", undefined],
    ["@daily", undefined],
  ])("%j is %s minutes", (text, minutes) => {
    expect(everyMinutes(text)).toBe(minutes);
  });
});
