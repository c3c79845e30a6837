import { failover } from "../catalog/failover";
import type { Horizon, Service } from "../catalog/types";
import { longestGapMinutes } from "../catalog/schedule";

/** The horizons of the capacity plan, nearest first. */
export const horizons: readonly Horizon[] = ["now", "months6", "months12"];

/** Minutes that a backup takes in addition to the dump: start of the pod, checks, promotion (stated). */
export const jobOverheadMinutes = 1;

/** The terms of the worst data loss, all in minutes. */
export interface RecoveryPoint {
  /** Longest time between two snapshots; a dump that outlasts its interval makes the next run skip. */
  readonly intervalMinutes: number;
  /** From the snapshot until the manifest is written. */
  readonly backupMinutes: number;
  /** Until the backup is in the other region. */
  readonly replicationMinutes: number;
  /** Their sum. */
  readonly worstMinutes: number;
  /** The service's objective. */
  readonly objectiveMinutes: number;
  /** Whether the objective is met. */
  readonly met: boolean;
}

/** The terms of the worst downtime, all in minutes. */
export interface RecoveryTime {
  /** Until health checks agree that the environment is down. */
  readonly detectionMinutes: number;
  /** Until resolvers drop the old record. */
  readonly dnsMinutes: number;
  /** Restore of a database that fills its storage. */
  readonly restoreMinutes: number;
  /** Start of all workloads, one after the other, each as slow as its startup probe allows. */
  readonly startMinutes: number;
  /** Their sum. */
  readonly worstMinutes: number;
  /** The service's objective. */
  readonly objectiveMinutes: number;
  /** What remains for people to decide; a P0 gets its first response within 15. */
  readonly marginMinutes: number;
  /** Whether the objective is met. */
  readonly met: boolean;
}

/** Recovery point and recovery time of a service at one size. */
export interface Budget {
  /** Service id. */
  readonly service: string;
  /** Size that it is computed at. */
  readonly horizon: Horizon;
  /** Database size in GiB. */
  readonly databaseGib: number;
  /** Worst data loss. */
  readonly recoveryPoint: RecoveryPoint;
  /** Worst downtime. */
  readonly recoveryTime: RecoveryTime;
}

const minutesAt = (gib: number, mibPerSecond: number): number => (gib * 1024) / mibPerSecond / 60;

function recoveryPoint(service: Service, databaseGib: number): RecoveryPoint {
  const gapMinutes = longestGapMinutes(service.backup.schedule);
  const backupMinutes = minutesAt(databaseGib, service.backup.dumpMibPerSecond) + jobOverheadMinutes;
  const intervalMinutes = gapMinutes * Math.max(1, Math.ceil(backupMinutes / gapMinutes));
  const worstMinutes = intervalMinutes + backupMinutes + failover.replicationMinutes;
  const objectiveMinutes = service.objectives.rpoMinutes;
  return {
    intervalMinutes,
    backupMinutes,
    replicationMinutes: failover.replicationMinutes,
    worstMinutes,
    objectiveMinutes,
    met: worstMinutes <= objectiveMinutes,
  };
}

function recoveryTime(service: Service, databaseGib: number): RecoveryTime {
  const detectionMinutes = (failover.checkIntervalSeconds * failover.failureThreshold) / 60;
  const dnsMinutes = failover.dnsTtlSeconds / 60;
  const restoreMinutes = minutesAt(databaseGib, service.backup.restoreMibPerSecond);
  const startMinutes = service.workloads
    .map(({ probes: { startup } }) => (startup.periodSeconds * startup.failureThreshold) / 60)
    .reduce((sum, minutes) => sum + minutes, 0);
  const worstMinutes = detectionMinutes + dnsMinutes + restoreMinutes + startMinutes;
  const objectiveMinutes = service.objectives.rtoMinutes;
  return {
    detectionMinutes,
    dnsMinutes,
    restoreMinutes,
    startMinutes,
    worstMinutes,
    objectiveMinutes,
    marginMinutes: objectiveMinutes - worstMinutes,
    met: worstMinutes <= objectiveMinutes,
  };
}

/**
 * Computes the worst data loss and the worst downtime of a service at one size (STOCK-2, trap 1).
 * @throws ProblemError when the backup schedule is malformed or never fires
 */
export function budget(service: Service, horizon: Horizon): Budget {
  const databaseGib = service.capacity.databaseStorageGib[horizon];
  return {
    service: service.id,
    horizon,
    databaseGib,
    recoveryPoint: recoveryPoint(service, databaseGib),
    recoveryTime: recoveryTime(service, databaseGib),
  };
}

/** Budgets of all services at all horizons, in the catalog's order. @throws ProblemError as `budget` does */
export function budgets(services: readonly Service[]): readonly Budget[] {
  return services.flatMap((service) => horizons.map((horizon) => budget(service, horizon)));
}
