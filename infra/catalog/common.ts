import type {
  Archive,
  Certificate,
  ConnectionPool,
  Contact,
  Probes,
  Rollout,
  ScheduledCheck,
  Service,
  SeverityName,
  Size,
  Thresholds,
  Workload,
} from "./types";
import { connections, jobConnections } from "./logins";

/** What every service has, unless it has its own. */
export const serviceDefaults = {
  /** STOCK-2: the only runbook with objectives. */
  objectives: { rpoMinutes: 60, rtoMinutes: 240 },
  /** KYB-9: the longest among the runbooks. */
  housekeeping: { logRetentionDays: 30, localDumpRetentionDays: 7, oldDataRetentionDays: null },
  errorCodes: [],
} as const satisfies Partial<Service>;

/** What every service's database has. */
export const databaseDefaults = {
  /** For backup, verify, restore, migration, exporter and five people (MAC-5). */
  reservedConnections: jobConnections + connections.exporter + connections.people,
  /** MAC-5, TASK-8. */
  settings: { idleSessionMinutes: 60, slowStatementMilliseconds: 1000 },
} as const satisfies Partial<Service["database"]>;

/** Backups of every service; the rates were measured on two cores with the streamed pipeline: 1.5 GB dumped in 8.4 s, restored in 15.5 s. */
export const backupDefaults = {
  timeZone: "Etc/UTC",
  tiers: ["hourly", "daily", "weekly", "monthly"],
  dumpMibPerSecond: 180,
  restoreMibPerSecond: 95,
} as const;

const clock = (hour: number, minutes: number): string => `${minutes % 60} ${hour + Math.floor(minutes / 60)}`;

/**
 * Archiving and physical backups of a server in the cluster: full on Sunday from 01:10 on, differential on the other days
 * from 01:40 on. Incremental ones fill the rest of the day, so that a physical backup begins every six hours.
 * @param later minutes after those times, 0 to 59, so that services do not all start at once
 */
export const archive = (later: number): Archive => ({
  timeoutSeconds: 60,
  fullSchedule: `${clock(1, 10 + later)} * * 0`,
  differentialSchedule: `${clock(1, 40 + later)} * * 1-6`,
  incrementalSchedule: `${later} 7,13,19 * * *`,
  verifySchedule: `${clock(3, 10 + later)} * * 3`,
  drillSchedule: `${clock(8, 15 + later)} 2 * *`,
  // The hour of the one runbook that names one.
  dumpSchedule: `${clock(2, later)} * * *`,
  keepDays: 14,
});

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

/** Checks that every service has: what, when beside the minute, and after how many hours without it the alert fires. */
const CHECKS = [
  ["health", "6 * * *", 26],
  ["backup-status", "7 * * *", 26],
  ["log-rotation", "1 * * *", 26],
  ["integrity", "5 * * *", 26],
  ["drift", "8 * * *", 26],
  ["image-scan", "9 * * *", 26],
  ["rollback-dry-run", "10 * * 1", 192],
  ["disaster-recovery-test", "10 8 * *", 768],
  ["access-review", "11 1 1,4,7,10 *", 2256],
] as const;

/**
 * Checks that every service has (KYB-8, STOCK-14, MAC-8).
 * @param minute minute of the hour, 0 to 59, so that services do not all start at once
 */
export const commonChecks = (minute: number): readonly ScheduledCheck[] =>
  CHECKS.map(([kind, when, staleAfterHours]) => ({
    id: kind,
    kind,
    schedule: `${minute} ${when}`,
    staleAfterHours,
  }));

/** Additional pods of a roll-out; Kubernetes rounds a percentage up. */
export function surge({ maxSurge }: Pick<Rollout, "maxSurge">, replicas: number): number {
  return typeof maxSurge === "number" ? maxSurge : Math.ceil((replicas * parseFloat(maxSurge)) / 100);
}

/** Limits of every service's namespace. */
export const namespaceLimits = {
  /** Headroom of a quota above the declared maximum, in percent: ending pods still count while new ones start. */
  headroomPercent: 20,
  /** Defaults of a container without requests and limits, such as one that is started by hand. */
  containerDefault: size(50, 500, 64, 256),
  /** Maximum limit of one container: a larger one would not fit on a common node. */
  containerMost: { cpuMillicores: 4000, memoryMib: 8192 },
} as const;
