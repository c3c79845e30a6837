import type { Runs } from "./interleave";

/** A ratio that the report states. */
export interface Comparison {
  /** Name of the way whose time is divided. */
  readonly way: string;
  /** Name of the way that it is divided by. */
  readonly by: string;
  /** Ratio that the median must not be above; undefined: reported only. */
  readonly target?: number;
  /** Ratio that is aimed at. */
  readonly aim?: number;
}

/** What must hold of one way in every run. */
export interface Limits {
  /** Name of the way. */
  readonly way: string;
  /** Most resident bytes of any process. */
  readonly peakRssBytes?: number;
  /** Most bytes given to disk. */
  readonly diskBytes?: number;
}

/** A finished part of the benchmark. */
export interface PartResult {
  /** Heading: what was measured. */
  readonly title: string;
  /** Facts that the reader needs to judge the figures, one sentence each. */
  readonly facts: readonly string[];
  readonly runs: Runs;
  readonly comparisons: readonly Comparison[];
  readonly limits: readonly Limits[];
}
