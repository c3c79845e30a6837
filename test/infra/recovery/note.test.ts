import { describe, expect, it } from "vitest";
import { services as catalog } from "../../../infra/catalog";
import type { Service } from "../../../infra/catalog/types";
import { stockAnalysis as withArchive } from "../../../infra/catalog/stock-analysis";
import { tasksApp } from "../../../infra/catalog/tasks-app";
import { budget, horizons } from "../../../infra/recovery/budget";
import { recoveryAnnotations, recoveryNote } from "../../../infra/recovery/note";
import { dumpsAlone } from "../../support/dumps-alone";
import { warmStandby } from "../../support/warm-standby";

const services = catalog.map(warmStandby);
const stockAnalysis = warmStandby<Service>(withArchive);

const BACKUP = "lifeboat/backup-minutes";
const RECOVERY = "lifeboat/recovery-minutes";
const LOSS = "lifeboat/loss-minutes";

describe("recoveryNote", () => {
  it("begins with what is kept, for a list of messages that shows one line", () => {
    const { text, warnings } = recoveryNote(services, "now");
    expect(text.split("\n")[0]).toBe("recovery budget in minutes: every promise is kept for 12 months");
    expect(warnings).toEqual([]);
  });

  it("says what is stated, by whom and when", () => {
    expect(recoveryNote([tasksApp], "now").text).toMatch(
      /\ntasks-app: stated, not proved: supabase\.com\/docs\/guides\/platform\/backups, .*2026-11-30/,
    );
    expect(recoveryNote([stockAnalysis], "now").text).not.toContain("not proved");
  });

  it("warns of the month in which a promise is broken, with the remedy that helps", () => {
    const { text, warnings } = recoveryNote([tasksApp, dumpsAlone(stockAnalysis)], "now");
    expect(text).toMatch(/^recovery budget in minutes: 1 of 2 services break a promise within 12 months\n/);
    expect(warnings).toEqual([
      "stock-analysis breaks a promise in about month 6 (at 200.3 GiB): objectives.rpoMinutes is 60, and must then be at least 75.1, by dump: interval 40 + backup 20.1 + replication 15. Before that, shorten its longest part, interval (60 minutes), or set objectives.rpoMinutes to 124.",
    ]);
  });

  it("names no remedy that helps for a while only", () => {
    // At 207 GiB every 30 minutes would do, at 500 no schedule of dumps does.
    const hosted = dumpsAlone({
      ...stockAnalysis,
      objectives: { rpoMinutes: 66, rtoMinutes: 240 },
      database: { ...stockAnalysis.database, managedBy: "supabase" },
    });
    const [first = "", ...others] = recoveryNote([hosted], "now").warnings;
    expect(others).toEqual([]);
    expect(first).toMatch(
      / Before that, shorten its longest part, .*, or set objectives\.rpoMinutes to 124\.$/,
    );
  });

  it("has the engine of each service for the outputs, and the worst cases of all", () => {
    expect(recoveryNote([stockAnalysis, tasksApp], "months12").services).toEqual({
      "stock-analysis": {
        engine: "promote",
        worstRpoMinutes: { promote: 1.1, restore: 1.1, dump: 123.5 },
        worstRtoMinutes: { promote: 10, restore: 67.2, dump: 99.4 },
        targetMinutes: "RPO 60, RTO 240",
        horizonMinutes: {
          now: "RPO promote 1.1, restore 1.1, dump 45.5; RTO promote 10, restore 21.1, dump 27.5",
          months6: "RPO promote 1.1, restore 1.1, dump 55; RTO promote 10, restore 32.6, dump 45.5",
          months12: "RPO promote 1.1, restore 1.1, dump 123.5; RTO promote 10, restore 67.2, dump 99.4",
        },
      },
      "tasks-app": {
        engine: "stated",
        worstRpoMinutes: { stated: 2, dump: 47.9 },
        worstRtoMinutes: { dump: 7.1 },
        targetMinutes: "RPO 60, RTO 240",
        horizonMinutes: {
          now: "RPO stated 2, dump 47; RTO dump 5.3",
          months6: "RPO stated 2, dump 47.5; RTO dump 6.2",
          months12: "RPO stated 2, dump 47.9; RTO dump 7.1",
        },
      },
    });
  });
});

describe("recoveryAnnotations", () => {
  it("states what the service promises, and how long its backup takes", () => {
    const backup = { ...stockAnalysis.backup, dumpMibPerSecond: 1024 };
    const objectives = { rpoMinutes: 30, rtoMinutes: 120 };
    const service = { ...dumpsAlone(stockAnalysis), objectives, backup };
    expect(recoveryAnnotations(service, "now")).toEqual({
      "lifeboat/rpo-minutes": "30",
      "lifeboat/rto-minutes": "120",
      [RECOVERY]: String(Math.ceil(budget(service, "now").recoveryTime.worst.minutes * 10) / 10),
      // 100 GiB at 1024 MiB/s are 100 s, and one minute more.
      [BACKUP]: "2.7",
    });
  });

  it("names the archive, and what that loses, where the server has one", () => {
    expect(recoveryAnnotations(stockAnalysis, "now")).toMatchObject({
      "lifeboat/engine": "archive",
      [LOSS]: "1.1",
      [RECOVERY]: "10",
    });
  });

  it("does not name what a provider states: a policy would take it for proved", () => {
    expect(Object.keys(recoveryAnnotations(tasksApp, "now"))).not.toContain("lifeboat/engine");
  });

  it.each(services.map((service) => [service.id, service] as const))(
    "never states less than is computed for %s",
    (_, service) => {
      for (const horizon of horizons) {
        const { dump, recoveryPoint, recoveryTime } = budget(service, horizon);
        const stated = recoveryAnnotations(service, horizon);
        for (const [name, computed] of [
          [BACKUP, dump.loss.terms.backup],
          [RECOVERY, recoveryTime.worst.minutes],
          ...(recoveryPoint.engine === "promote" ? [[LOSS, recoveryPoint.worst.minutes] as const] : []),
        ] as const) {
          expect(Number(stated[name])).toBeGreaterThanOrEqual(computed - 1e-9);
          expect(Number(stated[name]) - computed).toBeLessThan(0.1);
        }
      }
    },
  );
});
