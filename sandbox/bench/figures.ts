import type { Runs } from "./interleave";
import type { Measured } from "./measured";
import type { Comparison, Limits, PartResult } from "./part";
import { pairwiseRatios, summary, type Summary } from "./statistics";

/** One way's runs in figures. */
export interface WayFigures {
  readonly way: string;
  readonly seconds: Summary;
  /** Largest of all runs; undefined where it was not measured. */
  readonly peakRssBytes: number;
  readonly diskBytes: number | undefined;
  readonly scratchBytes: number | undefined;
  /** Seconds of its steps by the name that its log gives them; empty when it logs none. */
  readonly phases: Readonly<Record<string, Summary>>;
  readonly runs: readonly Measured[];
}

/** A ratio in figures. */
export interface RatioFigures extends Comparison {
  readonly ratio: Summary;
  /** False when the median is above the target; undefined without a target. */
  readonly met: boolean | undefined;
}

/** A limit that was looked at. */
export interface LimitFigures {
  readonly way: string;
  readonly what: "peak memory" | "written to disk";
  readonly bytes: number | undefined;
  readonly limitBytes: number;
  /** False when the largest of all runs is above the limit; undefined when it was not measured. */
  readonly met: boolean | undefined;
}

/** A part in figures. */
export interface PartFigures {
  readonly title: string;
  readonly facts: readonly string[];
  readonly ways: readonly WayFigures[];
  readonly ratios: readonly RatioFigures[];
  readonly limits: readonly LimitFigures[];
}

function largest(runs: readonly Measured[], field: "diskBytes" | "scratchBytes"): number | undefined {
  const values = runs.map((run) => run[field]).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : Math.max(...values);
}

function phaseSummaries(runs: readonly Measured[]): Record<string, Summary> {
  const names = new Set(runs.flatMap(({ phases = {} }) => Object.keys(phases)));
  return Object.fromEntries(
    [...names].map((name) => [name, summary(runs.flatMap(({ phases }) => phases?.[name] ?? []))]),
  );
}

function wayFigures(way: string, runs: readonly Measured[]): WayFigures {
  return {
    way,
    seconds: summary(runs.map(({ seconds }) => seconds)),
    peakRssBytes: Math.max(...runs.map(({ peakRssBytes }) => peakRssBytes)),
    diskBytes: largest(runs, "diskBytes"),
    scratchBytes: largest(runs, "scratchBytes"),
    phases: phaseSummaries(runs),
    runs: runs.map(({ seconds, peakRssBytes, diskBytes, scratchBytes, phases }) => ({
      seconds,
      peakRssBytes,
      diskBytes,
      scratchBytes,
      ...(phases === undefined ? {} : { phases }),
    })),
  };
}

function ratioFigures(runs: Runs, comparison: Comparison): RatioFigures {
  const secondsOf = (way: string): number[] => (runs.get(way) ?? []).map(({ seconds }) => seconds);
  const ratio = summary(pairwiseRatios(secondsOf(comparison.way), secondsOf(comparison.by)));
  const { target } = comparison;
  return { ...comparison, ratio, met: target === undefined ? undefined : ratio.median <= target };
}

function limitFigures(ways: readonly WayFigures[], { way, peakRssBytes, diskBytes }: Limits): LimitFigures[] {
  const found = ways.find((one) => one.way === way);
  const look = (
    what: LimitFigures["what"],
    limitBytes: number | undefined,
    bytes: number | undefined,
  ): LimitFigures[] =>
    limitBytes === undefined
      ? []
      : [{ way, what, bytes, limitBytes, met: bytes === undefined ? undefined : bytes < limitBytes }];
  return [
    ...look("peak memory", peakRssBytes, found?.peakRssBytes),
    ...look("written to disk", diskBytes, found?.diskBytes),
  ];
}

/** The figures of a finished part. @throws RangeError when a comparison names a way that did not run. */
export function figuresOf({ title, facts, runs, comparisons, limits }: PartResult): PartFigures {
  const ways = [...runs].map(([way, measured]) => wayFigures(way, measured));
  return {
    title,
    facts,
    ways,
    ratios: comparisons.map((comparison) => ratioFigures(runs, comparison)),
    limits: limits.flatMap((limit) => limitFigures(ways, limit)),
  };
}
