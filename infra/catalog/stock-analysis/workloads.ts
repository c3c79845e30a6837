import { computingSizes, frontend, httpProbes, pool, redis, rollout, size, tcpProbes } from "../common";
import type { Probe, Workload } from "../types";

const secrets: Workload["secrets"] = [{ name: "DATABASE_URL", from: "databaseUrl", rotated: true }];
const env = { REDIS_URL: "redis://redis-service:6379/0" };

const celery: Probe = {
  check: { command: ["celery", "-A", "app", "inspect", "ping", "--timeout", "10"] },
  periodSeconds: 60,
  timeoutSeconds: 15,
  failureThreshold: 3,
};

const api: Workload = {
  name: "stock-analysis-api",
  component: "api",
  container: "api",
  imageRepository: "stock-analysis-system",
  ports: [{ name: "http", containerPort: 8000, servicePort: 8000 }],
  probes: httpProbes("http", { startup: "/health", readiness: "/health" }),
  metrics: {
    port: "http",
    path: "/metrics",
    responses: { metric: "http_requests_total", statusLabel: "status" },
    seconds: "http_request_duration_seconds",
    failedLogins: { metric: "auth_failed_total" },
    source: { runbook: "STOCK-10" },
  },
  sizes: computingSizes,
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
  sizes: computingSizes,
  replicas: { primary: 3, standby: 5 },
  writer: true,
  rollout,
  pool: pool(5),
  env,
  secrets,
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
export const stockWorkloads: readonly Workload[] = [
  { ...redis, serviceName: "redis-service" },
  api,
  worker,
  frontend("stock-analysis-frontend", "stock-analysis-frontend", "/"),
  nginx,
];
