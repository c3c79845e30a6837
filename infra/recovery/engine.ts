import { failover } from "../catalog/failover";
import type { Service } from "../catalog/types";

/** What recovers a service's data, and how, the best first: the order in which they are judged and shown. */
export const engineNames = ["promote", "restore", "stated", "dump"] as const;

/**
 * `promote`: the warm standby becomes the primary. `restore`: a physical backup, then WAL. `stated`: what the provider of
 * an external server states, not proved. `dump`: the newest logical backup.
 */
export type EngineName = (typeof engineNames)[number];

/** A worst case in minutes: its terms by name, and their sum. */
export interface Worst<Name extends string = string> {
  readonly terms: Readonly<Record<Name, number>>;
  readonly minutes: number;
}

/** What one engine loses at worst, and how long it takes. */
export interface Engine {
  readonly name: EngineName;
  /** Data loss. */
  readonly loss: Worst;
  /** Downtime; undefined if nobody states it. */
  readonly downtime: Worst | undefined;
}

/** A worst case from its terms in minutes. */
export const worst = <Name extends string>(terms: Readonly<Record<Name, number>>): Worst<Name> => ({
  terms,
  minutes: Object.values<number>(terms).reduce((sum, minutes) => sum + minutes, 0),
});

const SECONDS_PER_MINUTE = 60;
const MIB_PER_GIB = 1024;

/** Minutes of some seconds. */
export const minutesOf = (seconds: number): number => seconds / SECONDS_PER_MINUTE;

/** Minutes that some GiB take at a rate. */
export const minutesAt = (gib: number, mibPerSecond: number): number =>
  minutesOf((gib * MIB_PER_GIB) / mibPerSecond);

/** Until the environment that is down no longer gets requests: health checks agree, and resolvers drop the old record. */
export const trafficTerms = () => ({
  detection: minutesOf(failover.checkIntervalSeconds * failover.failureThreshold),
  DNS: minutesOf(failover.dnsTtlSeconds),
});

/** Start of all workloads, one after the other, each as slow as its startup probe allows, in minutes. */
export const startMinutes = ({ workloads }: Pick<Service, "workloads">): number =>
  workloads
    .map(({ probes: { startup } }) => minutesOf(startup.periodSeconds * startup.failureThreshold))
    .reduce((sum, minutes) => sum + minutes, 0);
