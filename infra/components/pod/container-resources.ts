import type { Size } from "../../catalog/types";

/** Disk of its node that a container may use, MiB: its log, and what it leaves in volumes that are not in memory. */
export interface Disk {
  readonly requestMib: number;
  readonly limitMib: number;
}

/** Disk of a container that writes nothing but its log. */
export const LOG_DISK: Disk = { requestMib: 64, limitMib: 128 };

/** Requests and limits of a container: those of its size, and its disk. */
export function containerResources(size: Size, disk: Disk) {
  const { requests, limits } = resources(size);
  return {
    requests: { ...requests, "ephemeral-storage": `${disk.requestMib}Mi` },
    limits: { ...limits, "ephemeral-storage": `${disk.limitMib}Mi` },
  };
}

/** Requests and limits as Kubernetes writes them. */
export function resources(size: Size) {
  return {
    requests: { cpu: `${size.cpuRequestMillicores}m`, memory: `${size.memoryRequestMib}Mi` },
    limits: { cpu: `${size.cpuLimitMillicores}m`, memory: `${size.memoryLimitMib}Mi` },
  };
}
