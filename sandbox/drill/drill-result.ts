import type { Fault } from "./arguments";
import type { Overlap } from "./ledger";

/** Steps of an activation, in their order. */
export const PHASES = ["fenceCheck", "restore", "gate", "migrate", "start", "smoke"] as const;

/** A step of an activation. */
export type Phase = (typeof PHASES)[number];

/** What a service promises, and what its budget is made of, all in seconds. */
export interface Declared {
  /** Recovery point objective. */
  readonly rpoSeconds: number;
  /** Recovery time objective. */
  readonly rtoSeconds: number;
  /** Budget: until health checks agree that a side is down. */
  readonly detectionSeconds: number;
  /** Budget: TTL of the failover records. */
  readonly dnsSeconds: number;
  /** Budget: restore of a database of `restoreGib`, at the catalog's rate. */
  readonly restoreSeconds: number;
  /** Budget: start of the workloads. */
  readonly startSeconds: number;
  /** Size in GiB that the restore is computed at. */
  readonly restoreGib: number;
}

/** A failover or failback as it was measured. Waiting passed `scale` times as fast as true time, work did not. */
export interface Passage {
  /** Whether the side that stopped was fenced first: then nothing may be lost. */
  readonly fenced: boolean;
  /** Real seconds from the fault until Route 53 held the side for down; 0 where nothing had to be detected. */
  readonly detectionRealSeconds: number;
  /** Seconds from the decision until the engine was done: fence check, restore, roll-out, smoke and all between. */
  readonly workSeconds: number;
  /** Seconds of the steps within the work, as far as they ran. */
  readonly phaseSeconds: Readonly<Partial<Record<Phase, number>>>;
  /** Seconds of the same restore by itself, rehearsed before the fault; absent where the passage is not held against it. */
  readonly restoreAloneSeconds?: number;
  /**
   * Real seconds from the end of the work until a client at the public name had an acknowledgement of the new side:
   * health checks agree, resolvers forget. Undefined when that never happened.
   */
  readonly dnsRealSeconds: number | undefined;
  /** Real seconds from the fault to that acknowledgement; for the record, verdicts use the true time. */
  readonly firstGoodAnswerRealSeconds: number | undefined;
  /** Rows that the side that stopped had acknowledged. */
  readonly rowsAcknowledged: number;
  /** Those of them that the new side does not have; undefined when there is no new side to count in. */
  readonly rowsLost: number | undefined;
  /** Age of the oldest lost row at the fault, in seconds: the measured RPO; undefined when nothing could be counted. */
  readonly rpoSeconds: number | undefined;
  /** Moments of two writers. */
  readonly overlaps: readonly Overlap[];
  /** What went wrong, in one sentence; absent when nothing did. */
  readonly failure?: string;
}

/** Names of the two changes of sides. */
export type PassageName = "failover" | "failback";

/** One service in a drill. */
export interface ServiceResult {
  /** Service id. */
  readonly service: string;
  readonly declared: Declared;
  readonly failover: Passage;
  /** Absent when the drill did not come to it, or did not try it. */
  readonly failback?: Passage;
}

/** A whole drill. */
export interface DrillResult {
  /** Version of Pulumi's engine. */
  readonly engineVersion: string;
  /** How many times as fast as true time waiting passed. */
  readonly scale: number;
  readonly fault: Fault;
  /** RFC 3339. */
  readonly startedAt: string;
  /** RFC 3339. */
  readonly finishedAt: string;
  /** What a reader must know to judge the figures: machine, sizes, stand-ins. */
  readonly facts: readonly string[];
  readonly services: readonly ServiceResult[];
  /** What a preview of either stack would still change after the drill; empty when both are at rest. */
  readonly unrest: readonly string[];
}

/** The parts of a service's result, by name, in their order. */
export function passagesOf({
  failover,
  failback,
}: ServiceResult): readonly (readonly [PassageName, Passage])[] {
  return [["failover", failover], ...(failback === undefined ? [] : [["failback", failback] as const])];
}
