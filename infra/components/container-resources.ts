import type { Size } from "../catalog/types";

/** Requests and limits as Kubernetes writes them. */
export function resources(size: Size) {
  return {
    requests: { cpu: `${size.cpuRequestMillicores}m`, memory: `${size.memoryRequestMib}Mi` },
    limits: { cpu: `${size.cpuLimitMillicores}m`, memory: `${size.memoryLimitMib}Mi` },
  };
}
