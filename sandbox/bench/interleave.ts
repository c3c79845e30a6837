import type { Measured } from "./measured";

/** One of the ways that are compared. */
export interface Way {
  /** What the table calls it; no two ways of a comparison share one. */
  readonly name: string;
  /** Brings everything to the state that each run starts from; not measured. @default nothing */
  readonly prepare?: () => Promise<void>;
  /** Runs it once. */
  readonly run: () => Promise<Measured>;
}

/** Every counted run of every way, by its name; the n-th entries of two ways were measured in the same round. */
export type Runs = ReadonlyMap<string, readonly Measured[]>;

/**
 * Runs the ways in turn, A B A B …, so that what slows the machine for a while slows all of them. A first round warms
 * caches up and does not count.
 * @param rounds rounds that count, at least 1
 * @param tell takes a line for each run
 * @throws what a run throws.
 */
export async function interleave(
  ways: readonly Way[],
  rounds: number,
  tell: (line: string) => void,
): Promise<Runs> {
  const runs = new Map<string, Measured[]>(ways.map(({ name }) => [name, []]));
  if (runs.size !== ways.length)
    throw new Error(`ways ${ways.map(({ name }) => name).join(", ")}: a name twice`);
  for (let round = 0; round <= rounds; round += 1) {
    for (const way of ways) {
      await way.prepare?.();
      const measured = await way.run();
      if (round > 0) runs.get(way.name)?.push(measured);
      const label = round === 0 ? "warm-up" : `round ${round} of ${rounds}`;
      tell(`${label}: ${way.name}: ${measured.seconds.toFixed(2)} s`);
    }
  }
  return runs;
}
