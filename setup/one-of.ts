/** An option whose value must be one of these. */
export const oneOf = (known: readonly string[]) => ({
  problem: (value: string) => (known.includes(value) ? undefined : `must be one of ${known.join(", ")}`),
});
