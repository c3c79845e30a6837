import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { maintenanceInterval } from "../../../infra/oncall/maintenance";
import { ProblemError } from "../../../infra/problem";
import { maintenance, shop } from "./fixture";

const window = (change: Partial<typeof maintenance>) => shop({ maintenance: { ...maintenance, ...change } });

describe("maintenanceInterval", () => {
  it("is the weekday among seven days of the month, in the window's own time zone", () => {
    expect(maintenanceInterval(shop())).toEqual({
      name: "shop-maintenance",
      time_intervals: [
        {
          weekdays: ["sunday"],
          days_of_month: ["1:7"],
          times: [{ start_time: "02:00", end_time: "04:30" }],
          location: "America/Los_Angeles",
        },
      ],
    });
  });

  it("moves with the ordinal and may end at midnight", () => {
    const [interval] = maintenanceInterval(
      window({ slot: { ...maintenance.slot, ordinal: 3, hour: 22 }, durationMinutes: 120 }),
    ).time_intervals;
    expect(interval?.days_of_month).toEqual(["15:21"]);
    expect(interval?.times).toEqual([{ start_time: "22:00", end_time: "24:00" }]);
  });

  it("refuses a window past midnight", () => {
    const late = window({ slot: { ...maintenance.slot, hour: 23 }, durationMinutes: 61 });
    expect(() => maintenanceInterval(late)).toThrow(ProblemError);
    expect(() => maintenanceInterval(late)).toThrow(/shop: maintenance: 23:00 and 61 minutes/);
  });

  it("holds the catalog's windows: first Sundays at the runbooks' hours", () => {
    const windows = services.map((service) => {
      const [interval] = maintenanceInterval(service).time_intervals;
      const [times] = interval?.times ?? [];
      return [service.id, times?.start_time, times?.end_time, interval?.location];
    });
    const promised = [
      ["kyb-platform", "04:00", "06:00", "Etc/UTC"],
      ["tasks-app", "02:00", "04:00", "America/Los_Angeles"],
      ["stock-analysis", "02:00", "06:00", "Etc/UTC"],
      ["dotmac-platform", "05:00", "07:00", "Etc/UTC"],
      ["jackpot-service", "03:00", "04:00", "Etc/UTC"],
    ];
    expect(windows).toEqual(expect.arrayContaining(promised));
  });
});
