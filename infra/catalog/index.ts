import { dotmacPlatform } from "./dotmac-platform";
import { jackpotService } from "./jackpot-service";
import { kybPlatform } from "./kyb-platform";
import { stockAnalysis } from "./stock-analysis";
import { tasksApp } from "./tasks-app";
import type { Service } from "./types";

/** Every service of the catalog. */
export const services: readonly Service[] = [
  kybPlatform,
  tasksApp,
  stockAnalysis,
  dotmacPlatform,
  jackpotService,
];
