import { failover } from "../catalog/failover";
import { longestGapMinutes } from "../catalog/schedule";
import type { Service } from "../catalog/types";
import { minutesAt, startMinutes, trafficTerms, worst, type Engine, type Worst } from "./engine";

/** Minutes that a backup takes in addition to the dump: start of the pod, checks, promotion (stated). */
const jobOverheadMinutes = 1;

/** Recovery from the newest dump. */
export interface Dump extends Engine {
  /**
   * Interval: the longest time between two snapshots; a dump that outlasts it makes the next run skip. Backup: from the
   * snapshot until the manifest is written. Replication: until the backup is in the other region.
   */
  readonly loss: Worst<"interval" | "backup" | "replication">;
  /** Restore: of a database of this size. */
  readonly downtime: Worst<"detection" | "DNS" | "restore" | "start">;
}

/**
 * The worst cases of a recovery from dumps (trap 1).
 * @throws ProblemError when the backup schedule is malformed or never fires
 */
export function dumpOf(service: Service, databaseGib: number): Dump {
  const { schedule, dumpMibPerSecond, restoreMibPerSecond } = service.backup;
  const gap = longestGapMinutes(schedule);
  const backup = minutesAt(databaseGib, dumpMibPerSecond) + jobOverheadMinutes;
  return {
    name: "dump",
    loss: worst({
      interval: gap * Math.max(1, Math.ceil(backup / gap)),
      backup,
      replication: failover.replicationMinutes,
    }),
    downtime: worst({
      ...trafficTerms(),
      restore: minutesAt(databaseGib, restoreMibPerSecond),
      start: startMinutes(service),
    }),
  };
}
