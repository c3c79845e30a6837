import type { Horizon, Service, SizeName, Role } from "../../catalog/types";
import type { Problem } from "../../problem";
import { set } from "../command";
import { namespaceNeed, type Granted } from "../../capacity/namespace-need";

/** Rounded up to tenths, so that the suggested value is enough. */
const tenths = (figure: number): number => Math.ceil(figure * 10) / 10;

/**
 * Problems of config's `namespaceQuotas`: a service's pods at their maximum do not fit into what the cluster grants.
 *
 * @param services the declared services
 * @param sizes sizes of their workloads that are not normal, by service id
 */
export function quotaProblems(
  services: readonly Pick<Service, "id" | "workloads" | "capacity" | "backup" | "cdn" | "database">[],
  quotas: Readonly<Record<string, Granted>>,
  role: Role,
  horizon: Horizon,
  sizes: Readonly<Record<string, SizeName>> = {},
): readonly Problem[] {
  return services.flatMap((service) => {
    const granted = quotas[service.id];
    if (granted === undefined) return [];
    const need = namespaceNeed(service, role, horizon, [sizes[service.id] ?? "normal"]);
    const cores = tenths(need.cpuLimitMillicores / 1000);
    const memoryGib = tenths(need.memoryLimitMib / 1024);
    if (granted.cores >= cores && granted.memoryGib >= memoryGib) return [];
    const key = `namespaceQuotas.${service.id}`;
    return [
      {
        thing: `config lifeboat:${key}`,
        value: `${granted.cores} cores, ${granted.memoryGib} GiB`,
        limit: `be at least ${cores} cores and ${memoryGib} GiB: every workload of size ${sizes[service.id] ?? "normal"} at its maximum replicas during a roll-out, the jobs that can run at once, and headroom`,
        remedy: `${set(`${key}.cores`, String(cores))} && ${set(`${key}.memoryGib`, String(memoryGib))} # or lower maxReplicas or a size in the catalog`,
      },
    ];
  });
}
