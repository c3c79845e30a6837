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
import { jackpotErrorCodes } from "./error-codes";
import { jackpotIntegrity } from "./integrity";
import { jackpotWorkloads } from "./workloads";
import type { Service, AreaEscalation, Escalation } from "../types";

/** One area's chain: who is notified first, how soon, then the levels by elapsed time. */
function levels(first: string, responseMinutes: number): AreaEscalation {
  return {
    responseMinutes,
    contacts: [
      contact(first, 0, ["pagerduty", "slack"]),
      contact("Level 2: Team Support", 30, ["slack", "phone"]),
      contact("Level 3: Engineering Support", 120, ["phone"]),
      contact("Level 4: External Support", 480, ["phone", "email"]),
    ],
  };
}

/** Escalation by type and elapsed time (JACK-10). */
export const jackpotEscalation: Escalation = {
  default: levels("On-Call Engineer", 15),
  areas: {
    application: levels("On-Call Engineer", 15),
    data: levels("Database Team", 30),
    database: levels("Database Team", 30),
    performance: levels("DevOps Team", 60),
    security: levels("Security Team", 60),
    infrastructure: levels("Platform Team", 120),
  },
  slack: { operations: "#ops-backups", incidents: "#incidents" },
};

/** Jackpot Service: pools of money that grow with every bet. */
export const jackpotService = {
  ...serviceDefaults,
  id: "jackpot-service",
  title: "Jackpot Service",
  owner: "jackpot",
  dataClass: "financial",
  namespace: "jackpot-service",
  // The runbook has only localhost; this is a reserved name until the owner chooses one.
  domains: [
    {
      host: "api.jackpot-service.example",
      primaryHost: "primary.jackpot-service.example",
      standbyHost: "dr.jackpot-service.example",
      serves: "api",
      workload: "jackpot-service",
      port: 443,
      healthPath: "/health",
      healthContains: '"healthy"',
      failover: true,
    },
  ],
  database: {
    ...databaseDefaults,
    name: "jackpot_db",
    ownerRole: "jackpot_user",
    server: { kind: "cluster", archive: archive(45) },
    schemas: ["public"],
    maxConnections: 100,
    keyTables: ["public.jackpots"],
    integrity: jackpotIntegrity,
    newestRowSql: "SELECT max(updated_at) FROM public.jackpots",
    newestRowMaxAgeMinutes: 1440,
    extensions: ["pgcrypto"],
    migrateCommand: ["npm", "run", "db:migrate"],
    migrationTrial: {
      untriedBecause:
        "the team's original runbook has only db:migrate, and db:migrate:check, which compares a schema and applies nothing",
    },
  },
  backup: {
    bucket: "jackpot-service-backups",
    prefix: "database",
    configPrefix: "k8s-configs",
    schedule: "25,55 * * * *",
    verifySchedule: "30 7 * * *",
    drillSchedule: "30 13 14 * *",
    configSchedule: "35 2 * * *",
    ...backupDefaults,
  },
  workloads: jackpotWorkloads,
  capacity: {
    growthPercentPerMonth: { users: 5, data: 5, requests: 5 },
    replicas: { "jackpot-service": { now: 2, months6: 2, months12: 3 } },
    databaseCores: { now: 2, months6: 2, months12: 2 },
    databaseMemoryGib: { now: 4, months6: 4, months12: 4 },
    databaseStorageGib: { now: 5, months6: 7, months12: 10 },
    source: { stated: "the team's original runbook gives no sizes; 5 % growth per month" },
  },
  thresholds: {
    ...thresholds,
    cpuPercent: 80,
    memoryPercent: 85,
    diskPercent: 90,
    errorPercent: 1,
    evaluationMinutes: 5,
  },
  escalation: jackpotEscalation,
  maintenance: {
    slot: { weekday: "sunday", ordinal: 1, hour: 3, timeZone: "Etc/UTC" },
    durationMinutes: 60,
    noticeHours: 48,
    steps: ["vacuum-analyze", "clear-logs", "clear-cache", "health-check"],
    vacuumTables: ["public.jackpots"],
  },
  checks: commonChecks(45),
  errorCodes: jackpotErrorCodes,
  certificate: certificate("jackpot-service-tls"),
  readinessGates: [
    { name: "config", command: ["npm", "run", "config:validate"] },
    { name: "schema", command: ["npm", "run", "db:schema:validate"], afterMigration: true },
  ],
} satisfies Service;
