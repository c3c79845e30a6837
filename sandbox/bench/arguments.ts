import { parseCommandLine, type ValueOption } from "../engine/command-line";

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

/** How to call it. */
export const USAGE = "npm run bench [-- preview|backup|restore] [--runs N] [--size-gib N]";

/** An option that takes a number within limits. */
function numberOption(least: number, most: number, kind: "number" | "whole number"): ValueOption {
  const isGood = (value: string): boolean =>
    /^\d+(\.\d+)?$/.test(value) &&
    Number(value) >= least &&
    Number(value) <= most &&
    (kind === "number" || Number.isInteger(Number(value)));
  return {
    problem: (value) => (isGood(value) ? undefined : `must be a ${kind} from ${least} to ${most}`),
  };
}

/**
 * Reads the command line.
 * @throws ArgumentsError naming every wrong word.
 */
export function parseArguments(words: readonly string[]): BenchArguments {
  const { values, said } = parseCommandLine(words, {
    usage: USAGE,
    values: {
      "--runs": numberOption(1, 100, "whole number"),
      "--size-gib": numberOption(0.05, 64, "number"),
    },
    words: PARTS,
  });
  return {
    parts: PARTS.filter((part) => said.size === 0 || said.has(part)),
    runs: Number(values.get("--runs") ?? 5),
    sizeGib: Number(values.get("--size-gib") ?? 1),
  };
}
