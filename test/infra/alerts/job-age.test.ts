import { describe, expect, it } from "vitest";
import { alertEnvironment } from "../../../infra/alerts/environment";
import { backupAges } from "../../../infra/alerts/job-age";
import { stockAnalysis as withArchive } from "../../../infra/catalog/stock-analysis";
import type { Horizon, Service } from "../../../infra/catalog/types";
import { overview } from "../../../infra/dashboards/overview";
import { recovery } from "../../../infra/dashboards/recovery";
import { dumpsAlone } from "../../support/dumps-alone";
import { warmStandby } from "../../support/warm-standby";

import { alertsOf, rulesOf } from "./rules-of";

const stockAnalysis = warmStandby<Service>(withArchive);
const daily: Service = {
  ...stockAnalysis,
  backup: { ...stockAnalysis.backup, schedule: "0 2 * * *" },
};
const environmentOf = (service: Service, capacityHorizon: Horizon = "now") =>
  alertEnvironment(service, { role: "primary", posture: "active", capacityHorizon });
const agesOf = (service: Service, horizon: Horizon = "now") =>
  backupAges(service, environmentOf(service, horizon));

describe("ages of backups", () => {
  it("are held against the RPO where dumps keep it, beside an archive or without one", () => {
    for (const service of [stockAnalysis, dumpsAlone(stockAnalysis)]) {
      const { lateMinutes, tooOldMinutes, keepsPromise } = agesOf(service);
      expect(keepsPromise).toBe(true);
      // 10.5 minutes of backup leave 49.5 of the hour, and replication 34.5.
      expect(tooOldMinutes).toBeCloseTo(49.5, 1);
      expect(lateMinutes).toBeCloseTo(34.5, 1);
    }
  });

  it("are held against the schedule where an archive keeps the RPO in their place", () => {
    const environment = environmentOf(daily);
    const job = environment.jobs.find(({ job: name }) => name === "backup") ?? expect.fail("no backup");
    const { tooOldMinutes, keepsPromise } = backupAges(daily, environment);
    expect(keepsPromise).toBe(false);
    expect(tooOldMinutes).toBe(1440 + (job.startingDeadlineSeconds + job.deadlineSeconds) / 60);
  });

  it("change their meaning with the size: at 500 GiB no dump keeps the RPO", () => {
    expect(agesOf(stockAnalysis, "months12").keepsPromise).toBe(false);
  });
});

describe("a dump a day beside an archive", () => {
  const rules = alertsOf(rulesOf(daily, { role: "primary", posture: "active" }));
  const text = (name: string): string =>
    rules.find(({ alert }) => alert === name)?.annotations["description"] ?? expect.fail(`no ${name}`);

  it("is never late for an RPO, and too old without a claim on one", () => {
    expect(rules.map(({ alert }) => alert)).not.toContain("BackupLate");
    expect(text("BackupTooOld")).toContain("the dump, which remains if every other engine fails, is overdue");
    expect(text("BackupTooOld")).not.toContain("RPO");
  });

  it("is shown as overdue, not as a missed RPO", () => {
    const seen = [{ service: daily, environment: environmentOf(daily) }];
    const panels = [overview, recovery].flatMap((sheet) =>
      sheet(seen)
        .rows.flatMap((row) => row.panels)
        .filter(({ title }) => title === "Newest backup"),
    );
    expect(panels).toHaveLength(2);
    for (const { description } of panels) {
      expect(description).toMatch(/overdue/);
      expect(description).not.toContain("RPO");
    }
  });
});
