import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { exitCodes } from "../../../infra/catalog/exit-codes";
import { failover, logging } from "../../../infra/catalog/failover";
import { kybPlatform } from "../../../infra/catalog/kyb-platform";
import { alertGrouping, incidentPromises, severities } from "../../../infra/catalog/severities";
import { stockAnalysis } from "../../../infra/catalog/stock-analysis";
import { tasksApp } from "../../../infra/catalog/tasks-app";
import { tiers } from "../../../infra/catalog/tiers";
import { longestGapMinutes, parseCron } from "../../../infra/catalog/schedule";
import { chain, workload } from "./find";

describe("figures that hold for all services", () => {
  it("STOCK-2: four hours and one hour", () => {
    for (const { id, objectives } of services)
      expect(objectives, id).toEqual({ rpoMinutes: 60, rtoMinutes: 240 });
  });

  it("STOCK-1: at least 2 days, 30 days, 12 weeks, 12 months, from 02:00 UTC", () => {
    const promised = { hourly: 2, daily: 30, weekly: 12 * 7, monthly: 365 };
    for (const [name, days] of Object.entries(promised)) {
      const tier = tiers.find((one) => one.name === name);
      expect(tier?.keepDays, name).toBeGreaterThanOrEqual(days);
      expect(tier?.notBefore, name).toBe(name === "hourly" ? undefined : "02:00");
    }
  });

  it("KYB-1: exit codes 0 to 6", () => {
    expect(exitCodes.map(({ code }) => code)).toEqual(["0", "1", "2", "3", "4", "5", "6"]);
  });

  it("STOCK-9: 15 minutes, 1, 4 and 24 hours", () => {
    expect(severities.map(({ name, responseMinutes }) => [name, responseMinutes])).toEqual([
      ["P0", 15],
      ["P1", 60],
      ["P2", 240],
      ["P3", 1440],
    ]);
  });

  it("MAC-9, STOCK-12, STOCK-15 and failover", () => {
    expect(alertGrouping).toMatchObject({ waitSeconds: 10, intervalSeconds: 10, repeatMinutes: 60 });
    expect(logging).toMatchObject({ port: 9200, index: "kubernetes-logs" });
    expect(incidentPromises).toEqual({ updateEveryMinutes: 30, postMortemWithinHours: 48 });
    expect(failover).toMatchObject({ checkIntervalSeconds: 10, failureThreshold: 3, dnsTtlSeconds: 60 });
  });

  it("KYB-8: daily checks, a weekly dry run, a monthly test", () => {
    for (const { id, checks } of services) {
      const kinds = checks.map((check) => check.kind);
      for (const kind of [
        "health",
        "backup-status",
        "log-rotation",
        "rollback-dry-run",
        "disaster-recovery-test",
      ]) {
        expect(kinds, id).toContain(kind);
      }
    }
  });
});

describe("the monthly drill", () => {
  const drills = services.map(({ backup }) => parseCron(backup.drillSchedule));

  it("KYB-8: once in each month, only by day of the month (trap 2), with an alert within a day", () => {
    for (const [index, { daysOfMonth, months, daysOfWeek, hours, minutes }] of drills.entries()) {
      const { id, backup, checks } = services[index] ?? expect.fail();
      expect(
        [daysOfMonth, hours, minutes].map(({ length }) => length),
        id,
      ).toEqual([1, 1, 1]);
      expect([months.length, daysOfWeek.length], id).toEqual([12, 7]);
      const test = checks.find(({ kind }) => kind === "disaster-recovery-test");
      expect(test?.staleAfterHours, id).toBe(longestGapMinutes(backup.drillSchedule) / 60 + 24);
    }
  });

  it("has a day of its own for each service, after the first week, which is for maintenance", () => {
    const days = drills.map(({ daysOfMonth: [day = 0] }) => day);
    const sharing = services.filter((_, index) => days.indexOf(days[index] ?? 0) !== index);
    expect(sharing.map(({ id }) => id)).toEqual([]);
    expect(Math.min(...days)).toBeGreaterThan(7);
  });

  it("begins six hours after that day's verification: one server holds one scratch database at a time", () => {
    for (const [index, { hours, minutes }] of drills.entries()) {
      const { id, backup } = services[index] ?? expect.fail();
      const verify = parseCron(backup.verifySchedule);
      expect(hours, id).toEqual(verify.hours.map((hour) => hour + 6));
      expect(minutes, id).toEqual(verify.minutes);
    }
  });
});

