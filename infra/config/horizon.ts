import type { Horizon } from "../catalog/types";

/** Sizes of the capacity plan by what config's `capacityHorizon` says: now, or months. */
export const horizons = { now: "now", "6": "months6", "12": "months12" } as const satisfies Record<
  string,
  Horizon
>;
