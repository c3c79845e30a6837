import { describe, expect, it } from "vitest";
import { services as catalog } from "../../../infra/catalog";
import { stockAnalysis as withArchive } from "../../../infra/catalog/stock-analysis";
import { tasksApp } from "../../../infra/catalog/tasks-app";
import type { Backup, Service } from "../../../infra/catalog/types";
import { budget, budgetAt, horizons } from "../../../infra/recovery/budget";
import { dumpsAlone } from "../../support/dumps-alone";
import { warmStandby } from "../../support/warm-standby";

const services = catalog.map(warmStandby);
const stockAnalysis = warmStandby<Service>(withArchive);

const with_ = (backup: Partial<Backup>, service: Service = dumpsAlone(stockAnalysis)): Service => ({
  ...service,
  backup: { ...service.backup, ...backup },
});
const engineOf = (service: Service, name: string, databaseGib = 100) =>
  budgetAt(service, databaseGib).engines.find((engine) => engine.name === name) ??
  expect.fail(`${service.id} has no engine ${name}`);

describe("recovery from dumps", () => {
  it("loses interval + backup + replication", () => {
    // 100 GiB at 1024 MiB/s are 100 s; one minute more for start, checks and promotion; 15 for replication.
    const { recoveryPoint } = budget(with_({ schedule: "*/30 * * * *", dumpMibPerSecond: 1024 }), "now");
    const { interval, backup, replication } = recoveryPoint.worst.terms;
    expect([recoveryPoint.engine, interval, replication]).toEqual(["dump", 30, 15]);
    expect(backup).toBeCloseTo(100 / 60 + 1);
    expect(recoveryPoint.worst.minutes).toBeCloseTo(30 + 100 / 60 + 1 + 15);
    expect(recoveryPoint.met).toBe(true);
  });

  it("counts the runs that are skipped while a long dump goes on", () => {
    // 34.1 minutes of dump and one more: two intervals of 15 minutes are not enough, three are.
    const { recoveryPoint } = budget(with_({ schedule: "*/15 * * * *", dumpMibPerSecond: 50 }), "now");
    expect(recoveryPoint.worst.terms["interval"]).toBe(45);
    expect(recoveryPoint.met).toBe(false);
  });

  it("shows that the runbook's daily backup breaks its own promise of an hour (trap 1)", () => {
    const { recoveryPoint } = budget(with_({ schedule: "0 2 * * *" }), "now");
    expect(recoveryPoint.worst.terms["interval"]).toBe(1440);
    expect(recoveryPoint.met).toBe(false);
  });

  it("takes detection + DNS + restore + start", () => {
    const { recoveryTime } = budget(with_({ restoreMibPerSecond: 1024 }), "now");
    expect(recoveryTime.worst.terms).toMatchObject({ detection: 0.5, DNS: 1, start: 8 });
    expect(recoveryTime.worst.minutes).toBeCloseTo(0.5 + 1 + 100 / 60 + 8);
    expect(recoveryTime.met).toBe(true);
  });

  it("misses the RTO when the restore is too slow", () => {
    expect(budget(with_({ restoreMibPerSecond: 5 }), "now").recoveryTime.met).toBe(false);
  });
});

describe("recovery from an archive", () => {
  it("loses archive_timeout and the push of a segment, whatever the size and the dumps", () => {
    for (const gib of [1, 500, 50_000]) {
      const { recoveryPoint } = budgetAt(with_({ schedule: "0 2 * * *" }, stockAnalysis), gib);
      expect(recoveryPoint).toMatchObject({ engine: "promote", met: true });
      // 60 s, and 16 MiB at 8 MiB/s; no replication: each region has a repository.
      expect(recoveryPoint.worst.minutes * 60).toBeCloseTo(62);
    }
  });

  it("takes detection + DNS + fence check and promotion + replay + start by promotion", () => {
    const { terms, minutes } = budget(stockAnalysis, "months12").recoveryTime.worst;
    expect(terms).toMatchObject({ detection: 0.5, DNS: 1, start: 8 });
    expect((terms["fence check and promotion"] ?? 0) * 60).toBeCloseTo(25);
    expect((terms["replay"] ?? 0) * 60).toBeCloseTo(4);
    expect(minutes).toBeCloseTo(0.5 + 1 + 25 / 60 + 4 / 60 + 8);
  });

  it("takes the restore of all, and the replay of a day's WAL, by a physical restore", () => {
    const { loss, downtime } = engineOf(stockAnalysis, "restore", 100);
    expect(loss).toEqual(engineOf(stockAnalysis, "promote", 100).loss);
    expect(downtime?.terms["restore"]).toBeCloseTo((100 * 1024) / 280 / 60);
    // From the full backup at 01:10 on Sunday to the differential one at 01:40 on Monday are 24.5 hours; 10 % a day.
    expect(downtime?.terms["replay"]).toBeCloseTo((((100 * 1024) / 10) * (24.5 / 24)) / 32 / 60);
  });

  it("is judged by the best engine, and keeps the others beside it", () => {
    const { engines, dump } = budget(stockAnalysis, "months12");
    expect(engines.map(({ name }) => name)).toEqual(["promote", "restore", "dump"]);
    expect(dump.loss.minutes).toBeGreaterThan(60);
  });
});

describe("recovery that a provider states", () => {
  it("counts for the RPO, and dumps for the RTO, of which the provider says nothing", () => {
    const { recoveryPoint, recoveryTime, engines } = budget(tasksApp, "now");
    expect(engines.map(({ name }) => name)).toEqual(["stated", "dump"]);
    expect(recoveryPoint).toMatchObject({ engine: "stated", worst: { minutes: 2, terms: { stated: 2 } } });
    expect(recoveryTime).toMatchObject({ engine: "dump", met: true });
  });

  it("is nothing where nothing is stated", () => {
    expect(budget(dumpsAlone(tasksApp), "now").recoveryPoint.engine).toBe("dump");
  });
});

describe("budgets of the catalog", () => {
  it("hold for every service at every horizon", () => {
    expect(services.length).toBeGreaterThan(4);
    for (const service of services)
      for (const horizon of horizons) {
        const { recoveryPoint, recoveryTime } = budget(service, horizon);
        expect(recoveryPoint.met, `${service.id} RPO at ${horizon}`).toBe(true);
        expect(recoveryTime.met, `${service.id} RTO at ${horizon}`).toBe(true);
      }
  });

  it("would not for the largest one in a year with dumps alone", () => {
    const missed = services.flatMap((service) =>
      horizons
        .filter((horizon) => !budget(dumpsAlone(service), horizon).recoveryPoint.met)
        .map((horizon) => [service.id, horizon]),
    );
    expect(missed).toEqual([["stock-analysis", "months12"]]);
  });
});
