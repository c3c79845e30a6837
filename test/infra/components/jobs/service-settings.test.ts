import { describe, expect, it } from "vitest";
import { warmStandby } from "../../../support/warm-standby";
import { kybPlatform } from "../../../../infra/catalog/kyb-platform";
import type { Service } from "../../../../infra/catalog/types";
import { configPaths } from "../../../../infra/components/identity/config-reader";
import { serviceLayout } from "../../../../infra/components/service-layout";
import { jobSettings } from "../../../../infra/components/jobs/job-settings";
import { serviceSettings } from "../../../../infra/components/jobs/service-settings";
import type { Settings } from "../../../../infra/config";
import * as fixture from "../../../support/service-fixture";

const { library } = fixture;
const ageRecipients = [`age1${"q".repeat(58)}`];
const [primary, standby] = [
  { ...fixture.primary, ageRecipients },
  { ...fixture.standby, ageRecipients },
];

const text = (config: Settings, service: Service = library) =>
  serviceSettings(service, config, serviceLayout(service, config));
/** The settings file as the scripts read it: every field, and none besides. */
const settings = (config: Settings, service: Service = library) =>
  jobSettings.strict().parse(JSON.parse(text(config, service)));

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
      ageRecipients,
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
    const result = settings(primary, quiet);
    expect(result.newestRowMaxAgeMinutes).toBeNull();
    expect(result.tiers.map(({ name }) => name)).toEqual(["hourly"]);
  });

  it("tells the service's own objectives, which a drill holds its figures against", () => {
    const strict = { ...library, objectives: { rpoMinutes: 15, rtoMinutes: 30 } };
    expect(settings(primary, strict).objectives).toEqual({ rpoMinutes: 15, rtoMinutes: 30 });
  });

  it("holds the dump's age against its own schedule where an archive keeps the RPO", () => {
    const archived = warmStandby<Service>(kybPlatform);
    const daily = { ...archived, backup: { ...kybPlatform.backup, schedule: "0 2 * * *" } };
    // A day, 20 GiB at 180 MiB/s and a minute, and 15 minutes of replication.
    expect(settings(primary, daily).objectives).toEqual({
      rpoMinutes: 60,
      rtoMinutes: 240,
      dumpAgeMinutes: 1458,
    });
    expect(settings(primary, archived).objectives).toEqual({ rpoMinutes: 60, rtoMinutes: 240 });
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

  it("is the same text for the same service, one field a line, ended by a newline", () => {
    expect(text(primary)).toBe(text({ ...primary }));
    expect(text(primary)).toMatch(/\n "appRole": "library_app",\n[^]*\}\n$/);
  });

  it("never tells where the database is, or who logs in: that is the pod's environment", () => {
    expect(text(primary)).not.toContain("library.db.example.com");
    expect(text(primary)).not.toMatch(/password|word"/i);
  });
});
