import type { Horizon, Service, SizeName, Role } from "../../catalog/types";
import type { Problem } from "../../problem";
import { set } from "../command";
import { namespaceNeed, type Granted } from "../../capacity/namespace-need";

/** Rounded up to tenths: what is named must be enough. */
const tenths = (figure: number): number => Math.ceil(figure * 10) / 10;

/**
 * What is wrong with config's `namespaceQuotas`: a service's pods at their most do not fit into what the cluster grants.
 *
 * @param services those that are declared.
 * @param sizes sizes of their workloads where they are not normal, by service id.
 */
export function quotaProblems(
  services: readonly Pick<Service, "id" | "workloads" | "capacity" | "backup" | "cdn">[],
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
        limit: `be at least ${cores} cores and ${memoryGib} GiB: every workload of size ${sizes[service.id] ?? "normal"} at its most replicas in a roll-out, the jobs that can run at once, and headroom`,
        remedy: `${set(`${key}.cores`, String(cores))} && ${set(`${key}.memoryGib`, String(memoryGib))} # or lower maxReplicas or a size in the catalog`,
      },
    ];
  });
}
