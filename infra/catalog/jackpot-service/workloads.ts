import { httpProbes, pool, rollout, size } from "../common";
import type { Size, Workload } from "../types";

/** A heap of three quarters of the limit: with more, the kernel would kill the pod before Node collects garbage. */
const node = (base: Size): Size => ({
  ...base,
  env: { NODE_OPTIONS: `--max-old-space-size=${Math.floor(base.memoryLimitMib * 0.75)}` },
});

/** Deployments of the jackpot service (JACK-1, JACK-2, JACK-3). */
export const jackpotWorkloads: readonly Workload[] = [
  {
    name: "jackpot-service",
    component: "api",
    container: "jackpot-service",
    imageRepository: "jackpot-service",
    ports: [
      { name: "http", containerPort: 3000, servicePort: 3000 },
      { name: "health", containerPort: 3001, servicePort: 3001 },
    ],
    probes: httpProbes("health", {
      startup: "/health/jackpot",
      readiness: "/health/database",
      liveness: "/health",
    }),
    metrics: {
      port: "health",
      path: "/metrics",
      errors: {
        metric: "jackpot_error_rate_percent",
        key: "error_rate",
        help: "Percentage of responses that are errors",
        scale: 0.01,
      },
      shown: [],
      unmeasured: [
        "response times: the document has response_times, and the team's original runbook does not say of which form",
        "failed logins and responses with status 403: the document does not count them",
      ],
      source: { runbook: "JACK-4" },
    },
    sizes: {
      normal: node(size(250, 1000, 512, 1024)),
      scaled: node(size(500, 2000, 1024, 2048)),
      safe: node(size(250, 500, 256, 512)),
    },
    replicas: { primary: 2, standby: 2 },
    writer: true,
    autoscaling: { minReplicas: 2, maxReplicas: 3, cpuPercent: 70 },
    rollout,
    pool: pool(20),
    env: {
      NODE_ENV: "production",
      JACKPOT_CACHE_TTL: 300,
      JACKPOT_MAX_CONNECTIONS: 20,
      JACKPOT_LOG_LEVEL: "info",
    },
    // The runbook's NODE_ENV=development is left out: answers would then show stack traces to the public.
    debugEnv: { JACKPOT_LOG_LEVEL: "debug", DEBUG: "jackpot:*" },
    databaseEnv: {
      JACKPOT_DB_HOST: "host",
      JACKPOT_DB_PORT: "port",
      JACKPOT_DB_NAME: "name",
      JACKPOT_DB_USER: "user",
    },
    secrets: [{ name: "JACKPOT_DATABASE_URL", from: "databaseUrl", rotated: true }],
    files: [],
  },
];
