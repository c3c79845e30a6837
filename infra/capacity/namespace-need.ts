import { namespaceLimits, surge } from "../catalog/common";
import type { Horizon, Role, Service, Size, SizeName, Workload } from "../catalog/types";
import { exporter } from "../scraping/exporter";
import { archiveJobs } from "../catalog/archive-jobs";
import { jobs as everyJob } from "../catalog/jobs";
import { jsonExporter, readsJson } from "../scraping/json-exporter";
import { GUARD_SIZE, JOB_SIZE } from "./pod-sizes";
import { mostReplicas } from "./replicas";
import { TLS_SIZE, archiveJobSize, serverSize } from "./server-size";

/** Sums of the pods' requests and limits in a namespace. */
export interface NamespaceNeed extends Omit<Size, "env"> {
  readonly pods: number;
}

type Counted = Pick<Service, "workloads" | "capacity" | "cdn" | "database">;

/** Steps of a posture change run one after the other, in addition to scheduled jobs. */
const STEPS_AT_ONCE = 1;

/** Kubernetes counts the larger of a pod's containers and its init container. */
function podSize({ sizes, writer }: Pick<Workload, "sizes" | "writer">, names: readonly SizeName[]): Size {
  const all = [...names.map((name) => sizes[name]), ...(writer ? [GUARD_SIZE] : [])];
  const most = (of: (size: Size) => number): number => Math.max(...all.map(of));
  return {
    cpuRequestMillicores: most((size) => size.cpuRequestMillicores),
    cpuLimitMillicores: most((size) => size.cpuLimitMillicores),
    memoryRequestMib: most((size) => size.memoryRequestMib),
    memoryLimitMib: most((size) => size.memoryLimitMib),
  };
}

/** The database server, what answers backups beside it, and its jobs. */
const serverPods = (service: Counted, horizon: Horizon): readonly { size: Size; pods: number }[] => [
  { size: serverSize(service, horizon), pods: 1 },
  // In the same pod.
  { size: TLS_SIZE, pods: 1 },
  ...archiveJobs.map((job) => ({ size: archiveJobSize(job), pods: 1 })),
];

/** Every size: during a roll-out the old size still runs, and a quota for the new one alone would refuse it. */
const ANY_SIZE: readonly SizeName[] = ["normal", "scaled", "safe"];

/**
 * The maximum that a service's pods need in an environment, in any posture: every workload at its maximum replicas
 * during a roll-out, every job at once, a step of a posture change, a migration and the exporters, with headroom,
 * rounded up.
 *
 * @param sizes sizes that the workloads may have. @default any
 */
export function namespaceNeed(
  service: Counted,
  role: Role,
  horizon: Horizon,
  sizes: readonly SizeName[] = ANY_SIZE,
): NamespaceNeed {
  const workloads = service.workloads.map((workload) => {
    const replicas = mostReplicas(service, workload, role, horizon);
    return { size: podSize(workload, sizes), pods: replicas + surge(workload.rollout, replicas) };
  });
  const migrating = service.workloads.find(({ writer }) => writer);
  const jobs = everyJob.length + (service.cdn === undefined ? 0 : 1);
  const all = [
    ...workloads,
    ...(migrating === undefined ? [] : [{ size: podSize(migrating, ["normal"]), pods: 1 }]),
    { size: JOB_SIZE, pods: jobs + STEPS_AT_ONCE },
    // The old pod ends before the new one starts.
    { size: exporter.size, pods: 1 },
    ...(readsJson(service) ? [{ size: jsonExporter.size, pods: 1 }] : []),
    ...(service.database.server?.kind === "cluster" ? serverPods(service, horizon) : []),
  ];
  const sum = (of: (size: Size) => number): number => {
    const declared = all.reduce((total, { size, pods }) => total + pods * of(size), 0);
    return Math.ceil((declared * (100 + namespaceLimits.headroomPercent)) / 100);
  };
  return {
    cpuRequestMillicores: sum((size) => size.cpuRequestMillicores),
    cpuLimitMillicores: sum((size) => size.cpuLimitMillicores),
    memoryRequestMib: sum((size) => size.memoryRequestMib),
    memoryLimitMib: sum((size) => size.memoryLimitMib),
    pods: sum(() => 1),
  };
}

/** Maximum that the cluster grants, from config. */
export interface Granted {
  readonly cores: number;
  readonly memoryGib: number;
}
