import { computingSizes, frontend, httpProbes, pool, redis, rollout } from "../common";
import type { Workload } from "../types";

const api: Workload = {
  name: "dotmac-api",
  component: "api",
  container: "api",
  imageRepository: "dotmac/platform",
  ports: [{ name: "http", containerPort: 8000, servicePort: 8000 }],
  probes: httpProbes("http", { startup: "/health/ready", readiness: "/health/ready", liveness: "/health" }),
  metrics: {
    port: "http",
    path: "/metrics",
    responses: { metric: "http_requests_total", statusLabel: "status" },
    seconds: "http_request_duration_seconds",
    failedLogins: { status: 401 },
    source: {
      stated:
        "the team's original runbook names only circuit_breaker metrics; these are the names of prometheus-fastapi-instrumentator with ungrouped status codes",
    },
  },
  sizes: computingSizes,
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

/** Deployments of the DotMac platform, in starting order (MAC-1, MAC-4). */
export const dotmacWorkloads: readonly Workload[] = [
  redis,
  api,
  frontend("dotmac-frontend", "dotmac/frontend", "/health"),
];
