import { describe, expect, it } from "vitest";
import { services as catalog } from "../../../infra/catalog";
import { catalogProblems } from "../../../infra/catalog/check";
import { kybPlatform as kybWithArchive } from "../../../infra/catalog/kyb-platform";
import { stockAnalysis as withArchive } from "../../../infra/catalog/stock-analysis";
import { tasksApp } from "../../../infra/catalog/tasks-app";
import type { Backup, Horizon, Objectives, Service } from "../../../infra/catalog/types";
import { horizons } from "../../../infra/recovery/budget";
import { objectiveProblems } from "../../../infra/recovery/objective-problems";
import { dumpsAlone } from "../../support/dumps-alone";
import { warmStandby } from "../../support/warm-standby";

const services = catalog.map(warmStandby);
const kybPlatform = warmStandby<Service>(kybWithArchive);
const stockAnalysis = warmStandby<Service>(withArchive);

const backup = (service: Service, change: Partial<Backup>): Service => ({
  ...service,
  backup: { ...service.backup, ...change },
});
const promising = (service: Service, change: Partial<Objectives>): Service => ({
  ...service,
  objectives: { ...service.objectives, ...change },
});
const problem = (service: Service, horizon: Horizon = "now") => {
  const [first, ...others] = objectiveProblems(service, horizon);
  expect(others).toEqual([]);
  return first ?? expect.fail(`${service.id} misses nothing`);
};
const kyb = dumpsAlone(kybPlatform);

describe("objectives", () => {
  it("are met by every service at every horizon", () => {
    for (const horizon of horizons)
      for (const service of services) expect(objectiveProblems(service, horizon), service.id).toEqual([]);
  });

  it("are met by an archive with a dump a day, and nothing else minds", () => {
    for (const service of services.filter(({ database }) => database.server?.kind === "cluster")) {
      const daily = backup(service, { schedule: "0 2 * * *" });
      expect(catalogProblems([daily]), service.id).toEqual([]);
      for (const horizon of horizons) expect(objectiveProblems(daily, horizon), service.id).toEqual([]);
    }
  });

  it("are not judged where a schedule cannot be read", () => {
    expect(objectiveProblems(backup(kyb, { schedule: "hourly" }), "now")).toEqual([]);
  });
});

describe("an objective that is missed", () => {
  it("has its terms, and what can be promised where no schedule of dumps helps", () => {
    expect(problem(dumpsAlone(stockAnalysis), "months12")).toEqual({
      thing: "catalog: stock-analysis: objectives.rpoMinutes at 500 GiB (months12)",
      value: "60 minutes",
      limit: "be at least 123.5 minutes, by dump: interval 60 + backup 48.5 + replication 15",
      remedy: "shorten its longest part, interval (60 minutes), or set objectives.rpoMinutes to 124",
    });
  });

  it("of a restore that is too slow names that", () => {
    const slow = problem(backup(kyb, { restoreMibPerSecond: 1 }));
    expect(slow.thing).toBe("catalog: kyb-platform: objectives.rtoMinutes at 20 GiB (now)");
    expect(slow.remedy).toMatch(/^shorten its longest part, restore /);
  });

  it("of a provider's server has more frequent dumps as the remedy, the fewest that help", () => {
    const rare = backup(dumpsAlone(tasksApp), { schedule: "0 * * * *" });
    expect(problem(rare).remedy).toBe('set backup.schedule to "*/30 * * * *"');
    expect(problem(promising(rare, { rpoMinutes: 40 })).remedy).toBe('set backup.schedule to "*/20 * * * *"');
  });

  it("that nothing meets names its longest part, and what can be promised", () => {
    expect(problem(promising(dumpsAlone(tasksApp), { rpoMinutes: 16 })).remedy).toBe(
      "shorten its longest part, interval (30 minutes), or set objectives.rpoMinutes to 47",
    );
    expect(problem(promising(kybPlatform, { rtoMinutes: 3 })).remedy).toBe(
      "shorten its longest part, start (2 minutes), or set objectives.rtoMinutes to 4",
    );
  });

  it("by an archive is met by a shorter timeout, the longest that helps", () => {
    const strict = problem(promising(kybPlatform, { rpoMinutes: 0.6 }));
    expect(strict.limit).toBe("be at least 1.1 minutes, by promote: timeout 1 + push 0.1");
    expect(strict.remedy).toBe("set database.server.archive.timeoutSeconds to 30");
  });
});
