import type {
  Certificate,
  ConnectionPool,
  Contact,
  DatabaseSettings,
  Housekeeping,
  Probes,
  Rollout,
  ScheduledCheck,
  SeverityName,
  Size,
  Thresholds,
  Workload,
} from "./types";
import { connections, jobConnections } from "./logins";

/** Objectives of every service (STOCK-2: the only runbook with objectives). */
export const objectives = { rpoMinutes: 60, rtoMinutes: 240 } as const;

/** Rates measured on two cores with the streamed pipeline: 1.5 GB dumped in 8.4 s, restored in 15.5 s. */
export const measuredRates = { dumpMibPerSecond: 180, restoreMibPerSecond: 95 } as const;

/** Server settings (MAC-5, TASK-8). */
export const databaseSettings: DatabaseSettings = { idleSessionMinutes: 60, slowStatementMilliseconds: 1000 };

/** Connections reserved for backup, verify, restore, migration, exporter and five people (MAC-5). */
export const reservedConnections = jobConnections + connections.exporter + connections.people;

/** Thresholds of STOCK-6 and STOCK-10; a service's own runbook overrides them. */
export const thresholds: Thresholds = {
  cpuPercent: 70,
  memoryPercent: 80,
  memoryUrgentPercent: 90,
  diskPercent: 85,
  connectionPercent: 80,
  errorPercent: 1,
  errorWindowMinutes: 5,
  p95Milliseconds: 500,
  failedLoginsPerSecond: 10,
  forbiddenPerSecond: 5,
  databaseDownMinutes: 1,
  longQueryMinutes: 5,
  evaluationMinutes: 5,
};

/** Retention of KYB-9: the longest among the runbooks, unless a service sets its own. */
export const housekeeping: Housekeeping = {
  logRetentionDays: 30,
  localDumpRetentionDays: 7,
  oldDataRetentionDays: null,
};

/** Roll-out without downtime: one more pod at a time, none missing (TASK-4). */
export const rollout: Rollout = {
  maxSurge: 1,
  maxUnavailable: 0,
  minReadySeconds: 10,
  progressDeadlineSeconds: 600,
  revisionHistoryLimit: 10,
};

/** Let's Encrypt issues for 90 days; renewed at 30, alert at 14 if that has failed (STOCK-14, MAC-7). */
export const certificate = (secretName: string): Certificate => ({
  secretName,
  durationDays: 90,
  renewBeforeDays: 30,
  alertBeforeDays: 14,
});

/**
 * Probes over HTTP; intervals and counts of MAC-4: every 10 s, down after 3, up after 2.
 * @param paths `liveness` only if the service has a path that does not use its database; without one a pod is alive while
 *   its port is open, because restarting all pods does not fix a database that is down.
 */
export function httpProbes(
  port: string,
  paths: { startup: string; readiness: string; liveness?: string },
): Probes {
  const probe = { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 };
  return {
    startup: { ...probe, check: { http: paths.startup, port }, periodSeconds: 5, failureThreshold: 24 },
    readiness: { ...probe, check: { http: paths.readiness, port }, successThreshold: 2 },
    liveness: {
      ...probe,
      check: paths.liveness === undefined ? { tcp: port } : { http: paths.liveness, port },
    },
  };
}

/** Probes of an open port, for a workload without a health path. */
export function tcpProbes(port: string): Probes {
  const probe = { check: { tcp: port }, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 };
  return {
    startup: { ...probe, periodSeconds: 5, failureThreshold: 12 },
    readiness: probe,
    liveness: probe,
    sameBecause: "only its open port can be probed",
  };
}

/** Size by request and limit: millicores, millicores, MiB, MiB. */
export function size(
  cpuRequestMillicores: number,
  cpuLimitMillicores: number,
  memoryRequestMib: number,
  memoryLimitMib: number,
): Size {
  return { cpuRequestMillicores, cpuLimitMillicores, memoryRequestMib, memoryLimitMib };
}

/** Metrics of every application: the number of responses by `code`, and a histogram of their seconds. */
export const requestMetrics: readonly string[] = [
  "http_requests_total",
  "http_request_duration_seconds_bucket",
  "http_request_duration_seconds_count",
];

