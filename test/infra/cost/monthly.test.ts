import { describe, expect, it } from "vitest";
import { z } from "zod";
import { services } from "../../../infra/catalog";
import type { Service } from "../../../infra/catalog/types";
import type { Place } from "../../../infra/cost/fixed";
import { sum, usdOf, type Line, type Purpose } from "../../../infra/cost/line";
import { serviceLines, SHARED, stackLines } from "../../../infra/cost/monthly";
import { prices } from "../../../infra/cost/prices";
import { amounts, billRows, plainTable } from "../../../infra/cost/table";
import { recordedResources } from "../../../sandbox/render/expected-files";
import { StackFile } from "../../../setup/stack-file";
import { billOf, costListing } from "../../../setup/billing";

const hostedZones = Object.fromEntries(
  services.flatMap(({ domains }) =>
    domains.map(({ host }) => [host.split(".").slice(-2).join("."), `Z${host}`]),
  ),
);
const PROD: Place = {
  role: "primary",
  region: "us-east-1",
  replicaRegion: "us-west-2",
  route53: true,
  hostedZones,
};
const DR: Place = { ...PROD, role: "standby", region: "us-west-2", replicaRegion: undefined };
const HALF = { dumpPercent: 50 };

const serviceOf = (wanted: string): Service => {
  const found = services.find(({ id }) => id === wanted);
  if (found === undefined) throw new Error(`no service ${wanted}`);
  return { ...found, database: { ...found.database, server: { kind: "external" } } };
};
const of = (lines: readonly Line[], purpose: Purpose, price?: keyof typeof prices): number =>
  lines
    .filter((line) => line.purpose === purpose && (price === undefined || line.price === price))
    .reduce((total, { units }) => total + units, 0);

describe("a service with dumps alone", () => {
  // 5 GB, dumped at 25 and 55: 48 dumps a day of 2.5 GB.
  const lines = serviceLines({ service: serviceOf("jackpot-service"), posture: "active" }, PROD, "now", HALF);

  it("holds what every tier holds, and what is staged", () => {
    // Hourly 48 a day for 2 + 2 days, daily 30 + 7, weekly 30 of its 84 + 7 days, monthly 30 of 365 + 7, staging 1 + 1 days.
    const dumps = 48 * 4 + 37 + 30 / 7 + 30 / (365 / 12);
    expect(of(lines, "replica", "STANDARD")).toBeCloseTo(2.5 * dumps, 6);
    expect(of(lines, "backups", "STANDARD")).toBeCloseTo(2.5 * (dumps + 48 * 2), 6);
    expect(of(lines, "backups", "STANDARD_IA")).toBeCloseTo((2.5 * 61) / 7, 6);
    expect(of(lines, "backups", "GLACIER_IR")).toBeCloseTo((2.5 * 342) / (365 / 12), 6);
  });

  it("sends each promoted backup abroad, under replication time control", () => {
    const promotions = 48 + 1 + 1 / 7 + 12 / 365;
    const gb = (2.5 * promotions * 365) / 12;
    expect(of(lines, "traffic", "abroad")).toBeCloseTo(gb, 6);
    // 3,739.4 GB for 2 and 1.5 cents.
    expect(amounts(lines).purposes.traffic).toBeCloseTo(130.88, 2);
  });

  it("costs less where it is not replicated", () => {
    const alone = serviceLines(
      { service: serviceOf("jackpot-service"), posture: "active" },
      { ...PROD, replicaRegion: undefined },
      "now",
      HALF,
    );
    expect(of(alone, "replica") + of(alone, "traffic")).toBe(0);
    expect(of(alone, "requests")).toBeLessThan(of(lines, "requests"));
    expect(of(alone, "keys", "key")).toBe(1);
  });

  it("stores nothing while it waits or is fenced", () => {
    for (const posture of ["passive", "fenced"] as const) {
      const idle = serviceLines({ service: serviceOf("jackpot-service"), posture }, DR, "now", HALF);
      expect([of(idle, "backups"), of(idle, "traffic"), of(idle, "requests")]).toEqual([0, 0, 0]);
      expect(sum(idle)).toBeGreaterThan(0);
    }
  });

  it("dumps less often where a dump outlasts its interval", () => {
    const slow = serviceOf("stock-analysis");
    // 500 GB at 180 MiB/s are 48 minutes: of runs each 20 minutes every third begins.
    const late = serviceLines({ service: slow, posture: "active" }, PROD, "months12", HALF);
    const promotions = 24 + 1 + 1 / 7 + 12 / 365;
    expect(of(late, "traffic", "abroad")).toBeCloseTo((250 * promotions * 365) / 12, 3);
  });

  it("pays for a key's first rotation after a year", () => {
    const later = serviceLines(
      { service: serviceOf("jackpot-service"), posture: "active" },
      PROD,
      "months12",
      HALF,
    );
    expect([of(lines, "keys", "key"), of(later, "keys", "key")]).toEqual([2, 4]);
  });
});

