import { size } from "./common";

/** Limits of every service's namespace. */
export const namespaceLimits = {
  /** Headroom of a quota above the declared maximum, in percent: ending pods still count while new ones start. */
  headroomPercent: 20,
  /** Defaults of a container without requests and limits, such as one that is started by hand. */
  containerDefault: size(50, 500, 64, 256),
  /** Maximum limit of one container: a larger one would not fit on a common node. */
  containerMost: { cpuMillicores: 4000, memoryMib: 8192 },
} as const;
