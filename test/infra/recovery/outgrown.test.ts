import { describe, expect, it } from "vitest";
import { services as catalog } from "../../../infra/catalog";
import { stockAnalysis as withArchive } from "../../../infra/catalog/stock-analysis";
import type { Planned, Service } from "../../../infra/catalog/types";
import { budgetAt } from "../../../infra/recovery/budget";
import { outgrown } from "../../../infra/recovery/outgrown";
import { dumpsAlone } from "../../support/dumps-alone";
import { warmStandby } from "../../support/warm-standby";

const services = catalog.map(warmStandby);
const stockAnalysis = warmStandby<Service>(withArchive);

const sized = (databaseStorageGib: Planned): Service => ({
  ...dumpsAlone(stockAnalysis),
  capacity: { ...stockAnalysis.capacity, databaseStorageGib },
});

describe("outgrown", () => {
  it("is nothing in the catalog, whose archives lose the same at any size", () => {
    for (const service of services) expect(outgrown(service), service.id).toBeUndefined();
  });

  it("is the size at which a dump outlasts its interval, and the month in which the plan gets there", () => {
    // 19 minutes at 180 MiB/s are 200.39 GiB; a minute longer, and every other run is skipped.
    expect(outgrown(dumpsAlone(stockAnalysis))).toMatchObject({ gib: 200.3, month: 6 });
  });

  it.each([
    ["between now and 6 months", { now: 100, months6: 300, months12: 500 }, 3],
    ["between 6 and 12 months", { now: 50, months6: 100, months12: 300 }, 9],
    ["at the end of the plan", { now: 50, months6: 100, months12: 200.4 }, 12],
  ] as const)("interpolates the plan's growth %s", (_, plan, month) => {
    const found = outgrown(sized(plan));
    expect(found?.month).toBeCloseTo(month, 1);
    expect(found?.gib).toBe(200.3);
  });

  it("is the last tenth of a GiB at which every promise is met", () => {
    const service = dumpsAlone(stockAnalysis);
    const { gib = 0, missed } = outgrown(service) ?? {};
    expect(budgetAt(service, gib).recoveryPoint.met).toBe(true);
    expect(missed?.databaseGib).toBeCloseTo(gib + 0.1);
    expect(missed?.recoveryPoint.met).toBe(false);
  });

  it("counts an RTO as well", () => {
    // 230.5 minutes at 10 MiB/s are 135.05 GiB.
    const slow = { ...stockAnalysis.backup, restoreMibPerSecond: 10 };
    expect(outgrown({ ...dumpsAlone(stockAnalysis), backup: slow })).toMatchObject({
      gib: 135,
      month: 2.1,
      missed: { recoveryPoint: { met: true }, recoveryTime: { met: false } },
    });
  });

  it("is nothing where a promise is missed already: the check of the horizon says so", () => {
    expect(outgrown(sized({ now: 300, months6: 400, months12: 500 }))).toBeUndefined();
  });
});