describe("KYB platform", () => {
  it("KYB-5, KYB-7 and KYB-9", () => {
    expect(kybPlatform.database.keyTables).toContain("public.schema_migrations");
    const [only] = kybPlatform.workloads;
    expect(only?.ports[0]?.containerPort).toBe(8080);
    expect(only?.files.map(({ name }) => name)).toEqual(["database.yaml", "api.yaml", "security.yaml"]);
    expect(only?.featureFlags).toEqual({ file: "features.json", flags: { merchant_portfolio: true } });
    expect(kybPlatform.thresholds).toMatchObject({ diskPercent: 80, memoryPercent: 80 });
    expect(kybPlatform.housekeeping).toMatchObject({ logRetentionDays: 30, localDumpRetentionDays: 7 });
  });
});

describe("Tasks", () => {
  it("TASK-1, TASK-2 and TASK-5", () => {
    expect(tasksApp.backup.prefix).toBe("database");
    expect(tasksApp.database.keyTables).toEqual(
      expect.arrayContaining(["public.users", "public.tasks", "public.sessions"]),
    );
    expect(tasksApp.legal).toMatchObject({ prefix: "gdpr-deletions", lockMode: "COMPLIANCE", graceDays: 30 });
    expect(tasksApp.legal.erasure.at(-1)?.table).toBe("auth.users");
  });

  it("TASK-4, TASK-7 and TASK-10", () => {
    expect(workload(tasksApp, "tasks-api").rollout.trafficPercents).toEqual([1, 5, 10, 25, 50, 100]);
    expect(tasksApp.cdn.expectStatuses).toEqual(["MISS", "HIT"]);
    expect(tasksApp.maintenance).toMatchObject({
      slot: { weekday: "sunday", ordinal: 1, hour: 2, timeZone: "America/Los_Angeles" },
      noticeHours: 72,
      durationMinutes: 120,
    });
    expect(tasksApp.maintenance.steps[0]).toBe("maintenance-on");
    expect(tasksApp.maintenance.steps.at(-1)).toBe("maintenance-off");
    expect(tasksApp.thresholds).toMatchObject({ errorPercent: 0.1, p95Milliseconds: 500 });
  });

  it("TASK-11: four types, three steps each", () => {
    expect(chain(tasksApp, "security").map(([role]) => role)).toEqual(["Security Team", "CISO", "CTO"]);
    expect(chain(tasksApp, "infrastructure").map(([role]) => role)).toEqual([
      "DevOps On-Call",
      "Infrastructure Lead",
      "CTO",
    ]);
  });
});

describe("Stock analysis", () => {
  it("STOCK-1, STOCK-3, STOCK-4 and STOCK-5", () => {
    expect(stockAnalysis.backup).toMatchObject({
      bucket: "stock-analysis-backups",
      prefix: "postgresql",
      configPrefix: "k8s-configs",
    });
    for (const name of ["stock-analysis-api", "celery-worker"]) {
      expect(workload(stockAnalysis, name)).toMatchObject({
        replicas: { primary: 3, standby: 5 },
        writer: true,
      });
    }
    expect(stockAnalysis.database.migrateCommand).toEqual(["alembic", "upgrade", "head"]);
  });

  it("STOCK-6, STOCK-7, STOCK-8 and STOCK-10", () => {
    expect(stockAnalysis.thresholds).toMatchObject({
      cpuPercent: 70,
      memoryPercent: 80,
      memoryUrgentPercent: 90,
      diskPercent: 85,
      connectionPercent: 80,
      p95Milliseconds: 500,
      failedLoginsPerSecond: 10,
      forbiddenPerSecond: 5,
      databaseDownMinutes: 1,
    });
    expect(workload(stockAnalysis, "stock-analysis-api").autoscaling).toMatchObject({
      minReplicas: 3,
      maxReplicas: 10,
      cpuPercent: 70,
    });
    expect(stockAnalysis.capacity).toEqual({
      growthPercentPerMonth: { users: 20, data: 15, requests: 25 },
      replicas: {
        "stock-analysis-api": { now: 3, months6: 5, months12: 8 },
        "celery-worker": { now: 3, months6: 6, months12: 10 },
      },
      databaseCores: { now: 2, months6: 4, months12: 8 },
      databaseMemoryGib: { now: 8, months6: 16, months12: 32 },
      databaseStorageGib: { now: 100, months6: 200, months12: 500 },
      source: { runbook: "STOCK-8" },
    });
  });

  it("STOCK-9 and STOCK-13", () => {
    expect(chain(stockAnalysis)).toEqual([
      ["On-Call Engineer", 0],
      ["DevOps Lead", 30],
      ["Engineering Manager", 60],
      ["CTO", 120],
    ]);
    expect(stockAnalysis.escalation.default.contacts.at(-1)?.severities).toEqual(["P0"]);
    expect(stockAnalysis.maintenance).toMatchObject({
      slot: { weekday: "sunday", ordinal: 1, hour: 2 },
      durationMinutes: 240,
      noticeHours: 48,
    });
  });
});
