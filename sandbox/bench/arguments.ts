import { numberOption, parseCommandLine } from "../engine/command-line";

/** What can be measured. */
export const PARTS = ["preview", "review", "policies", "backup", "restore"] as const;

/** One of the things that can be measured. */
export type Part = (typeof PARTS)[number];

/** Whether it needs a cluster and servers: what runs in the sandbox alone does not. */
export const needsServers = (part: Part): boolean => part === "backup" || part === "restore";

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
export const USAGE = "npm run bench [-- preview|review|policies|backup|restore] [--runs N] [--size-gib N]";

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
