/** How a client reached the service: by its public name, or by the own name of one environment. */
export type WritePath = "public" | "primary" | "standby";

/** One row that the service acknowledged, and so promised to keep. */
export interface LedgerEntry {
  /** Service id. */
  readonly service: string;
  /** Number of the row, unique in its service. */
  readonly seq: number;
  /** Namespace whose application acknowledged it. */
  readonly side: string;
  /** Name that the client used. */
  readonly path: WritePath;
  /** When the client had the acknowledgement, in milliseconds since 1970. */
  readonly at: number;
}

/** Two sides of a service that acknowledged rows at the same time: two writers. */
export interface Overlap {
  readonly service: string;
  /** The side that wrote first, and the one that joined it. */
  readonly sides: readonly [string, string];
  /** First row of the second side, in milliseconds since 1970. */
  readonly fromMs: number;
  /** Last row of the first side. */
  readonly toMs: number;
  /** Rows of both sides between these moments, both included. */
  readonly rows: number;
}

/** A gap in which the public name acknowledged nothing. */
export interface Outage {
  /** Last row before the fault; undefined when there was none, then the gap begins with the fault. */
  readonly lastBeforeMs: number | undefined;
  /** First row after the fault. */
  readonly firstAfterMs: number;
  /** Side that acknowledged the first row after the fault. */
  readonly side: string;
  /** Real seconds between the two. */
  readonly seconds: number;
}

/** What acknowledged rows became of. */
export interface Loss {
  /** Rows that were acknowledged. */
  readonly acknowledged: number;
  /** Those that are not there, oldest first. */
  readonly lost: readonly LedgerEntry[];
  /** Age of the oldest lost row at the fault, in seconds: the measured RPO; 0 when nothing is lost. */
  readonly rpoSeconds: number;
}

/** Every row that a service acknowledged, in the order of acknowledgement. */
export class Ledger {
  readonly #entries: LedgerEntry[] = [];

  /** Notes a row. */
  append(entry: LedgerEntry): void {
    this.#entries.push(entry);
  }

  /** Rows of one service, or of all, up to now; by one path, or by all. */
  entries(service?: string, path?: WritePath): readonly LedgerEntry[] {
    return this.#entries.filter(
      (entry) =>
        (service === undefined || entry.service === service) && (path === undefined || entry.path === path),
    );
  }
}

const byTime = (one: LedgerEntry, other: LedgerEntry): number => one.at - other.at;

function grouped<Key>(
  entries: readonly LedgerEntry[],
  keyOf: (entry: LedgerEntry) => Key,
): ReadonlyMap<Key, readonly LedgerEntry[]> {
  const groups = new Map<Key, LedgerEntry[]>();
  for (const entry of entries) {
    const group = groups.get(keyOf(entry));
    if (group === undefined) groups.set(keyOf(entry), [entry]);
    else group.push(entry);
  }
  return groups;
}

/** Overlaps of one service in a stretch of time with at most one failover or failback. */
function overlapsOf(service: string, entries: readonly LedgerEntry[]): Overlap[] {
  const found: Overlap[] = [];
  let longest: { readonly side: string; readonly toMs: number } | undefined;
  // Sides in the order of their first rows: each must begin after all before it have ended.
  for (const [side, own] of grouped(entries, (entry) => entry.side)) {
    const [first, last] = [own[0], own.at(-1)];
    if (first === undefined || last === undefined) continue;
    if (longest !== undefined && first.at <= longest.toMs) {
      const { side: other, toMs } = longest;
      const within = entries.filter(
        (entry) => entry.at >= first.at && entry.at <= toMs && (entry.side === side || entry.side === other),
      );
      found.push({ service, sides: [other, side], fromMs: first.at, toMs, rows: within.length });
    }
    if (longest === undefined || last.at > longest.toMs) longest = { side, toMs: last.at };
  }
  return found;
}

/**
 * Every violation of "one writer at a time": a side that acknowledged a row while another one still did.
 * @param entries rows of any services, by any path, in any order
 * @param handoversMs moments at which another failover or failback may begin, in milliseconds since 1970: after a
 *   failback, a side writes that has written before. Between two of them, one may happen. @default none
 */
export function overlaps(
  entries: readonly LedgerEntry[],
  handoversMs: readonly number[] = [],
): readonly Overlap[] {
  const stretchOf = ({ at }: LedgerEntry): number => handoversMs.filter((moment) => moment <= at).length;
  return [...grouped([...entries].sort(byTime), ({ service }) => service)].flatMap(([service, own]) =>
    [...grouped(own, stretchOf).values()].flatMap((stretch) => overlapsOf(service, stretch)),
  );
}

/**
 * The gap around a fault as the public saw it: from the last acknowledged row before it to the first one after it.
 * @param entries rows of one service; rows of direct clients are passed over
 * @param fromMs the fault, in milliseconds since 1970
 * @param side counts only rows of this side as after the fault. @default any side
 * @returns undefined when no row was acknowledged after the fault
 */
export function outage(entries: readonly LedgerEntry[], fromMs: number, side?: string): Outage | undefined {
  const rows = entries.filter(({ path }) => path === "public").sort(byTime);
  const after = rows.find((entry) => entry.at > fromMs && (side === undefined || entry.side === side));
  if (after === undefined) return undefined;
  const before = rows.findLast((entry) => entry.at <= fromMs);
  return {
    lastBeforeMs: before?.at,
    firstAfterMs: after.at,
    side: after.side,
    seconds: (after.at - (before?.at ?? fromMs)) / 1000,
  };
}

/**
 * The rows of one service that were acknowledged and are not there.
 * @param entries rows of one service, by any path
 * @param rowsThere numbers of the rows that the serving database holds
 * @param faultMs the fault, in milliseconds since 1970
 */
export function lost(entries: readonly LedgerEntry[], rowsThere: ReadonlySet<number>, faultMs: number): Loss {
  const missing = entries.filter(({ seq }) => !rowsThere.has(seq)).sort(byTime);
  const oldest = missing[0];
  return {
    acknowledged: entries.length,
    lost: missing,
    rpoSeconds: oldest === undefined ? 0 : Math.max(0, (faultMs - oldest.at) / 1000),
  };
}
