import type { Rule } from "../flag";
import { alerts } from "./alerts";
import { dataLoss } from "./data-loss";
import { disruption } from "./disruption";
import { exposure } from "./exposure";
import { recovery } from "./recovery";

/** Every rule on a single resource. */
export const rules: readonly Rule[] = [...dataLoss, ...recovery, ...exposure, ...disruption, ...alerts];
