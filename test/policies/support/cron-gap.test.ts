import { describe, expect, it } from "vitest";
import { longestGapMinutes } from "../../../policies/support/cron-gap";

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