it("a server's repositories hold full backups, changes and WAL in both regions, and what was deleted", () => {
  const catalog = services.find(({ id }) => id === "jackpot-service");
  if (catalog?.database.server?.kind !== "cluster")
    throw new Error("jackpot-service has no server of its own");
  const lines = serviceLines({ service: catalog, posture: "active" }, PROD, "now", HALF);
  // 5 GB are 2.5 stored, 0.25 of WAL a day: a seventh of a full backup, 21 days of changes in 7 days, one day's, and WAL.
  const perDay = 2.5 / 7 + (0.25 * 21) / 7 + 0.25 + 0.25;
  expect(of(lines, "repositories", "STANDARD")).toBeCloseTo(2 * perDay * (14 + 7 + 30), 6);
  expect(of(lines, "keys", "key")).toBe(4);
  const standby = serviceLines({ service: catalog, posture: "passive" }, DR, "now", HALF);
  expect(of(standby, "repositories")).toBe(0);
});

describe("what stacks have whatever they store", () => {
  const resource = z.object({
    type: z.string(),
    name: z.string(),
    inputs: z.record(z.string(), z.unknown()),
  });
  const queries = z.array(z.object({ metric: z.unknown().optional() })).catch([]);

  it.each([
    ["prod", PROD],
    ["dr", DR],
  ] as const)("is what %s declares", (stack, place) => {
    const declared = z.array(resource).parse(recordedResources(stack));
    const typed = (type: RegExp) => declared.filter((each) => type.test(each.type));
    const stores = declared
      .filter(({ name }) => name.endsWith("-repository-store-bucket"))
      .map(({ name }) => name);
    const billed = services.map((service) => ({
      service: stores.includes(`${service.id}-repository-store-bucket`) ? service : serviceOf(service.id),
      posture: stack === "prod" ? ("active" as const) : ("passive" as const),
    }));
    const lines = [...stackLines(billed, place, "now", HALF).values()].flat();
    const checks = typed(/healthCheck:HealthCheck$/).map(({ inputs }) => inputs);
    const options = checks.reduce(
      (total, { type, requestInterval }) =>
        total +
        (String(type).startsWith("HTTPS") ? 1 : 0) +
        (String(type).endsWith("STR_MATCH") ? 1 : 0) +
        (requestInterval === 10 ? 1 : 0),
      0,
    );
    const metrics = typed(/metricAlarm:MetricAlarm$/).reduce(
      (total, { inputs }) =>
        total +
        Math.max(
          1,
          queries.parse(inputs["metricQueries"]).filter(({ metric }) => metric !== undefined).length,
        ),
      0,
    );
    const rules = typed(/bucketReplicationConfig/).flatMap(({ inputs }) =>
      z.array(z.unknown()).parse(inputs["rules"]),
    );
    expect({
      keys: of(lines, "keys", "key"),
      checks: of(lines, "health checks", "healthCheck"),
      options: of(lines, "health checks", "healthCheckOption"),
      metrics: of(lines, "alarms", "alarmMetric"),
      replicationMetrics: of(lines, "alarms", "replicationMetric"),
    }).toEqual({
      keys: typed(/kms\/(key:Key|replicaKey:ReplicaKey)$/).length,
      checks: checks.length,
      options,
      metrics,
      replicationMetrics: rules.length * 4,
    });
  });

  it("has no checks, zones and topic of Route 53 without it", () => {
    const billed = [{ service: serviceOf("jackpot-service"), posture: "active" as const }];
    const place = { ...PROD, region: "eu-west-1", replicaRegion: "eu-central-1" };
    const withIt = [...stackLines(billed, place, "now", HALF).values()].flat();
    const without = [...stackLines(billed, { ...place, route53: false }, "now", HALF).values()].flat();
    expect([of(without, "health checks"), of(without, "zones")]).toEqual([0, 0]);
    expect(of(withIt, "zones")).toBe(1);
    expect(of(withIt, "keys", "key") - of(without, "keys", "key")).toBe(1);
  });
});

describe("the table", () => {
  it("has a row for each service, what is shared and the sum, and columns of what costs", () => {
    const line = (purpose: Purpose, price: keyof typeof prices, units: number): Line => ({
      purpose,
      price,
      units,
    });
    const bill = new Map([
      ["one", [line("backups", "STANDARD", 100), line("keys", "key", 2)]],
      [SHARED, [line("keys", "key", 100)]],
    ]);
    expect(plainTable(billRows(bill))).toBe(
      [
        "USD a month  backups  keys   sum",
        "one             2.30  2.00  4.30",
        "(shared)           -   100   100",
        "sum             2.30   102   104",
      ].join("\n"),
    );
  });

  it("adds up to the sum of the services", () => {
    const bill = billOf(StackFile.read("Pulumi.prod.yaml"), HALF).now;
    const total = [...bill.values()].flat().reduce((all, line) => all + usdOf(line), 0);
    expect(amounts([...bill.values()].flat()).usd).toBeCloseTo(total, 2);
    expect([...bill.keys()]).toEqual([...services.map(({ id }) => id), SHARED]);
  });

  it("has a service for each row of the page", () => {
    for (const { title } of services) expect(costListing()).toContain(`| ${title} |`);
  });
});

it("names every price with a positive amount and the page that has it", () => {
  for (const [name, { usd, source }] of Object.entries(prices)) {
    expect(usd, name).toBeGreaterThan(0);
    expect(source, name).toMatch(/^(aws[.]amazon[.]com\/[a-z0-9]+\/pricing|repost[.]aws\/articles\/\w+)$/);
  }
});
