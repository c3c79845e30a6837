import {
  apiSizes,
  archive,
  backupDefaults,
  certificate,
  commonChecks,
  contact,
  databaseDefaults,
  httpProbes,
  pool,
  rollout,
  serviceDefaults,
  thresholds,
} from "../common";
import { kybIntegrity } from "./integrity";
import type { Service } from "../types";

/** KYB Platform: a Go binary that verifies merchants by their documents. */
export const kybPlatform = {
  ...serviceDefaults,
  id: "kyb-platform",
  title: "KYB Platform",
  owner: "platform-engineering",
  dataClass: "confidential",
  namespace: "kyb-platform",
  domains: [
    {
      host: "api.kyb-platform.com",
      primaryHost: "primary.kyb-platform.com",
      standbyHost: "dr.kyb-platform.com",
      serves: "api",
      workload: "kyb-platform",
      port: 443,
      healthPath: "/health",
      failover: true,
    },
  ],
  database: {
    ...databaseDefaults,
    name: "kyb_platform",
    ownerRole: "kyb_user",
    server: { kind: "cluster", archive: archive(15) },
    schemas: ["public"],
    maxConnections: 100,
    keyTables: [
      "public.merchants",
      "public.audit_logs",
      "public.compliance_records",
      "public.schema_migrations",
    ],
    integrity: kybIntegrity,
    newestRowSql: "SELECT max(created_at) FROM public.audit_logs",
    newestRowMaxAgeMinutes: 1440,
    extensions: ["pgcrypto"],
    migrateCommand: ["/app/kyb-platform", "migrate", "up"],
    migrationTrial: {
      untriedBecause:
        "the team's original runbook has no command of kyb-platform that rolls back what it applies",
    },
  },
  backup: {
    bucket: "kyb-platform-backups",
    prefix: "database",
    configPrefix: "configuration",
    schedule: "5,35 * * * *",
    verifySchedule: "30 4 * * *",
    drillSchedule: "30 10 11 * *",
    configSchedule: "15 2 * * *",
    ...backupDefaults,
  },
  workloads: [
    {
      name: "kyb-platform",
      component: "api",
      container: "kyb-platform",
      imageRepository: "kyb-platform",
      ports: [{ name: "http", containerPort: 8080, servicePort: 80 }],
      probes: httpProbes("http", { startup: "/health", readiness: "/health" }),
      metrics: {
        port: "http",
        path: "/metrics",
        responses: { metric: "http_requests_total", statusLabel: "code" },
        seconds: "http_request_duration_seconds",
        failedLogins: { status: 401 },
        source: {
          stated: "the team's original runbook names no metric; these are the names of Go's promhttp",
        },
      },
      sizes: apiSizes,
      replicas: { primary: 2, standby: 2 },
      writer: true,
      autoscaling: { minReplicas: 2, maxReplicas: 4, cpuPercent: 70, memoryPercent: 80 },
      rollout,
      pool: pool(15),
      env: { LOG_SANITIZE: true },
      databaseEnv: { DB_HOST: "host", DB_PORT: "port", DB_NAME: "name", DB_USER: "user" },
      secrets: [{ name: "DB_PASSWORD", from: "databasePassword", rotated: true }],
      files: [
        {
          name: "database.yaml",
          content: { database: { name: "kyb_platform", port: 5432, pool: { max_open: 15, max_idle: 5 } } },
        },
        { name: "api.yaml", content: { server: { port: 8080, read_timeout_seconds: 30 } } },
        { name: "security.yaml", content: { security: { log_sanitize: true, tls_min_version: "1.2" } } },
      ],
      featureFlags: { file: "features.json", flags: { merchant_portfolio: true } },
      filesDirectory: "/app/configs",
    },
  ],
  capacity: {
    growthPercentPerMonth: { users: 5, data: 5, requests: 5 },
    replicas: { "kyb-platform": { now: 2, months6: 3, months12: 4 } },
    databaseCores: { now: 2, months6: 2, months12: 4 },
    databaseMemoryGib: { now: 4, months6: 4, months12: 8 },
    databaseStorageGib: { now: 20, months6: 30, months12: 40 },
    source: { stated: "the team's original runbook gives no sizes; 5 % growth per month" },
  },
  thresholds: { ...thresholds, diskPercent: 80, memoryPercent: 80 },
  escalation: {
    default: {
      contacts: [
        contact("On-Call Engineer", 0, ["pagerduty", "phone"]),
        contact("DevOps Team Lead", 30, ["email", "phone"]),
        contact("Engineering Manager", 60, ["email", "phone"], ["P0", "P1"]),
        contact("CTO", 120, ["phone"], ["P0"]),
      ],
    },
    areas: {
      database: {
        contacts: [
          contact("Database Administrator", 0, ["pagerduty", "email"]),
          contact("DevOps Team Lead", 30, ["email", "phone"]),
          contact("CTO", 120, ["phone"], ["P0"]),
        ],
      },
      infrastructure: {
        contacts: [
          contact("Platform Engineering", 0, ["pagerduty", "email"]),
          contact("DevOps Team Lead", 30, ["email", "phone"]),
          contact("CTO", 120, ["phone"], ["P0"]),
        ],
      },
    },
    slack: { operations: "#ops-backups", incidents: "#incidents" },
  },
  maintenance: {
    slot: { weekday: "sunday", ordinal: 1, hour: 4, timeZone: "Etc/UTC" },
    durationMinutes: 120,
    noticeHours: 48,
    steps: ["backup", "clear-logs", "vacuum-analyze", "health-check"],
    vacuumTables: [],
  },
  checks: commonChecks(5),
  certificate: certificate("kyb-platform-tls"),
  readinessGates: [{ name: "config", command: ["/app/kyb-platform", "config", "validate"] }],
} satisfies Service;
