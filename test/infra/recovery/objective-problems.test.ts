import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import type { Horizon, Service } from "../../../infra/catalog/types";
import { objectiveProblems } from "../../../infra/recovery/objective-problems";
import { backup } from "../catalog/broken";

const things = (service: Service, horizon: Horizon = "now"): readonly string[] =>
  objectiveProblems(service, horizon).map(({ thing }) => thing.replace(/ at .*/, ""));

describe("objectives", () => {
  it("are met by every service now and in six months", () => {
    for (const horizon of ["now", "months6"] as const)
      for (const service of services) expect(things(service, horizon), service.id).toEqual([]);
  });

  it.each([
    ["a schedule that is longer than the RPO", backup({ schedule: "0 2 * * *" }), "objectives.rpoMinutes"],
    ["a restore that is longer than the RTO", backup({ restoreMibPerSecond: 1 }), "objectives.rtoMinutes"],
  ])("refuse %s", (_, service, thing) => {
    expect(things(service)).toEqual([`catalog: kyb-platform: ${thing}`]);
  });

  it("are not judged where the schedule cannot be read", () => {
    expect(things(backup({ schedule: "hourly" }))).toEqual([]);
  });
});
