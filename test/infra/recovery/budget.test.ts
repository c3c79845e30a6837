import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { stockAnalysis } from "../../../infra/catalog/stock-analysis";
import type { Backup, Service } from "../../../infra/catalog/types";
import { budget, budgets } from "../../../infra/recovery/budget";
import { budgetTable } from "../../../infra/recovery/table";

const with_ = (backup: Partial<Backup>): Service => ({
  ...stockAnalysis,
  backup: { ...stockAnalysis.backup, ...backup },
});

describe("recovery point", () => {
  it("is interval + backup + replication", () => {
    // 100 GiB at 1024 MiB/s are 100 s; one minute more for start, checks and promotion; 15 for replication.
    const { recoveryPoint } = budget(with_({ schedule: "*/30 * * * *", dumpMibPerSecond: 1024 }), "now");
    expect(recoveryPoint.intervalMinutes).toBe(30);
    expect(recoveryPoint.backupMinutes).toBeCloseTo(100 / 60 + 1);
    expect(recoveryPoint.worstMinutes).toBeCloseTo(30 + 100 / 60 + 1 + 15);
    expect(recoveryPoint.met).toBe(true);
  });

  it("counts the runs that are skipped while a long dump goes on", () => {
    // 34.1 minutes of dump and one more: two intervals of 15 minutes are not enough, three are.
    const { recoveryPoint } = budget(with_({ schedule: "*/15 * * * *", dumpMibPerSecond: 50 }), "now");
    expect(recoveryPoint.intervalMinutes).toBe(45);
    expect(recoveryPoint.met).toBe(false);
  });

  it("shows that the runbook's daily backup breaks its own promise of an hour (trap 1)", () => {
    const { recoveryPoint } = budget(with_({ schedule: "0 2 * * *" }), "now");
    expect(recoveryPoint.intervalMinutes).toBe(1440);
    expect(recoveryPoint.met).toBe(false);
  });
});

describe("recovery time", () => {
  it("is detection + DNS + restore + start, and leaves a margin for people", () => {
    const { recoveryTime } = budget(with_({ restoreMibPerSecond: 1024 }), "now");
    expect(recoveryTime).toMatchObject({ detectionMinutes: 0.5, dnsMinutes: 1, startMinutes: 8, met: true });
    expect(recoveryTime.restoreMinutes).toBeCloseTo(100 / 60);
    expect(recoveryTime.marginMinutes).toBeCloseTo(240 - 0.5 - 1 - 100 / 60 - 8);
  });

  it("fails when the restore is too slow", () => {
    expect(budget(with_({ restoreMibPerSecond: 5 }), "now").recoveryTime.met).toBe(false);
  });
});

describe("budgets of the catalog", () => {
  it("hold for every service today", () => {
    const today = budgets(services).filter(({ horizon }) => horizon === "now");
    expect(today).toHaveLength(services.length);
    for (const { service, recoveryPoint, recoveryTime } of today) {
      expect(recoveryPoint.met, `${service} RPO`).toBe(true);
      expect(recoveryTime.met, `${service} RTO`).toBe(true);
    }
  });

  it("warn that the largest database outgrows dumps within a year", () => {
    const missed = budgets(services).filter(({ recoveryPoint }) => !recoveryPoint.met);
    expect(missed.map(({ service, horizon }) => [service, horizon])).toEqual([
      ["stock-analysis", "months12"],
    ]);
  });

  it("make a table with one line for each service and size", () => {
    const lines = budgetTable(budgets(services)).split("\n");
    expect(lines).toHaveLength(1 + services.length * 3);
    expect(lines.filter((line) => line.includes("MISSED"))).toHaveLength(1);
    expect(lines[0]).toMatch(/^service\s+size\s+GiB\s+RPO worst/);
  });
});
