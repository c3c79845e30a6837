/** Median and spread of some measurements. */
export interface Summary {
  /** Middle value; of an even number of values the mean of the two in the middle. */
  readonly median: number;
  /** Smallest value. */
  readonly min: number;
  /** Largest value. */
  readonly max: number;
}

/**
 * Median, smallest and largest value.
 * @throws RangeError when there is no value, or one is no finite number.
 */
export function summary(values: readonly number[]): Summary {
  if (values.length === 0 || !values.every(Number.isFinite))
    throw new RangeError(`summary of [${values.join(", ")}]: needs at least one value, all of them finite`);
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const upper = Math.floor(sorted.length / 2);
  return {
    median: sorted.length % 2 === 1 ? at(upper) : (at(upper - 1) + at(upper)) / 2,
    min: at(0),
    max: at(sorted.length - 1),
  };
}

/**
 * Quotient of each pair: what was measured in the same round, so that a busy moment of the machine weighs on both.
 * @throws RangeError when the two are not of the same length, or a divisor is not positive.
 */
export function pairwiseRatios(dividends: readonly number[], divisors: readonly number[]): number[] {
  if (dividends.length !== divisors.length)
    throw new RangeError(`ratios: ${dividends.length} dividends and ${divisors.length} divisors`);
  return dividends.map((dividend, index) => {
    const divisor = divisors[index] ?? 0;
    if (divisor <= 0)
      throw new RangeError(`ratios: divisor ${divisor} of round ${index + 1} is not positive`);
    return dividend / divisor;
  });
}
