/** What can be measured. */
export const PARTS = ["preview", "backup", "restore"] as const;

/** One of the things that can be measured. */
export type Part = (typeof PARTS)[number];

/** What the command line asks for. */
export interface BenchArguments {
  /** Parts in the order of `PARTS`. @default all */
  readonly parts: readonly Part[];
  /** Rounds that count, 1 to 100; one more runs before them to warm up. @default 5 */
  readonly runs: number;
  /** Least size of the database in GiB, 0.05 to 64. @default 1 */
  readonly sizeGib: number;
}

/** Wrong arguments; the message names every one of them, and how to call it. */
export class ArgumentsError extends Error {}

/** How to call it. */
export const USAGE = "npm run bench [-- preview|backup|restore] [--runs N] [--size-gib N]";

const LIMITS = {
  "--runs": { least: 1, most: 100, whole: true },
  "--size-gib": { least: 0.05, most: 64, whole: false },
} as const;

type Option = keyof typeof LIMITS;

const isOption = (text: string): text is Option => Object.hasOwn(LIMITS, text);
const isPart = (text: string): text is Part => PARTS.some((part) => part === text);

function problemOf(option: Option, value: string | undefined): string | undefined {
  const { least, most, whole } = LIMITS[option];
  const number = value === undefined || !/^\d+(\.\d+)?$/.test(value) ? Number.NaN : Number(value);
  if (number >= least && number <= most && (!whole || Number.isInteger(number))) return undefined;
  return `${option} ${value ?? "(no value)"}: must be a ${whole ? "whole " : ""}number from ${least} to ${most}`;
}

/**
 * Reads the command line; an option's value follows as the next word or after `=`.
 * @throws ArgumentsError naming every wrong word.
 */
export function parseArguments(words: readonly string[]): BenchArguments {
  const problems: string[] = [];
  const parts = new Set<Part>();
  const numbers = new Map<Option, number>();
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [name = "", ...inline] = word.split("=");
    if (isOption(name)) {
      const value = inline.length > 0 ? inline.join("=") : rest.shift();
      const problem = numbers.has(name) ? `${name}: given twice` : problemOf(name, value);
      if (problem === undefined) numbers.set(name, Number(value));
      else problems.push(problem);
    } else if (isPart(word)) {
      parts.add(word);
    } else {
      problems.push(
        `${word}: unknown; parts are ${PARTS.join(", ")}, options ${Object.keys(LIMITS).join(", ")}`,
      );
    }
  }
  if (problems.length > 0) throw new ArgumentsError(`${problems.join("; ")}. Usage: ${USAGE}`);
  return {
    parts: PARTS.filter((part) => parts.size === 0 || parts.has(part)),
    runs: numbers.get("--runs") ?? 5,
    sizeGib: numbers.get("--size-gib") ?? 1,
  };
}
