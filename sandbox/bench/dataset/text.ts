const VOCABULARY = 3000;
const SYLLABLES =
  "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo yu za ther ing est and ment ion tra".split(" ");

const words: readonly string[] = (() => {
  const random = seededRandom(7);
  return Array.from({ length: VOCABULARY }, () =>
    Array.from({ length: 1 + random.below(4) }, () => SYLLABLES[random.below(SYLLABLES.length)] ?? "").join(
      "",
    ),
  );
})();

/** A word; some are frequent and most are rare, as in a language. */
export function word(random: Random): string {
  const drawn = random.next();
  return words[Math.floor(VOCABULARY * drawn * drawn * drawn)] ?? "";
}

/** Some words with blanks between. */
export function sentence(random: Random, length: number): string {
  let text = word(random);
  for (let index = 1; index < length; index += 1) text += ` ${word(random)}`;
  return text;
}

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
