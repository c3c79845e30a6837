import { httpProbes, memoryOnly, pool, requestMetrics, rollout, size, tcpProbes } from "../common";
import type { Workload } from "../types";

const redis: Workload = {
  name: "redis",
  component: "cache",
  container: "redis",
  imageRepository: "redis",
  command: memoryOnly,
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

const api: Workload = {
  name: "dotmac-api",
  component: "api",
  container: "api",
  imageRepository: "dotmac/platform",
  ports: [{ name: "http", containerPort: 8000, servicePort: 8000 }],
  probes: httpProbes("http", { startup: "/health/ready", readiness: "/health/ready", liveness: "/health" }),
  metrics: { port: "http", path: "/metrics", names: requestMetrics },
  sizes: {
    normal: size(500, 1000, 1024, 2048),
    scaled: size(1000, 2000, 2048, 4096),
    safe: size(250, 500, 512, 1024),
  },
  replicas: { primary: 6, standby: 6 },
  writer: true,
  // The runbook's upstream has three servers, so three is the minimum.
  autoscaling: { minReplicas: 3, maxReplicas: 10, cpuPercent: 70, memoryPercent: 80 },
  rollout,
  // With ten replicas the total is 80 % of the runbook's 200 connections, which leaves the jobs theirs.
  pool: pool(10, 4),
  env: {
    CIRCUIT_BREAKER_ENABLED: true,
    RATE_LIMIT_PER_HOUR: 2000,
    REDIS_URL: "redis://redis:6379/0",
  },
  secrets: [
    { name: "DATABASE_URL", from: "databaseUrl", rotated: true },
    { name: "JWT_SECRET", from: "external", rotated: true },
  ],
  files: [],
  balancing: {
    algorithm: "least_conn",
    maxFails: 3,
    failTimeoutSeconds: 30,
    check: { intervalSeconds: 10, fails: 3, passes: 2 },
  },
};

const frontend: Workload = {
  name: "dotmac-frontend",
  component: "frontend",
  container: "frontend",
  imageRepository: "dotmac/frontend",
  ports: [{ name: "http", containerPort: 8080, servicePort: 80 }],
  probes: httpProbes("http", { startup: "/health", readiness: "/health" }),
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
};

/** Deployments of the DotMac platform, in starting order (MAC-1, MAC-4). */
export const dotmacWorkloads: readonly Workload[] = [redis, api, frontend];
