import { describe, expect, it } from "vitest";
import { pairwiseRatios, summary } from "../../../sandbox/bench/statistics";

describe("summary", () => {
  it("takes the value in the middle of an odd number, in whatever order they come", () => {
    expect(summary([9, 1, 10])).toEqual({ median: 9, min: 1, max: 10 });
  });
  it("takes the mean of the two in the middle of an even number", () => {
    expect(summary([4, 1, 10, 2])).toEqual({ median: 3, min: 1, max: 10 });
  });
  it("takes a single value as it is", () => {
    expect(summary([0.5])).toEqual({ median: 0.5, min: 0.5, max: 0.5 });
  });
  it("leaves the given list in its order", () => {
    const values = [3, 1, 2];
    summary(values);
    expect(values).toEqual([3, 1, 2]);
  });
  it.each([[[]], [[1, Number.NaN]], [[1, Number.POSITIVE_INFINITY]]])("refuses %j", (values) => {
    expect(() => summary(values)).toThrow(RangeError);
  });
});

describe("pairwise ratios", () => {
  it("divide what was measured in the same round", () => {
    expect(pairwiseRatios([1, 9], [2, 3])).toEqual([0.5, 3]);
  });
  it("refuse lists of different lengths", () => {
    expect(() => pairwiseRatios([1, 2], [1])).toThrow("2 dividends and 1 divisors");
  });
  it("refuse a divisor of zero and name its round", () => {
    expect(() => pairwiseRatios([1, 2], [1, 0])).toThrow("round 2");
  });
});
