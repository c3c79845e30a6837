import { size } from "./common";

/** What every namespace grants, whatever the service. */
export const namespaceLimits = {
  /** Room in a quota beyond the most that is declared, in percent: pods that end still count while new ones start. */
  headroomPercent: 20,
  /** What a container gets that declares nothing, such as one that somebody starts by hand. */
  containerDefault: size(50, 500, 64, 256),
  /** Most that one container may have as its limit: a greater one would find no room on a common node. */
  containerMost: { cpuMillicores: 4000, memoryMib: 8192 },
} as const;
