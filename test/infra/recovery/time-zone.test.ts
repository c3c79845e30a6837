import { describe, expect, it } from "vitest";
import { changesClock, isTimeZone } from "../../../infra/recovery/time-zone";

describe("isTimeZone", () => {
  it.each(["Etc/UTC", "UTC", "America/Los_Angeles", "Asia/Kolkata"])("knows %s", (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  it.each(["", "Local", "PST8", "Mars/Olympus", "+02:00", "america/los_angeles", "Pacific"])(
    "refuses %j",
    (name) => {
      expect(isTimeZone(name)).toBe(false);
    },
  );
});

describe("changesClock", () => {
  it.each([
    ["America/Los_Angeles", true],
    ["Australia/Sydney", true],
    ["Etc/UTC", false],
    ["Asia/Kolkata", false],
  ])("of %s is %s", (name, changes) => {
    expect(changesClock(name)).toBe(changes);
  });
});
