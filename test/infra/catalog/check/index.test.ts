import { describe, expect, it } from "vitest";
import { services } from "../../../../infra/catalog";
import { catalogProblems } from "../../../../infra/catalog/check";
import { dotmacPlatform } from "../../../../infra/catalog/dotmac-platform";
import { tasksApp } from "../../../../infra/catalog/tasks-app";
import { tiers, type Tier } from "../../../../infra/catalog/tiers";
import type { Service } from "../../../../infra/catalog/types";
import { formatProblems } from "../../../../infra/problem";
import { backup, base, database, things, tier } from "../broken";

describe("the catalog as it is", () => {
  it("has no problem, with or without a suffix", () => {
    expect(catalogProblems(services)).toEqual([]);
    expect(catalogProblems(services, { bucketSuffix: "a-suffix-of-20-chars" })).toEqual([]);
  });
});

describe("schedules", () => {
  it.each<[string, Service, string]>([
    ["malformed", backup({ schedule: "*/30 * * *" }), "backup.schedule"],
    ["never", backup({ verifySchedule: "0 0 31 2 *" }), "backup.verifySchedule"],
    ["ambiguous", backup({ configSchedule: "0 2 1-7 * 0" }), "backup.configSchedule"],
    ["drill that is malformed", backup({ drillSchedule: "monthly" }), "backup.drillSchedule"],
    ["drill on the first Sunday (trap 2)", backup({ drillSchedule: "0 9 1-7 * 0" }), "backup.drillSchedule"],
    ["drill that leaves months out (KYB-8)", backup({ drillSchedule: "0 9 31 * *" }), "backup.drillSchedule"],
    ["drill of every quarter (KYB-8)", backup({ drillSchedule: "0 9 1 */3 *" }), "backup.drillSchedule"],
    ["unknown zone", backup({ timeZone: "Mars/Olympus" }), "backup.timeZone"],
    ["changing clock", backup({ timeZone: "America/Los_Angeles" }), "backup.timeZone"],
    [
      "unknown maintenance zone",
      {
        ...base,
        maintenance: { ...base.maintenance, slot: { ...base.maintenance.slot, timeZone: "PST8" } },
      },
      "maintenance.slot.timeZone",
    ],
    [
      "hour 24",
      { ...base, maintenance: { ...base.maintenance, slot: { ...base.maintenance.slot, hour: 24 } } },
      "maintenance.slot.hour",
    ],
    [
      "stale before the next run",
      { ...base, checks: [{ id: "health", kind: "health", schedule: "0 6 * * *", staleAfterHours: 24 }] },
      "check health, staleAfterHours",
    ],
    [
      "malformed check",
      { ...base, checks: [{ id: "health", kind: "health", schedule: "daily", staleAfterHours: 24 }] },
      "check health",
    ],
  ])("refuse: %s", (_, service, thing) => {
    expect(things(service)).toEqual([expect.stringContaining(`kyb-platform: ${thing}`)]);
  });

  it("let maintenance follow a clock that changes (trap 3)", () => {
    expect(tasksApp.maintenance.slot.timeZone).toBe("America/Los_Angeles");
    expect(things(tasksApp)).toEqual([]);
  });

  it("let a drill be on any day that all months have, and more often", () => {
    for (const drillSchedule of ["0 9 1 * *", "0 9 28 * *", "0 9 * * 2"])
      expect(things(backup({ drillSchedule }))).toEqual([]);
  });
});

describe("retention", () => {
  const problems = (rows: readonly Tier[], service = base): readonly string[] =>
    catalogProblems([service], {}, rows).map((problem) => problem.thing);

  it.each<[string, readonly Tier[], string]>([
    ["no days", tier({ keepDays: 0, lockDays: 0 }), "tiers: weekly: keepDays"],
    ["half a day", tier({ keepDays: 84.5 }), "tiers: weekly: keepDays"],
    ["lock longer than kept", tier({ lockDays: 85 }), "tiers: weekly: lockDays"],
    ["no lock", tier({ lockDays: 0 }), "tiers: weekly: lockDays"],
    ["time of day", tier({ notBefore: "2:00" }), "tiers: weekly: notBefore"],
    [
      "transition that is billed longer than it lasts",
      tier({ transition: { afterDays: 60, storageClass: "STANDARD_IA" } }),
      "tiers: weekly: transition",
    ],
  ])("refuses a tier with %s", (_, rows, thing) => {
    expect(problems(rows)).toContain(thing);
  });

  it("refuses a tier that has no row", () => {
    expect(problems(tiers.filter((row) => row.name !== "monthly"))).toEqual([
      "catalog: kyb-platform: backup.tiers",
    ]);
  });

  it("refuses a service without hourly or with a tier twice", () => {
    expect(things(backup({ tiers: ["daily"] }))).toEqual(["kyb-platform: backup.tiers"]);
    expect(things(backup({ tiers: [] }))).toEqual(["kyb-platform: backup.tiers"]);
    expect(things(backup({ tiers: ["hourly", "daily", "daily"] }))).toEqual(["kyb-platform: backup.tiers"]);
  });

  it("refuses a legal retention of no days", () => {
    const broken: Service = { ...tasksApp, legal: { ...tasksApp.legal, retentionDays: 0 } };
    expect(things(broken)).toEqual(["tasks-app: legal.retentionDays"]);
  });
});

