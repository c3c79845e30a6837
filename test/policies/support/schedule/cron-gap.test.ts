import { describe, expect, it } from "vitest";
import { longestGapIn, longestGapMinutes } from "../../../../policies/support/schedule/cron-gap";
import { changesOf } from "../../../../policies/support/schedule/zone-change";

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
  ])("of %s is %d minutes", (schedule, minutes) => {
    expect(longestGapMinutes(schedule)).toBe(minutes);
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

describe("changes of a zone's clock", () => {
  it("are those of two years, to the minute", () => {
    expect(changesOf("Europe/Berlin", Date.UTC(2026, 0, 1))).toEqual([
      { at: Date.UTC(2026, 2, 29, 1) / 60_000, before: 60, after: 120 },
      { at: Date.UTC(2026, 9, 25, 1) / 60_000, before: 120, after: 60 },
      { at: Date.UTC(2027, 2, 28, 1) / 60_000, before: 60, after: 120 },
      { at: Date.UTC(2027, 9, 31, 1) / 60_000, before: 120, after: 60 },
    ]);
  });
});
