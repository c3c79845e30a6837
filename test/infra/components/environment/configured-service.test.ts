import { describe, expect, it } from "vitest";
import { services } from "../../../../infra/catalog";
import { configuredService } from "../../../../infra/components/environment/configured-service";
import type { Service } from "../../../../infra/catalog/types";
import { archivedLibrary, library } from "../../../support/service-fixture";
import { desk, shelf, staffedLibrary } from "../../../support/workload-fixture";

const flagged = { ...desk, featureFlags: { file: "features.json", flags: { night_desk: true, loans: 5 } } };
const service = { ...staffedLibrary, workloads: [shelf, { ...flagged, maintenanceVariable: "CLOSED" }] };
const nothing = { features: {}, maintenance: [], debug: [], databaseServers: {}, cloudflare: true };
const workloads = (chosen: Partial<Parameters<typeof configuredService>[1]>) =>
  configuredService(service, { ...nothing, ...chosen }).workloads;

describe("configuredService", () => {
  it("has the catalog's flags and no maintenance where config says nothing", () => {
    const [cache, api] = workloads({});
    expect(cache).toMatchObject({ env: {}, files: [] });
    expect(api?.env).toEqual({ ...desk.env, CLOSED: false });
    expect(api?.files).toEqual([
      ...desk.files,
      { name: "features.json", content: { features: { night_desk: true, loans: 5 } } },
    ]);
  });

  it("has what config says of this service alone", () => {
    const [, api] = workloads({
      features: { library: { night_desk: false }, museum: { loans: 9 } },
      maintenance: ["museum", "library"],
    });
    expect(api?.env).toMatchObject({ CLOSED: true });
    expect(api?.files.at(-1)?.content).toEqual({ features: { night_desk: false, loans: 5 } });
    expect(workloads({ maintenance: ["museum"] })[1]?.env).toMatchObject({ CLOSED: false });
  });

  it("has its server outside of the cluster until config puts it there", () => {
    const server = (
      of: Service,
      databaseServers: Parameters<typeof configuredService>[1]["databaseServers"],
    ) => configuredService(of, { ...nothing, databaseServers }).database.server;
    expect(server(archivedLibrary, { library: "cluster" })).toBe(archivedLibrary.database.server);
    expect(server(archivedLibrary, { museum: "cluster" })).toEqual({ kind: "external" });
    expect(server(archivedLibrary, { library: "external" })).toEqual({ kind: "external" });
    const stated = { kind: "external", stated: { rpoMinutes: 2, windowDays: 7, source: "a page" } } as const;
    const hosted = { ...library, database: { ...library.database, server: stated } };
    expect(server(hosted, {})).toBe(stated);
    expect(server(library, {})).toBeUndefined();
  });

  it("gives the catalog's services the files of their runbooks (KYB-7, TASK-9)", () => {
    const made = services.map((each) => configuredService(each, { ...nothing, maintenance: ["tasks-app"] }));
    const [kyb, tasks] = made.map((each) => each.workloads[0]);
    expect(kyb?.files.map(({ name }) => name).sort()).toEqual([
      "api.yaml",
      "database.yaml",
      "features.json",
      "security.yaml",
    ]);
    expect(tasks?.env).toEqual({ MAINTENANCE_MODE: true });
  });
});