describe("names", () => {
  it("are refused when a bucket is too long, for each that is made of it", () => {
    const archives = ["kyb-platform: repository bucket", "kyb-platform: repository bucket"];
    const tooLong = backup({ bucket: "b".repeat(60) });
    expect(things(tooLong)).toEqual(["kyb-platform: replica bucket", ...archives]);
    const elsewhere = { ...tooLong.database, server: { kind: "external" } as const };
    expect(things({ ...tooLong, database: elsewhere })).toEqual(["kyb-platform: replica bucket"]);
    expect(things(backup({ bucket: "b".repeat(64) }))).toHaveLength(5);
  });

  it("count the config's suffix", () => {
    const service = backup({ bucket: "b".repeat(50) });
    expect(catalogProblems([service])).toEqual([]);
    expect(catalogProblems([service], { bucketSuffix: "acme-corp" }).map((problem) => problem.thing)).toEqual(
      ["replica", "repository", "repository"].map((which) => `catalog: kyb-platform: ${which} bucket`),
    );
  });

  it("of access logs count the region too", () => {
    const config = {
      role: "primary",
      region: "ap-southeast-1",
      bucketSuffix: "a-suffix-of-20-chars",
    } as const;
    expect(catalogProblems(services, config).map((problem) => problem.thing)).toEqual(["access log bucket"]);
    expect(catalogProblems(services, { ...config, region: "us-east-1" })).toEqual([]);
  });

  it("are refused when the standby's namespace, a CronJob, a role or a database is too long", () => {
    expect(things({ ...base, namespace: "n".repeat(61) })).toEqual(["kyb-platform: namespace"]);
    expect(things({ ...base, id: "k".repeat(33) })).toContainEqual(expect.stringMatching(/^id of k+$/));
    expect(things(database({ name: "d".repeat(50) }))).toEqual(["kyb-platform: restore database"]);
    const check = { id: "c".repeat(40), kind: "health", schedule: "0 6 * * *", staleAfterHours: 26 } as const;
    expect(things({ ...base, checks: [check] })).toEqual(["kyb-platform: CronJob"]);
    expect(things({ ...base, id: "Kyb Platform" })).toContain("id of Kyb Platform");
  });
});

describe("what services may not share", () => {
  it.each<[string, Service]>([
    ["namespace", { ...dotmacPlatform, namespace: base.namespace }],
    ["bucket", { ...dotmacPlatform, backup: { ...dotmacPlatform.backup, bucket: base.backup.bucket } }],
    [
      "host",
      {
        ...dotmacPlatform,
        domains: dotmacPlatform.domains.map((d) => ({ ...d, host: "api.kyb-platform.com" })),
      },
    ],
  ])("%s", (what, other) => {
    expect(things(base, other)).toEqual([
      expect.stringContaining(`${what} of kyb-platform and dotmac-platform`),
    ]);
  });

  it("id", () => {
    expect(things(base, { ...dotmacPlatform, id: base.id })).toContain("id of kyb-platform and kyb-platform");
  });
});

describe("several problems", () => {
  it("are all reported at once, each with its rule and remedy", () => {
    const broken: Service = {
      ...backup({ schedule: "0 2 * * *", timeZone: "Mars/Olympus", tiers: [], bucket: "B" }),
      namespace: dotmacPlatform.namespace,
    };
    const problems = catalogProblems([broken, dotmacPlatform]);
    const text = formatProblems(problems);
    for (const expected of ["Mars/Olympus", "backup.tiers", '"B"', "namespace of kyb-platform and"]) {
      expect(text).toContain(expected);
    }
    for (const problem of problems) {
      expect(problem.limit).not.toBe("");
      expect(problem.remedy).not.toBe("");
    }
  });
});