/** Sizes of an API with some requests per second. */
export const apiSizes: Workload["sizes"] = {
  normal: size(250, 1000, 256, 512),
  scaled: size(500, 2000, 512, 1024),
  safe: size(100, 500, 128, 256),
};

/** Sizes of an application that computes: an API or worker with libraries of its own in memory. */
export const computingSizes: Workload["sizes"] = {
  normal: size(500, 1000, 1024, 2048),
  scaled: size(1000, 2000, 2048, 4096),
  safe: size(250, 500, 512, 1024),
};

/** A cache and queue: its content can be recreated, so it is not backed up. */
export const redis: Workload = {
  name: "redis",
  component: "cache",
  container: "redis",
  imageRepository: "redis",
  // Without persistence: after a failed save on the read-only root it would refuse every write.
  command: ["redis-server", "--save", "", "--appendonly", "no", "--dir", "/tmp"],
  ports: [{ name: "redis", containerPort: 6379, servicePort: 6379 }],
  probes: tcpProbes("redis"),
  sizes: {
    normal: size(100, 500, 256, 512),
    scaled: size(250, 1000, 512, 1024),
    safe: size(100, 250, 128, 256),
  },
  replicas: { primary: 1, standby: 1 },
  writer: false,
  rollout: { ...rollout, maxSurge: 0, maxUnavailable: 1 },
  env: {},
  secrets: [],
  files: [],
};

/** A server of pages. @param healthPath path that responds with 2xx once it serves */
export const frontend = (name: string, imageRepository: string, healthPath: string): Workload => ({
  name,
  component: "frontend",
  container: "frontend",
  imageRepository,
  ports: [{ name: "http", containerPort: 8080, servicePort: 80 }],
  probes: httpProbes("http", { startup: healthPath, readiness: healthPath }),
  sizes: {
    normal: size(100, 250, 128, 256),
    scaled: size(250, 500, 256, 512),
    safe: size(50, 100, 64, 128),
  },
  replicas: { primary: 2, standby: 2 },
  writer: false,
  rollout,
  env: {},
  secrets: [],
  files: [],
});

/** Pool of one replica. */
export const pool = (poolSize: number, overflow = 0): ConnectionPool => ({ size: poolSize, overflow });

/** One person or rotation in a chain. */
export function contact(
  role: string,
  afterMinutes: number,
  channels: Contact["channels"],
  who: readonly SeverityName[] = ["P0", "P1", "P2", "P3"],
): Contact {
  return { role, afterMinutes, channels, severities: who };
}

/**
 * Checks that every service has (KYB-8, STOCK-14, MAC-8).
 * @param minute minute of the hour, 0 to 59, so that services do not all start at once
 */
export function commonChecks(minute: number): readonly ScheduledCheck[] {
  return [
    { id: "health", kind: "health", schedule: `${minute} 6 * * *`, staleAfterHours: 26 },
    { id: "backup-status", kind: "backup-status", schedule: `${minute} 7 * * *`, staleAfterHours: 26 },
    { id: "log-rotation", kind: "log-rotation", schedule: `${minute} 1 * * *`, staleAfterHours: 26 },
    { id: "integrity", kind: "integrity", schedule: `${minute} 5 * * *`, staleAfterHours: 26 },
    { id: "drift", kind: "drift", schedule: `${minute} 8 * * *`, staleAfterHours: 26 },
    { id: "image-scan", kind: "image-scan", schedule: `${minute} 9 * * *`, staleAfterHours: 26 },
    {
      id: "rollback-dry-run",
      kind: "rollback-dry-run",
      schedule: `${minute} 10 * * 1`,
      staleAfterHours: 192,
    },
    {
      id: "disaster-recovery-test",
      kind: "disaster-recovery-test",
      schedule: `${minute} 10 8 * *`,
      staleAfterHours: 768,
    },
    {
      id: "access-review",
      kind: "access-review",
      schedule: `${minute} 11 1 1,4,7,10 *`,
      staleAfterHours: 2256,
    },
  ];
}
