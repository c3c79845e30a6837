import { type AlertCase, atSameTime, NAMESPACE, SEEN } from "./alert-case";

const of = (metric: string, deployment: string): string =>
  `kube_deployment_${metric}{${NAMESPACE},deployment="${deployment}"}`;
const pods = (deployment: string, wanted: number | string, available: number | string) => ({
  [of("spec_replicas", deployment)]: wanted,
  [of("status_replicas_available", deployment)]: available,
});
const progressing = (deployment: string): string =>
  `kube_deployment_status_condition{${NAMESPACE},deployment="${deployment}",condition="Progressing",status="false"}`;

const CONTAINER = `${NAMESPACE},pod="stock-analysis-api-1",container="api"`;
const RESTARTS = `kube_pod_container_status_restarts_total{${CONTAINER}}`;
const OUT_OF_MEMORY = {
  [`kube_pod_container_status_last_terminated_reason{${CONTAINER},reason="OOMKilled"}`]: 1,
};
const memory = (used: number) => ({
  [`container_memory_working_set_bytes{${CONTAINER}}`]: used,
  [`container_spec_memory_limit_bytes{${CONTAINER}}`]: 1000,
  // The pod's own account of all its containers, which has no limit.
  [`container_memory_working_set_bytes{${NAMESPACE},pod="stock-analysis-api-1",container=""}`]: 5000,
  [`container_spec_memory_limit_bytes{${NAMESPACE},pod="stock-analysis-api-1",container=""}`]: 0,
});
/** Thousandths of a core that it uses, of the 500 that it asks for. */
const cpu = (millicores: number) => ({
  [`container_cpu_usage_seconds_total{${CONTAINER}}`]: `0+${(millicores * 60) / 1000}x60`,
  [`kube_pod_container_resource_requests{${CONTAINER},resource="cpu"}`]: 0.5,
});

const four = {
  ...pods("redis", 1, 1),
  ...pods("nginx", 2, 2),
  ...pods("celery-worker", 3, 3),
  ...pods("stock-analysis-frontend", 2, 2),
};

/** Cases of Deployments and containers. */
export const workloadCases: readonly AlertCase[] = [
  // The near miss is a Deployment that nobody wants to run.
  atSameTime("ServiceUnavailable", 4, pods("stock-analysis-api", 3, 0), pods("stock-analysis-api", 0, 0)),
  atSameTime("CacheUnavailable", 7, pods("redis", 1, 0), pods("redis", 1, "0x3 1x5")),
  atSameTime("WorkloadDegraded", 17, pods("celery-worker", 3, 2), pods("celery-worker", 3, "2x13 3x5")),
  atSameTime(
    "WorkloadMissing",
    7,
    { ...SEEN, ...four },
    { ...SEEN, ...four, ...pods("stock-analysis-api", 3, 3) },
  ),
  atSameTime("RolloutStuck", 3, { [progressing("nginx")]: 1 }, { [progressing("nginx")]: 0 }),
  atSameTime(
    "ContainerRestarts",
    17,
    { [RESTARTS]: "0x3 1x2 2x2 3x2 4x10" },
    { [RESTARTS]: "0x3 1x2 2x2 3x12" },
  ),
  atSameTime(
    "ContainerOutOfMemory",
    17,
    { ...OUT_OF_MEMORY, [RESTARTS]: "0x8 1x10" },
    // It was killed long ago.
    { ...OUT_OF_MEMORY, [RESTARTS]: 1 },
  ),
  atSameTime("HighMemoryUsage", 7, memory(901), memory(899)),
  atSameTime("MemoryAboveTarget", 32, memory(801), memory(799)),
  atSameTime("CpuAboveTarget", 40, cpu(360), cpu(340)),
  // The near miss has everything that the rules select, at 0: no request has come yet.
  atSameTime("RequestMetricsMissing", 12, SEEN, {
    ...SEEN,
    [`http_requests_total{${NAMESPACE},status="200"}`]: 0,
    [`http_request_duration_seconds_bucket{${NAMESPACE},le="0.5"}`]: 0,
    [`auth_failed_total{${NAMESPACE}}`]: 0,
  }),
];
