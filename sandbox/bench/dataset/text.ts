import { seededRandom, type Random } from "./random";

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
