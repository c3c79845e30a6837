import { failover } from "../catalog/failover";
import type { Horizon, Service } from "../catalog/types";
import { longestGapMinutes } from "../catalog/schedule";

/** The horizons of the capacity plan, nearest first. */
export const horizons: readonly Horizon[] = ["now", "months6", "months12"];

/** Minutes that a backup takes apart from the dump: the pod's start, the checks, the promotion (stated). */
export const jobOverheadMinutes = 1;

/** What the worst loss of data is made of, all in minutes. */
export interface RecoveryPoint {
  /** Longest time between two snapshots; a dump that outlasts its interval makes the next run be skipped. */
  readonly intervalMinutes: number;
  /** From the snapshot until the backup has its manifest. */
  readonly backupMinutes: number;
  /** Until the other region has it. */
  readonly replicationMinutes: number;
  /** Their sum. */
  readonly worstMinutes: number;
  /** What the service promises. */
  readonly objectiveMinutes: number;
  /** Whether the promise holds. */
  readonly met: boolean;
}

/** What the worst absence is made of, all in minutes. */
export interface RecoveryTime {
  /** Until health checks agree that it is down. */
  readonly detectionMinutes: number;
  /** Until resolvers have forgotten the old answer. */
  readonly dnsMinutes: number;
  /** Restore of a database as large as its storage. */
  readonly restoreMinutes: number;
  /** Start of all workloads, one after the other, each as slow as its startup probe lets it be. */
  readonly startMinutes: number;
  /** Their sum. */
  readonly worstMinutes: number;
  /** What the service promises. */
  readonly objectiveMinutes: number;
  /** What is left for people to decide in; a P0 gets its first answer after 15. */
  readonly marginMinutes: number;
  /** Whether the promise holds. */
  readonly met: boolean;
}

/** Both sums of a service at one size. */
export interface Budget {
  /** Service id. */
  readonly service: string;
  /** Size that it is computed at. */
  readonly horizon: Horizon;
  /** Database size in GiB. */
  readonly databaseGib: number;
  /** Data. */
  readonly recoveryPoint: RecoveryPoint;
  /** Time. */
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
 * Computes the worst loss and the worst absence of a service at one size (STOCK-2, trap 1).
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
