import {
  archive,
  backupDefaults,
  certificate,
  commonChecks,
  contact,
  databaseDefaults,
  serviceDefaults,
  thresholds,
} from "../common";
import { stockIntegrity } from "./integrity";
import { stockWorkloads } from "./workloads";
import type { Service, Escalation } from "../types";

const later = [
  contact("DevOps Lead", 30, ["phone"]),
  contact("Engineering Manager", 60, ["email"]),
  contact("CTO", 120, ["phone"], ["P0"]),
];

/** Escalation (STOCK-9); specialists come first in their own areas. */
export const stockEscalation: Escalation = {
  default: { contacts: [contact("On-Call Engineer", 0, ["slack", "pagerduty"]), ...later] },
  areas: {
    database: { contacts: [contact("Database Admin", 0, ["slack", "pagerduty"]), ...later] },
    security: { contacts: [contact("Security Lead", 0, ["slack", "pagerduty"]), ...later] },
  },
  slack: { operations: "#ops-backups", incidents: "#incidents" },
};

/** Stock Analysis System: API, Celery workers and a frontend behind nginx. */
export const stockAnalysis = {
  ...serviceDefaults,
  id: "stock-analysis",
  title: "Stock Analysis System",
  owner: "devops",
  dataClass: "internal",
  namespace: "stock-analysis-system",
  domains: [
    {
      host: "api.stockanalysis.com",
      primaryHost: "primary.stockanalysis.com",
      standbyHost: "dr.stockanalysis.com",
      serves: "api",
      workload: "nginx",
      port: 443,
      healthPath: "/health",
      failover: true,
    },
  ],
  database: {
    ...databaseDefaults,
    name: "stock_analysis",
    ownerRole: "stock_analysis",
    server: { kind: "cluster", archive: archive(0) },
    schemas: ["public"],
    maxConnections: 400,
    keyTables: ["public.stocks", "public.stock_prices", "public.analyses", "public.alembic_version"],
    integrity: stockIntegrity,
    newestRowSql: "SELECT max(created_at) FROM public.stock_prices",
    // Markets close: four days spans a weekend with a holiday on either side.
    newestRowMaxAgeMinutes: 5760,
    extensions: ["pg_trgm"],
    migrateCommand: ["alembic", "upgrade", "head"],
    migrationTrial: {
      untriedBecause:
        "alembic runs all revisions in one transaction, which rolls back if one fails; it has no command that rolls back a success",
    },
  },
  backup: {
    bucket: "stock-analysis-backups",
    prefix: "postgresql",
    configPrefix: "k8s-configs",
    // A dump of 100 GiB takes ten minutes and one of 200 GiB nineteen: every 20 minutes, neither makes the next one
    // skip, and both meet the hour. At 500 GiB no dump can; see the recovery table.
    schedule: "*/20 * * * *",
    verifySchedule: "30 3 * * *",
    drillSchedule: "30 9 10 * *",
    configSchedule: "25 2 * * *",
    ...backupDefaults,
  },
  workloads: stockWorkloads,
  capacity: {
    growthPercentPerMonth: { users: 20, data: 15, requests: 25 },
    replicas: {
      "stock-analysis-api": { now: 3, months6: 5, months12: 8 },
      "celery-worker": { now: 3, months6: 6, months12: 10 },
    },
    databaseCores: { now: 2, months6: 4, months12: 8 },
    databaseMemoryGib: { now: 8, months6: 16, months12: 32 },
    databaseStorageGib: { now: 100, months6: 200, months12: 500 },
    source: { runbook: "STOCK-8" },
  },
  // STOCK-10's 0.1, read as a share of all responses, as its name implies (trap 6).
  thresholds: { ...thresholds, errorPercent: 10 },
  escalation: stockEscalation,
  maintenance: {
    slot: { weekday: "sunday", ordinal: 1, hour: 2, timeZone: "Etc/UTC" },
    durationMinutes: 240,
    noticeHours: 48,
    steps: ["backup", "vacuum-analyze", "reindex", "check-certificates", "clear-logs", "health-check"],
    vacuumTables: [],
  },
  checks: commonChecks(25),
  certificate: certificate("stock-analysis-tls"),
  readinessGates: [{ name: "migrations", command: ["alembic", "check"], afterMigration: true }],
} satisfies Service;
