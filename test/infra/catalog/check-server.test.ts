import { describe, expect, it } from "vitest";
import { services } from "../../../infra/catalog";
import { serverProblems } from "../../../infra/catalog/check/server";
import { archive } from "../../../infra/catalog/common";
import { parseCron } from "../../../infra/catalog/schedule";
import type { Archive, Service, StatedRecovery } from "../../../infra/catalog/types";
import { library } from "../../support/service-fixture";

const archived = (change: Partial<Archive>, schedule = "0 2 * * *"): Service => ({
  ...library,
  database: { ...library.database, server: { kind: "cluster", archive: { ...archive(0), ...change } } },
  backup: { ...library.backup, schedule },
});
const SOURCE = "example.com/backups, read on 2026-11-30";
const stated = (change: Partial<StatedRecovery>): Service => ({
  ...library,
  database: {
    ...library.database,
    server: { kind: "external", stated: { rpoMinutes: 2, windowDays: 7, source: SOURCE, ...change } },
  },
});
const things = (service: Service): readonly string[] =>
  serverProblems(service).map(({ thing }) => thing.replace("catalog: library: ", ""));

describe("serverProblems", () => {
  it("finds nothing in the catalog, nor if the catalog does not say who runs the server", () => {
    expect(services.flatMap(serverProblems)).toEqual([]);
    expect(serverProblems(library)).toEqual([]);
  });

  it.each<[string, Partial<Archive>, string]>([
    ["no timeout", { timeoutSeconds: 0 }, "timeoutSeconds"],
    ["a timeout above a minute", { timeoutSeconds: 61 }, "timeoutSeconds"],
    ["a timeout of a part of a second", { timeoutSeconds: 1.5 }, "timeoutSeconds"],
    ["a malformed schedule", { fullSchedule: "weekly" }, "fullSchedule"],
    ["a schedule in a zone of its own", { verifySchedule: "TZ=Europe/Paris 0 3 * * 3" }, "verifySchedule"],
    ["a schedule that never fires", { incrementalSchedule: "0 0 31 2 *" }, "incrementalSchedule"],
    ["a schedule on either day (trap 2)", { differentialSchedule: "0 2 1-7 * 1" }, "differentialSchedule"],
    ["full backups every two weeks", { fullSchedule: "0 1 1,15 * *", keepDays: 60 }, "fullSchedule"],
    ["one full backup kept", { keepDays: 13 }, "keepDays"],
    ["a part of a day", { keepDays: 14.5 }, "keepDays"],
    ["dumps beside it that leave out a day", { dumpSchedule: "0 2 * * 1-6" }, "dumpSchedule"],
  ])("refuses %s", (_, change, field) => {
    expect(things(archived(change))).toEqual([`database.server.archive.${field}`]);
  });

  it("accepts the limits themselves", () => {
    expect(things(archived({ timeoutSeconds: 1 }))).toEqual([]);
    expect(things(archived({ timeoutSeconds: 60, keepDays: 14 }))).toEqual([]);
    expect(things(archived({ fullSchedule: "0 1 * * *", keepDays: 2 }))).toEqual([]);
  });

  it("reports everything at once, each with a remedy", () => {
    const problems = serverProblems(archived({ timeoutSeconds: 90, fullSchedule: "x", keepDays: 1 }));
    expect(problems).toHaveLength(2);
    expect(problems.map(({ remedy }) => remedy)).not.toContain("");
  });

  it("refuses a second engine that leaves out a day", () => {
    expect(things(archived({}, "0 2 * * 1-6"))).toEqual(["backup.schedule"]);
    expect(things({ ...library, backup: { ...library.backup, schedule: "0 2 * * 1-6" } })).toEqual([]);
  });

  it.each<[string, Partial<StatedRecovery>, string]>([
    ["nothing lost", { rpoMinutes: 0 }, "rpoMinutes"],
    ["no window", { windowDays: 0 }, "windowDays"],
    ["no date", { source: "example.com/backups" }, "source"],
  ])("refuses a provider's statement with %s", (_, change, field) => {
    expect(things(stated({}))).toEqual([]);
    expect(things(stated(change))).toEqual([`database.server.stated.${field}`]);
  });
});

describe("archives of the catalog", () => {
  const archives = services.flatMap(({ id, database: { server } }) =>
    server?.kind === "cluster" ? [[id, server.archive] as const] : [],
  );

  it("are on every server but a provider's", () => {
    expect(archives.map(([id]) => id)).toEqual(
      services.filter(({ database }) => database.server?.kind !== "external").map(({ id }) => id),
    );
  });

  it.each(["fullSchedule", "differentialSchedule", "incrementalSchedule", "verifySchedule"] as const)(
    "have a %s of their own each",
    (name) => {
      const all = archives.map(([, own]) => own[name]);
      const sharing = archives.filter((_, index) => all.indexOf(all[index] ?? "") !== index);
      expect(sharing.map(([id]) => id)).toEqual([]);
    },
  );

  it("begin a physical backup every six hours", () => {
    for (const [id, { fullSchedule, differentialSchedule, incrementalSchedule }] of archives) {
      const [full, differential, incremental] = [fullSchedule, differentialSchedule, incrementalSchedule].map(
        parseCron,
      );
      expect([...(full?.daysOfWeek ?? []), ...(differential?.daysOfWeek ?? [])], id).toEqual([
        0, 1, 2, 3, 4, 5, 6,
      ]);
      expect(incremental?.hours, id).toEqual([7, 13, 19]);
    }
  });
});
