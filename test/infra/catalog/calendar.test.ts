import { describe, expect, it } from "vitest";
import type { MonthlySlot } from "../../../infra/catalog/types";
import { monthlyCron } from "../../../infra/catalog/calendar";

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
