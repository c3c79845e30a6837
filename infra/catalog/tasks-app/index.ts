import {
  apiSizes,
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
import { tasksIntegrity } from "./integrity";
import { tasksMetrics } from "./metrics";
import type { Service, ErasureStep, AreaEscalation, Escalation } from "../types";

/** Three steps of one area; the people are from the runbook, the times from STOCK-9. */
function chain(primary: string, first: string, second: string): AreaEscalation {
  return {
    contacts: [
      contact(primary, 0, ["pagerduty", "slack"]),
      contact(first, 30, ["pagerduty", "phone"]),
      contact(second, 120, ["phone"], ["P0"]),
    ],
  };
}

/** Escalation by type of issue (TASK-11). */
export const tasksEscalation: Escalation = {
  default: chain("Dev On-Call", "Engineering Lead", "CTO"),
  areas: {
    database: chain("DBA On-Call", "Engineering Lead", "CTO"),
    data: chain("DBA On-Call", "Engineering Lead", "CTO"),
    security: chain("Security Team", "CISO", "CTO"),
    infrastructure: chain("DevOps On-Call", "Infrastructure Lead", "CTO"),
    application: chain("Dev On-Call", "Engineering Lead", "CTO"),
  },
  slack: { operations: "#ops-backups", incidents: "#incidents" },
};

const publicUser = "(SELECT id FROM public.users WHERE email = $1)";
const authUser = "(SELECT id FROM auth.users WHERE email = $1)";

/** A person's rows, children first, the account itself last (TASK-5). */
export const tasksErasure: readonly ErasureStep[] = [
  { table: "public.tasks", where: `user_id IN ${publicUser}`, archived: true },
  { table: "public.sessions", where: `user_id IN ${publicUser}`, archived: false },
  { table: "public.users", where: "email = $1", archived: true },
  { table: "auth.sessions", where: `user_id IN ${authUser}`, archived: false },
  { table: "auth.users", where: "email = $1", archived: false },
];

/** Tasks: a phone app on Supabase's Postgres, with an API, a CDN and a status page. */
export const tasksApp = {
  ...serviceDefaults,
  id: "tasks-app",
  title: "Tasks",
  owner: "application-engineering",
  dataClass: "personal",
  namespace: "tasks-app",
  // The runbook has "yourdomain.com"; this is a reserved name until the owner chooses one.
  domains: [
    {
      host: "api.tasks-app.example",
      primaryHost: "primary.tasks-app.example",
      standbyHost: "dr.tasks-app.example",
      serves: "api",
      workload: "tasks-api",
      port: 443,
      healthPath: "/health",
      failover: true,
    },
    { host: "cdn.tasks-app.example", serves: "cdn", port: 443, healthPath: "/logo.png", failover: false },
    { host: "status.tasks-app.example", serves: "status", port: 443, healthPath: "/", failover: false },
  ],
  database: {
    ...databaseDefaults,
    name: "postgres",
    ownerRole: "postgres",
    managedBy: "supabase",
    server: {
      kind: "external",
      stated: {
        rpoMinutes: 2,
        windowDays: 7,
        source:
          "supabase.com/docs/guides/platform/backups, Point-in-Time Recovery, read on 2026-11-30: an add-on, and a restore stays in the project's region",
      },
    },
    schemas: ["public", "auth", "supabase_migrations"],
    maxConnections: 60,
    keyTables: ["public.users", "public.tasks", "public.sessions", "auth.users", "auth.sessions"],
    integrity: tasksIntegrity,
    newestRowSql: "SELECT max(created_at) FROM public.tasks",
    newestRowMaxAgeMinutes: 1440,
    extensions: ["pgcrypto", "citext"],
    migrateCommand: ["npx", "supabase", "migration", "up"],
    migrationTrial: {
      untriedBecause:
        "supabase migration up has no trial run; the team's original runbook runs one file by hand in psql, between BEGIN and ROLLBACK",
    },
  },
  backup: {
    bucket: "tasks-app-backups",
    prefix: "database",
    configPrefix: "k8s-configs",
    schedule: "10,40 * * * *",
    verifySchedule: "30 5 * * *",
    drillSchedule: "30 11 12 * *",
    configSchedule: "20 2 * * *",
    ...backupDefaults,
  },
  legal: {
    bucket: "tasks-app-legal",
    prefix: "gdpr-deletions",
    // Three years, a common limitation period: the runbook has none, so the owner's lawyers may change it.
    retentionDays: 1095,
    lockMode: "COMPLIANCE",
    graceDays: 30,
    erasure: tasksErasure,
  },
  workloads: [
    {
      name: "tasks-api",
      component: "api",
      container: "api",
      imageRepository: "tasks-app/api",
      ports: [{ name: "http", containerPort: 8080, servicePort: 80 }],
      probes: httpProbes("http", { startup: "/health", readiness: "/health" }),
      metrics: tasksMetrics,
      sizes: apiSizes,
      replicas: { primary: 2, standby: 2 },
      writer: true,
      autoscaling: { minReplicas: 2, maxReplicas: 3, cpuPercent: 70, memoryPercent: 80 },
      rollout: { ...rollout, trafficPercents: [1, 5, 10, 25, 50, 100] },
      pool: pool(10),
      env: {},
      maintenanceVariable: "MAINTENANCE_MODE",
      secrets: [
        { name: "DATABASE_URL", from: "databaseUrl", rotated: true },
        { name: "ADMIN_TOKEN", from: "external", rotated: true },
      ],
      files: [],
    },
  ],
  capacity: {
    growthPercentPerMonth: { users: 5, data: 5, requests: 5 },
    replicas: { "tasks-api": { now: 2, months6: 2, months12: 3 } },
    databaseCores: { now: 2, months6: 2, months12: 2 },
    databaseMemoryGib: { now: 4, months6: 4, months12: 8 },
    databaseStorageGib: { now: 10, months6: 15, months12: 20 },
    source: {
      stated: "the team's original runbook gives no sizes; 5 % growth per month, Supabase's small compute",
    },
  },
  thresholds: { ...thresholds, errorPercent: 0.1, p95Milliseconds: 500 },
  escalation: tasksEscalation,
  maintenance: {
    slot: { weekday: "sunday", ordinal: 1, hour: 2, timeZone: "America/Los_Angeles" },
    durationMinutes: 120,
    noticeHours: 72,
    steps: [
      "maintenance-on",
      "backup",
      "migrate",
      "rotate-credentials",
      "clear-logs",
      "vacuum-analyze",
      "smoke-test",
      "maintenance-off",
    ],
    vacuumTables: [],
  },
  checks: commonChecks(15),
  certificate: certificate("tasks-app-tls"),
  cdn: {
    host: "cdn.tasks-app.example",
    scope: "everything",
    files: ["/logo.png"],
    expectStatuses: ["MISS", "HIT"],
    intervalSeconds: 5,
  },
  admin: {
    host: "api.tasks-app.example",
    maintenancePath: "/admin/maintenance",
    cacheClearPath: "/admin/cache/clear",
    cacheScopes: ["all", "tasks"],
    notificationPath: "/admin/notifications/schedule",
  },
  readinessGates: [{ name: "smoke", command: ["npm", "run", "test:smoke"], afterMigration: true }],
} satisfies Service;
