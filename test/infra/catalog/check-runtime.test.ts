import { describe, expect, it } from "vitest";
import { catalogProblems } from "../../../infra/catalog/check";
import type { Service } from "../../../infra/catalog/types";
import { formatProblems } from "../../../infra/problem";
import { base, database, deployed, scaled, sized, things, workload } from "./broken";

describe("databases", () => {
  const query = { id: "one", description: "it is wrong", sql: "SELECT count(*) FROM public.merchants" };

  it.each<[string, Service, string]>([
    ["no key table", database({ keyTables: [] }), "database.keyTables"],
    ["a bare table", database({ keyTables: ["merchants"] }), "database.keyTables"],
    [
      "a table in a schema that is not backed up",
      database({ keyTables: ["auth.users"] }),
      "database.keyTables",
    ],
    ["two queries with one id", database({ integrity: [query, query] }), "integrity query one"],
    ["an odd id", database({ integrity: [{ ...query, id: "One Two" }] }), "integrity query One Two"],
    ["two statements", database({ integrity: [{ ...query, sql: `${query.sql};` }] }), "integrity query one"],
    [
      "a change",
      database({ integrity: [{ ...query, sql: "DELETE FROM public.merchants" }] }),
      "integrity query one",
    ],
    ["too few connections", database({ maxConnections: 97 }), "connections of all pools"],
    [
      "a roll-out that doubles the pools",
      deployed({ rollout: { ...workload.rollout, maxSurge: "100%" } }),
      "connections of all pools at maximum replicas during a roll-out",
    ],
    [
      "a reserve without room for every job",
      database({ reservedConnections: 11 }),
      "database.reservedConnections",
    ],
  ])("refuse: %s", (_, service, thing) => {
    expect(things(service)).toEqual([expect.stringContaining(`kyb-platform: ${thing}`)]);
  });

  it("may use 80 % of the connections and no more (MAC-5)", () => {
    // Four replicas with 15 each and a reserve of 18.
    expect(things(database({ maxConnections: 98 }))).toEqual([]);
    expect(formatProblems(catalogProblems([database({ maxConnections: 97 })]))).toMatch(/: 78\n.*at most 77/);
  });
});

describe("workloads", () => {
  const probe = { ...workload.probes.readiness, check: { http: "/", port: "other" } };

  it.each<[string, Service, string]>([
    ["minimum above maximum", scaled({ minReplicas: 5 }), "autoscaling"],
    ["no replica at least", scaled({ minReplicas: 0 }), "autoscaling"],
    ["replicas below the minimum", deployed({ replicas: { primary: 1, standby: 2 } }), "replicas.primary"],
    ["replicas above the maximum", deployed({ replicas: { primary: 2, standby: 5 } }), "replicas.standby"],
    ["request above the limit", sized({ memoryRequestMib: 257 }), "sizes.safe, memory"],
    ["more memory than any container may have", sized({ memoryLimitMib: 8193 }), "sizes.safe, memory"],
    ["more cores than any container may have", sized({ cpuLimitMillicores: 4001 }), "sizes.safe, cpu"],
    ["no request", sized({ cpuRequestMillicores: 0 }), "sizes.safe, cpu"],
    [
      "a probe of an unknown port",
      deployed({ probes: { ...workload.probes, readiness: probe } }),
      "port of a probe",
    ],
    [
      "readiness and liveness that ask the same without a reason",
      deployed({ probes: { ...workload.probes, liveness: workload.probes.readiness } }),
      "probes",
    ],
    [
      "a reason why they ask the same where they do not",
      deployed({ probes: { ...workload.probes, sameBecause: "it has but one port" } }),
      "probes",
    ],
    [
      "metrics on a port that no Service has",
      deployed({ ports: workload.ports.map(({ name, containerPort }) => ({ name, containerPort })) }),
      "port of metrics",
    ],
    [
      "a long port name",
      deployed({ ports: [...workload.ports, { name: "p".repeat(16), containerPort: 1 }] }),
      "ports",
    ],
    [
      "a file twice",
      deployed({ featureFlags: { file: "api.yaml", flags: { merchant_portfolio: true } } }),
      "files",
    ],
    [
      "an odd flag",
      deployed({ featureFlags: { file: "f.json", flags: { "Odd-One": true } } }),
      "featureFlags",
    ],
    ["a port twice", deployed({ ports: [...workload.ports, ...workload.ports] }), "ports"],
    ["a password in a URL", deployed({ env: { X_URL: "postgresql://me:word@host/db" } }), "env.X_URL"],
    ["a secret by its name", deployed({ env: { JWT_SECRET: "x" } }), "env.JWT_SECRET"],
    [
      "falling shares",
      deployed({ rollout: { ...workload.rollout, trafficPercents: [50, 5, 100] } }),
      "rollout",
    ],
    [
      "shares that stop early",
      deployed({ rollout: { ...workload.rollout, trafficPercents: [1, 50] } }),
      "rollout",
    ],
  ])("refuse: %s", (_, service, thing) => {
    expect(things(service)).toContainEqual(
      expect.stringContaining(`kyb-platform: workload kyb-platform: ${thing}`),
    );
  });

  it("are planned for no more replicas than their autoscaler reaches (STOCK-8)", () => {
    const replicas = { "kyb-platform": { now: 2, months6: 4, months12: 5 } };
    // With a database for as many: one replica more has a pool more.
    const large = { ...base, database: { ...base.database, maxConnections: 200 } };
    expect(things({ ...large, capacity: { ...base.capacity, replicas } })).toEqual([
      "kyb-platform: capacity.replicas.kyb-platform.months12",
    ]);
  });

  it("never show the secret", () => {
    const text = formatProblems(
      catalogProblems([deployed({ env: { X_URL: "postgresql://me:word@host/db" } })]),
    );
    expect(text).not.toContain("word@");
  });

  it("are named as they are", () => {
    const domains = base.domains.map((domain) => ({ ...domain, workload: "nobody" }));
    expect(things({ ...base, domains })).toEqual(["kyb-platform: domain api.kyb-platform.com"]);
    const replicas = { nobody: { now: 1, months6: 1, months12: 1 } };
    expect(things({ ...base, capacity: { ...base.capacity, replicas } })).toEqual([
      "kyb-platform: capacity.replicas",
    ]);
  });
});
