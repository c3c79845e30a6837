import { application } from "./application";
import { infrastructure } from "./infrastructure";
import { overview } from "./overview";
import { recovery } from "./recovery";
import type { Seen, Sheet } from "./types";

/** Every dashboard of an environment; the first is the starting point. */
export const sheets = (seen: readonly Seen[]): readonly Sheet[] =>
  [overview, application, infrastructure, recovery].map((sheet) => sheet(seen));
