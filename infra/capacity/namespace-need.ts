import { namespaceLimits } from "../catalog/namespace";
import { surge } from "../catalog/surge";
import type { Horizon, Role, Service, Size, SizeName, Workload } from "../catalog/types";
import { exporter } from "../scraping/exporter";
import { jobPlan } from "./job-plan";
import { GUARD_SIZE, JOB_SIZE } from "./pod-sizes";
import { mostReplicas } from "./replicas";

/** What pods ask of a namespace together. */
export interface NamespaceNeed extends Omit<Size, "env"> {
  readonly pods: number;
}

type Counted = Pick<Service, "workloads" | "capacity" | "backup" | "cdn">;

/** Steps of a posture change run one after the other, beside what runs by schedule. */
const STEPS_AT_ONCE = 1;

/** Kubernetes counts a pod as its containers, or as its init container where that is greater. */
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

/** Every size: one that is left still runs in the roll-out of the next, and a quota for that alone would refuse it. */
const ANY_SIZE: readonly SizeName[] = ["normal", "scaled", "safe"];

/**
 * The most that a service's pods ask for in an environment, in any posture: every workload at its most replicas in the
 * middle of a roll-out, every job at once, a step of a posture change, a migration and the exporter, with
 * headroom, rounded up.
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
  const planned = jobPlan(service.backup, service.capacity.databaseStorageGib[horizon], "active").length;
  const jobs = planned + (service.cdn === undefined ? 0 : 1);
  const all = [
    ...workloads,
    ...(migrating === undefined ? [] : [{ size: podSize(migrating, ["normal"]), pods: 1 }]),
    { size: JOB_SIZE, pods: jobs + STEPS_AT_ONCE },
    // The old one ends before the new one starts.
    { size: exporter.size, pods: 1 },
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

/** Most that the cluster grants, as config says it. */
export interface Granted {
  readonly cores: number;
  readonly memoryGib: number;
}
