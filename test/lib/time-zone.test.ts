import { describe, expect, it } from "vitest";
import { changesOf, isTimeZone } from "../../lib/time-zone";

describe("isTimeZone", () => {
  it.each(["Etc/UTC", "UTC", "GMT", "America/Los_Angeles", "Asia/Kolkata", "US/Eastern", "Etc/GMT+5"])(
    "knows %s",
    (name) => {
      expect(isTimeZone(name)).toBe(true);
    },
  );

  it.each([
    "",
    "Local",
    "PST8",
    "PST",
    "IST",
    "Mars/Olympus",
    "+02:00",
    "america/los_angeles",
    "America/los_angeles",
    "EUROPE/BERLIN",
    "Pacific",
  ])("refuses %j", (name) => {
    expect(isTimeZone(name)).toBe(false);
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

  it.each(["Etc/UTC", "Asia/Kolkata"])("are none in %s", (zone) => {
    expect(changesOf(zone, Date.UTC(2026, 0, 1))).toEqual([]);
  });

  it.each(["America/Los_Angeles", "Australia/Sydney", "Africa/Casablanca"])("are some in %s", (zone) => {
    expect(changesOf(zone, Date.UTC(2026, 0, 1)).length).toBeGreaterThan(1);
  });
});
