import type { Granted, NamespaceNeed } from "../../capacity/namespace-need";
import { namespaceLimits } from "../../catalog/namespace";
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

/** Spec of the LimitRange of a namespace: a quota refuses a container without requests, so each gets some. */
export function limitRangeSpec() {
  const { containerDefault, containerMost } = namespaceLimits;
  const { requests, limits } = resources(containerDefault);
  return {
    limits: [
      {
        type: "Container",
        defaultRequest: requests,
        default: limits,
        max: { cpu: `${containerMost.cpuMillicores}m`, memory: `${containerMost.memoryMib}Mi` },
      },
    ],
  };
}
