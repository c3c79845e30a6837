import { httpProbes, memoryOnly, pool, requestMetrics, rollout, size, tcpProbes } from "../common";
import type { Probe, Workload } from "../types";

const secrets: Workload["secrets"] = [{ name: "DATABASE_URL", from: "databaseUrl", rotated: true }];
const env = { REDIS_URL: "redis://redis-service:6379/0" };

const celery: Probe = {
  check: { command: ["celery", "-A", "app", "inspect", "ping", "--timeout", "10"] },
  periodSeconds: 60,
  timeoutSeconds: 15,
  failureThreshold: 3,
};

/** Redis: cache and queue; its content can be recreated, so it is not backed up. */
const redis: Workload = {
  name: "redis",
  serviceName: "redis-service",
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
  name: "stock-analysis-api",
  component: "api",
  container: "api",
  imageRepository: "stock-analysis-system",
  ports: [{ name: "http", containerPort: 8000, servicePort: 8000 }],
  probes: httpProbes("http", { startup: "/health", readiness: "/health" }),
  metrics: { port: "http", path: "/metrics", names: requestMetrics },
  sizes: {
    normal: size(500, 1000, 1024, 2048),
    scaled: size(1000, 2000, 2048, 4096),
    safe: size(250, 500, 512, 1024),
  },
  replicas: { primary: 3, standby: 5 },
  writer: true,
  autoscaling: { minReplicas: 3, maxReplicas: 10, cpuPercent: 70, memoryPercent: 80 },
  rollout,
  // The runbook's 20 + 30 would open 500 connections at ten replicas, more than the server has.
  pool: pool(20, 5),
  env,
  secrets,
  files: [],
};

const worker: Workload = {
  name: "celery-worker",
  component: "worker",
  container: "worker",
  imageRepository: "stock-analysis-system",
  command: ["celery", "-A", "app", "worker", "--loglevel", "info"],
  ports: [],
  probes: {
    startup: { ...celery, periodSeconds: 20, failureThreshold: 6 },
    readiness: celery,
    liveness: celery,
    sameBecause: "a worker has no port and no traffic: only its response to its peers can be probed",
  },
  sizes: {
    normal: size(500, 1000, 1024, 2048),
    scaled: size(1000, 2000, 2048, 4096),
    safe: size(250, 500, 512, 1024),
  },
  replicas: { primary: 3, standby: 5 },
  writer: true,
  rollout,
  pool: pool(5),
  env,
  secrets,
  files: [],
};

const frontend: Workload = {
  name: "stock-analysis-frontend",
  component: "frontend",
  container: "frontend",
  imageRepository: "stock-analysis-frontend",
  ports: [{ name: "http", containerPort: 8080, servicePort: 80 }],
  probes: httpProbes("http", { startup: "/", readiness: "/" }),
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

const nginx: Workload = {
  name: "nginx",
  component: "proxy",
  container: "nginx",
  imageRepository: "nginxinc/nginx-unprivileged",
  ports: [{ name: "http", containerPort: 8080, servicePort: 80 }],
  probes: tcpProbes("http"),
  sizes: {
    normal: size(100, 500, 64, 128),
    scaled: size(250, 1000, 128, 256),
    safe: size(50, 250, 64, 128),
  },
  replicas: { primary: 2, standby: 2 },
  writer: false,
  rollout,
  env: {},
  secrets: [],
  files: [
    {
      name: "default.conf",
      content: [
        "server {",
        "  listen 8080;",
        "  server_tokens off;",
        "  location /health { proxy_pass http://stock-analysis-api:8000; }",
        "  location /api/ { proxy_pass http://stock-analysis-api:8000; }",
        "  location / { proxy_pass http://stock-analysis-frontend:80; }",
        "}",
        "",
      ].join("\n"),
    },
  ],
  filesDirectory: "/etc/nginx/conf.d",
};

/** Deployments of the stock analysis system, in starting order. */
export const stockWorkloads: readonly Workload[] = [redis, api, worker, frontend, nginx];
