import { problemsOf, type Problem } from "../problem";
import { budget } from "./budget";
import type { Horizon, Service } from "../catalog/types";

/**
 * Objectives that are missed at a size (STOCK-2, trap 1). The check of schedules reports one that cannot be parsed.
 */
export function objectiveProblems(service: Service, horizon: Horizon): readonly Problem[] {
  if (problemsOf(() => budget(service, horizon)).length > 0) return [];
  const { recoveryPoint: point, recoveryTime: time, databaseGib } = budget(service, horizon);
  const problems: Problem[] = [];
  if (!point.met) {
    problems.push({
      thing: `catalog: ${service.id}: objectives.rpoMinutes at ${databaseGib} GiB (${horizon})`,
      value: `${point.objectiveMinutes} minutes`,
      limit: `be at least ${point.worstMinutes.toFixed(1)} minutes: interval ${point.intervalMinutes} + backup ${point.backupMinutes.toFixed(1)} + replication ${point.replicationMinutes}`,
      remedy: `run backup.schedule ("${service.backup.schedule}") more often, make the dump faster, or raise the objective`,
    });
  }
  if (!time.met) {
    problems.push({
      thing: `catalog: ${service.id}: objectives.rtoMinutes at ${databaseGib} GiB (${horizon})`,
      value: `${time.objectiveMinutes} minutes`,
      limit: `be at least ${time.worstMinutes.toFixed(1)} minutes: detection ${time.detectionMinutes} + DNS ${time.dnsMinutes} + restore ${time.restoreMinutes.toFixed(1)} + start ${time.startMinutes}`,
      remedy: "make the restore faster, keep less data, or raise the objective",
    });
  }
  return problems;
}
