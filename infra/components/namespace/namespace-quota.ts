import type { Granted, NamespaceNeed } from "../../capacity/namespace-need";
import { namespaceLimits } from "../../catalog/common";
import type { Size } from "../../catalog/types";
import { resources } from "../pod/container";

/**
 * Spec of the ResourceQuota of a namespace.
 * @param granted limits of config in place of those needed; a smaller one is refused at start
 */
export function quotaSpec(need: NamespaceNeed, granted?: Granted) {
  const { requests, limits } = resources(need);
  const given =
    granted === undefined ? limits : { cpu: String(granted.cores), memory: `${granted.memoryGib * 1024}Mi` };
  return {
    hard: {
      "requests.cpu": requests.cpu,
      "requests.memory": requests.memory,
      "limits.cpu": given.cpu,
      "limits.memory": given.memory,
      pods: String(need.pods),
    },
  };
}

/**
 * Spec of the LimitRange of a namespace: a quota refuses a container without requests, so each gets some.
 * @param server size of the database server in it, which may be larger than any other container; undefined without one
 */
export function limitRangeSpec(server?: Size) {
  const { containerDefault, containerMost } = namespaceLimits;
  const { requests, limits } = resources(containerDefault);
  return {
    limits: [
      {
        type: "Container",
        defaultRequest: requests,
        default: limits,
        max: {
          cpu: `${Math.max(containerMost.cpuMillicores, server?.cpuLimitMillicores ?? 0)}m`,
          memory: `${Math.max(containerMost.memoryMib, server?.memoryLimitMib ?? 0)}Mi`,
        },
      },
    ],
  };
}
