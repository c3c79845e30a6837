import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Service } from "../../../../infra/catalog/types";
import { configPaths } from "../../../../infra/components/identity/config-reader";
import { serviceLayout } from "../../../../infra/components/service-layout";
import { serviceSettings } from "../../../../infra/components/jobs/service-settings";
import type { Settings } from "../../../../infra/config";
import { library, primary, standby } from "../../../support/service-fixture";

const location = z.strictObject({
  bucket: z.string(),
  region: z.string(),
  endpointUrl: z.string().nullable(),
});

/** The settings file as the scripts read it: every field, and none besides. */
const contract = z.strictObject({
  service: z.string(),
  database: z.string(),
  ownerRole: z.string(),
  objectives: z.strictObject({ rpoMinutes: z.int().positive(), rtoMinutes: z.int().positive() }),
  vault: location,
  source: location,
  prefix: z.string(),
  configPrefix: z.string(),
  tiers: z.array(
    z.strictObject({
      name: z.string(),
      period: z.enum(["run", "day", "week", "month"]),
      notBefore: z.string().optional(),
      lockDays: z.int(),
    }),
  ),
  objectLockMode: z.enum(["GOVERNANCE", "COMPLIANCE"]),
  safetyLockDays: z.int(),
  ageRecipients: z.array(z.string()),
  keyTables: z.array(z.string()),
  integrity: z.array(z.strictObject({ id: z.string(), description: z.string(), sql: z.string() })),
  newestRowSql: z.string(),
  newestRowMaxAgeMinutes: z.number().nullable(),
  namespace: z.string(),
  peer: location,
  appRole: z.string(),
  jobRoles: z.array(z.string()),
  ownHealth: z.array(z.strictObject({ url: z.string(), contains: z.string().nullable() })),
  peerHealth: z.array(z.strictObject({ url: z.string(), contains: z.string().nullable() })),
  configResources: z.array(z.string()),
  cdn: z
    .strictObject({
      apiUrl: z.string(),
      zoneId: z.string(),
      scope: z.enum(["everything", "files"]),
      files: z.array(z.string()),
      expectStatuses: z.array(z.string()),
      intervalSeconds: z.int(),
    })
    .optional(),
});

const text = (config: Settings, service: Service = library) =>
  serviceSettings(service, config, serviceLayout(service, config));
const settings = (config: Settings, service: Service = library) =>
  contract.parse(JSON.parse(text(config, service)));

describe("serviceSettings", () => {
  it("holds every field of the contract, of the catalog and the layout", () => {
    const { database, backup } = library;
    expect(settings(primary)).toEqual({
      service: "library",
      database: "library",
      ownerRole: "librarian",
      objectives: { rpoMinutes: 60, rtoMinutes: 240 },
      vault: { bucket: "library-backups", region: "us-east-1", endpointUrl: null },
      source: { bucket: "library-backups", region: "us-east-1", endpointUrl: null },
      peer: { bucket: "library-backups-dr", region: "us-west-2", endpointUrl: null },
      appRole: "library_app",
      jobRoles: ["library_backup", "library_restore", "library_migrate", "lifeboat_admin"],
      ownHealth: [],
      peerHealth: [],
      prefix: backup.prefix,
      configPrefix: backup.configPrefix,
      tiers: [
        { name: "hourly", period: "run", lockDays: 1 },
        { name: "daily", period: "day", notBefore: "02:00", lockDays: 7 },
        { name: "weekly", period: "week", notBefore: "02:00", lockDays: 28 },
        { name: "monthly", period: "month", notBefore: "02:00", lockDays: 90 },
      ],
      objectLockMode: "GOVERNANCE",
      safetyLockDays: 1,
      ageRecipients: ["age1recipient"],
      keyTables: database.keyTables,
      integrity: database.integrity,
      newestRowSql: database.newestRowSql,
      newestRowMaxAgeMinutes: 1440,
      namespace: "library-system",
      configResources: configPaths("library-system"),
    });
  });

  it("sends a waiting standby to the replica in its own region, and to its own vault to write", () => {
    const { vault, source, namespace, configResources } = settings(standby);
    expect(vault).toEqual({ bucket: "library-backups-dr", region: "us-west-2", endpointUrl: null });
    expect(source).toEqual({ bucket: "library-backups-replica", region: "us-west-2", endpointUrl: null });
    expect(namespace).toBe("library-system-dr");
    expect(configResources).toEqual(configPaths("library-system-dr"));
  });

  it("gives both sides the S3 endpoint of the config", () => {
    const { vault, source } = settings({ ...standby, s3Endpoint: "http://127.0.0.1:5000" });
    expect([vault.endpointUrl, source.endpointUrl]).toEqual([
      "http://127.0.0.1:5000",
      "http://127.0.0.1:5000",
    ]);
  });

  it("keeps a null age of the newest row, and only the tiers of the service", () => {
    const quiet = {
      ...library,
      database: { ...library.database, newestRowMaxAgeMinutes: null },
      backup: { ...library.backup, tiers: ["hourly" as const] },
    };
    const result = contract.parse(JSON.parse(serviceSettings(quiet, primary, serviceLayout(quiet, primary))));
    expect(result.newestRowMaxAgeMinutes).toBeNull();
    expect(result.tiers.map(({ name }) => name)).toEqual(["hourly"]);
  });

  it("tells the service's own objectives, which a drill holds its figures against", () => {
    const strict = { ...library, objectives: { rpoMinutes: 15, rtoMinutes: 30 } };
    expect(settings(primary, strict).objectives).toEqual({ rpoMinutes: 15, rtoMinutes: 30 });
  });

  it("asks its own health of every domain, and whether the other side writes only of what holds data", () => {
    const domain = { port: 443, healthPath: "/health", failover: true };
    const served = (serves: "api" | "frontend") => ({
      ...domain,
      serves,
      host: `${serves}.example.com`,
      primaryHost: `primary-${serves}.example.com`,
      standbyHost: `dr-${serves}.example.com`,
    });
    const { ownHealth, peerHealth } = settings(primary, {
      ...library,
      domains: [served("api"), served("frontend")],
    });
    expect(ownHealth.map(({ url }) => url)).toEqual([
      "https://primary-api.example.com/health",
      "https://primary-frontend.example.com/health",
    ]);
    expect(peerHealth.map(({ url }) => url)).toEqual(["https://dr-api.example.com/health"]);
  });

  it("tells what is purged where a CDN comes before the service, and nothing of it elsewhere", () => {
    const config = { ...primary, cloudflareZones: { "library.example": "0".repeat(32) } };
    const cdn = {
      host: "cdn.library.example",
      scope: "files",
      files: ["/cover.png"],
      expectStatuses: ["MISS", "HIT"],
      intervalSeconds: 5,
    } as const;
    expect(settings(config, { ...library, cdn }).cdn).toMatchObject({
      zoneId: "0".repeat(32),
      scope: "files",
    });
    expect(text(config)).not.toContain("cdn");
  });

  it("is the same text for the same service, read by people, a field a line, and ended by a newline", () => {
    expect(text(primary)).toBe(text({ ...primary }));
    expect(text(primary)).toContain('\n "appRole": "library_app",\n');
    expect(text(primary)).toMatch(/\}\n$/);
  });

  it("never tells where the database is, or who logs in: that is the pod's environment", () => {
    expect(text(primary)).not.toContain("library.db.example.com");
    expect(text(primary)).not.toMatch(/password|word"/i);
  });
});
