import { describe, expect, it } from "vitest";
import { jobSettings, type JobSettingsArgs } from "../../../../infra/components/jobs/job-settings";

const vault = { bucket: "shop-backups", region: "us-east-1", endpointUrl: null };

const args: JobSettingsArgs = {
  service: "shop",
  namespace: "shop-system",
  database: {
    name: "shop_db",
    ownerRole: "shop",
    keyTables: ["public.users"],
    integrity: [],
    newestRowSql: "SELECT now()",
    newestRowMaxAgeMinutes: null,
  },
  objectives: { rpoMinutes: 60, rtoMinutes: 240 },
  vault,
  source: vault,
  peer: { ...vault, bucket: "shop-backups-dr", region: "us-west-2" },
  appRole: "shop_db_app",
  jobRoles: ["shop_db_backup", "shop_db_restore", "shop_db_migrate"],
  peerHealth: [{ url: "https://dr.example.com/health", contains: null }],
  ownHealth: [{ url: "https://primary.example.com/health", contains: '"status":"healthy"' }],
  prefix: "postgresql",
  configPrefix: "k8s-configs",
  tiers: [{ name: "hourly", period: "run", lockDays: 1 }],
  objectLockMode: "GOVERNANCE",
  safetyLockDays: 1,
  ageRecipients: ["age1recipient"],
  configResources: [],
  cdn: undefined,
  gate: undefined,
};

const parsed = (change: Partial<JobSettingsArgs> = {}): unknown =>
  JSON.parse(jobSettings({ ...args, ...change }));

describe("jobSettings", () => {
  it("holds every argument, the database's under its own names", () => {
    const { database, ...others } = args;
    const { name, ...rest } = database;
    expect(parsed()).toEqual({ ...others, ...rest, database: name });
  });

  it("passes on what a failover needs", () => {
    expect(parsed()).toMatchObject({
      peer: { bucket: "shop-backups-dr", region: "us-west-2", endpointUrl: null },
      appRole: "shop_db_app",
      jobRoles: ["shop_db_backup", "shop_db_restore", "shop_db_migrate"],
      peerHealth: [{ url: "https://dr.example.com/health", contains: null }],
      ownHealth: [{ url: "https://primary.example.com/health", contains: '"status":"healthy"' }],
    });
  });

  it("has empty lists for a service without failover", () => {
    expect(parsed({ peerHealth: [], ownHealth: [] })).toMatchObject({ peerHealth: [], ownHealth: [] });
  });

  it("ends with a line feed and is read by people: one field a line", () => {
    const text = jobSettings(args);
    expect(text.endsWith("}\n")).toBe(true);
    expect(text).toContain('\n "appRole": "shop_db_app",\n');
  });
});
