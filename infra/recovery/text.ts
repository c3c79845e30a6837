import type { Worst } from "./engine";

/** Tenths of a minute, rounded up: what is stated is never less than what is computed. */
export const tenths = (minutes: number): string => String(Math.ceil(minutes * 10 - 1e-9) / 10);

/** The terms of a worst case as a sum: `interval 20 + backup 10.5 + replication 15`. */
export const sumOf = ({ terms }: Worst): string =>
  Object.entries(terms)
    .map(([what, minutes]) => `${what} ${tenths(minutes)}`)
    .join(" + ");
