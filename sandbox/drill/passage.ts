import type { Service } from "../../infra/catalog/types";
import { rowsThere } from "./drill-database";
import type { Passage } from "./drill-result";
import { lost, outage, overlaps } from "./ledger";
import { lastStepAt, phaseSeconds } from "./phases";
import { namespaceOf, type Side } from "./sides";
import type { World } from "./world";

/** The times of a failover or failback, in milliseconds since 1970. */
export interface Change {
  /** The side that stopped. */
  readonly from: Side;
  /** The side that serves now. */
  readonly to: Side;
  readonly fenced: boolean;
  /** When the old side stopped: the fault, or the beginning of its fence. */
  readonly stoppedAt: number;
  /** When it was seen, by service; the same as `stoppedAt` where nothing had to be seen. */
  readonly seenAt: ReadonlyMap<string, number>;
  /** When somebody decided to act. */
  readonly decidedAt: number;
  /** Moments at which another failover or failback may begin: overlaps are looked for only between two of them. */
  readonly handovers: readonly number[];
  /** Seconds of the restore alone by service; empty where this one is not held against it. */
  readonly restoreAlone: ReadonlyMap<string, number>;
  /** What went wrong. */
  readonly failure: string | undefined;
}

/** Measures what a failover or failback meant for one service. */
export async function passageOf(world: World, service: Service, change: Change): Promise<Passage> {
  const { clock, events, traffic } = world;
  const { from, to, stoppedAt, decidedAt } = change;
  const entries = traffic.ledger.entries(service.id);
  const [oldSide, newSide] = [namespaceOf(service, from), namespaceOf(service, to)];
  const done = lastStepAt(events, service, newSide, decidedAt) ?? clock.now();
  const found = outage(entries, decidedAt, newSide);
  const before = entries.filter(({ side, at }) => side === oldSide && at <= decidedAt);
  const loss = lost(before, await rowsThere(to.postgres, service), stoppedAt);
  const alone = change.restoreAlone.get(service.id);
  const seen = change.seenAt.get(service.id) ?? stoppedAt;
  return {
    fenced: change.fenced,
    detectionRealSeconds: Math.max(0, seen - stoppedAt) / 1000,
    workSeconds: (done - decidedAt) / 1000,
    phaseSeconds: phaseSeconds(events, service, newSide, decidedAt),
    ...(alone === undefined ? {} : { restoreAloneSeconds: alone }),
    dnsRealSeconds: found === undefined ? undefined : Math.max(0, found.firstAfterMs - done) / 1000,
    firstGoodAnswerRealSeconds:
      found === undefined ? undefined : Math.max(0, found.firstAfterMs - stoppedAt) / 1000,
    rowsAcknowledged: before.length,
    rowsLost: loss.lost.length,
    rpoSeconds: loss.rpoSeconds,
    overlaps: overlaps(entries, change.handovers),
    ...(change.failure === undefined ? {} : { failure: change.failure }),
  };
}
