import type { Horizon, Service } from "../catalog/types";
import { problemsOf, type Problem } from "../problem";
import { budget } from "./budget";
import { objectiveOf, remedyOf, type PromiseName } from "./remedy";
import { sumOf, tenths } from "./text";

/**
 * Objectives that are missed at a size (STOCK-2, trap 1). The checks of schedules report those that cannot be parsed.
 */
export function objectiveProblems(service: Service, horizon: Horizon): readonly Problem[] {
  if (problemsOf(() => budget(service, horizon)).length > 0) return [];
  const own = budget(service, horizon);
  const missed = (["recoveryPoint", "recoveryTime"] as const).filter((promise) => !own[promise].met);
  return missed.map((promise: PromiseName) => {
    const { engine, worst, objectiveMinutes } = own[promise];
    return {
      thing: `catalog: ${service.id}: ${objectiveOf[promise]} at ${own.databaseGib} GiB (${horizon})`,
      value: `${objectiveMinutes} minutes`,
      limit: `be at least ${tenths(worst.minutes)} minutes, by ${engine}: ${sumOf(worst)}`,
      remedy: remedyOf(service, own, promise),
    };
  });
}
