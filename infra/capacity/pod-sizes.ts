import type { Size } from "../catalog/types";

/** Requests and limits of every job; its memory does not depend on the database's size. */
export const JOB_SIZE: Size = {
  cpuRequestMillicores: 250,
  cpuLimitMillicores: 2000,
  memoryRequestMib: 256,
  memoryLimitMib: 768,
};

/** Requests and limits of the guard. */
export const GUARD_SIZE: Size = {
  cpuRequestMillicores: 50,
  cpuLimitMillicores: 500,
  memoryRequestMib: 64,
  memoryLimitMib: 128,
};
