/** Numbers that look random and are the same on every run. */
export interface Random {
  /** At least 0 and below 1. */
  next(): number;
  /** Whole, at least 0 and below `limit`. */
  below(limit: number): number;
}

/** A generator of Mulberry32. @param seed any 32-bit number */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { next, below: (limit) => Math.floor(next() * limit) };
}
