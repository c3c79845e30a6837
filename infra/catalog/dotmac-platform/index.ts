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
import { dotmacIntegrity } from "./integrity";
import { dotmacWorkloads } from "./workloads";
import type { Service } from "../types";

/** DotMac Platform: customers, their services and their invoices. */
export const dotmacPlatform = {
  ...serviceDefaults,
  id: "dotmac-platform",
  title: "DotMac Platform",
  owner: "dotmac",
  dataClass: "financial",
  namespace: "dotmac-production",
  domains: [
    {
      host: "api.dotmac.platform",
      primaryHost: "primary-api.dotmac.platform",
      standbyHost: "dr-api.dotmac.platform",
      serves: "api",
      workload: "dotmac-api",
      port: 443,
      healthPath: "/health/ready",
      failover: true,
    },
    {
      host: "app.dotmac.platform",
      primaryHost: "primary-app.dotmac.platform",
      standbyHost: "dr-app.dotmac.platform",
      serves: "frontend",
      workload: "dotmac-frontend",
      port: 443,
      healthPath: "/health",
      failover: true,
    },
  ],
  database: {
    ...databaseDefaults,
    name: "dotmac",
    ownerRole: "dotmac",
    server: { kind: "cluster", archive: archive(30) },
    schemas: ["public"],
    maxConnections: 200,
    keyTables: ["public.customers", "public.services", "public.invoices", "public.invoice_line_items"],
    integrity: dotmacIntegrity,
    newestRowSql: "SELECT max(created_at) FROM public.invoices",
    // The daily billing run creates invoices.
    newestRowMaxAgeMinutes: 2880,
    extensions: ["citext"],
    migrateCommand: ["alembic", "upgrade", "head"],
    migrationTrial: {
      untriedBecause:
        "alembic runs all revisions in one transaction, which rolls back if one fails; it has no command that rolls back a success",
    },
  },
  backup: {
    bucket: "dotmac-platform-backups",
    prefix: "database",
    configPrefix: "k8s-configs",
    schedule: "20,50 * * * *",
    verifySchedule: "30 6 * * *",
    drillSchedule: "30 12 13 * *",
    configSchedule: "30 2 * * *",
    ...backupDefaults,
  },
  workloads: dotmacWorkloads,
  capacity: {
    growthPercentPerMonth: { users: 5, data: 5, requests: 5 },
    replicas: {
      "dotmac-api": { now: 6, months6: 8, months12: 10 },
      "dotmac-frontend": { now: 2, months6: 2, months12: 3 },
    },
    databaseCores: { now: 4, months6: 4, months12: 8 },
    databaseMemoryGib: { now: 16, months6: 16, months12: 32 },
    databaseStorageGib: { now: 40, months6: 55, months12: 75 },
    source: { stated: "the team's original runbook gives no sizes; 5 % growth per month" },
  },
  thresholds: { ...thresholds, longQueryMinutes: 60 },
  housekeeping: { logRetentionDays: 7, localDumpRetentionDays: 7, oldDataRetentionDays: 30 },
  escalation: {
    default: {
      contacts: [
        contact("On-Call Engineer", 0, ["pagerduty"], ["P0"]),
        contact("Operations", 0, ["email"]),
        contact("Team Lead", 30, ["phone", "email"], ["P0", "P1"]),
        contact("Engineering Manager", 60, ["phone"], ["P0"]),
      ],
    },
    areas: {},
    slack: { operations: "#ops-backups", incidents: "#incidents" },
  },
  maintenance: {
    slot: { weekday: "sunday", ordinal: 1, hour: 5, timeZone: "Etc/UTC" },
    durationMinutes: 120,
    noticeHours: 48,
    steps: ["backup", "clear-logs", "vacuum-analyze", "check-certificates", "health-check"],
    vacuumTables: [],
  },
  checks: [
    ...commonChecks(35),
    { id: "session-cleanup", kind: "session-cleanup", schedule: "45 3 * * *", staleAfterHours: 26 },
  ],
  certificate: certificate("dotmac-tls"),
  imagePullSecret: "regcred",
  readinessGates: [
    { name: "imports", command: ["python", "-c", "from dotmac_isp.main import app"] },
    { name: "schema", command: ["make", "-f", "Makefile.readiness", "schema-check"], afterMigration: true },
    {
      name: "performance",
      command: ["make", "-f", "Makefile.readiness", "deployment-ready"],
      afterMigration: true,
    },
  ],
} satisfies Service;
