import type { Horizon, Service } from "../catalog/types";
import { budget, budgets, type Budget } from "./budget";
import { budgetTable } from "./table";

/** A stack's output on a service's recovery at the size that it is declared for, in minutes. */
export interface RecoverySummary {
  readonly rpoMinutes: number;
  readonly worstRpoMinutes: number;
  readonly rtoMinutes: number;
  readonly worstRtoMinutes: number;
  /** Horizons of the capacity plan at which dumps cannot meet the RPO; empty if they always can. */
  readonly rpoMissedAt: readonly Horizon[];
}

const rounded = (minutes: number): number => Math.round(minutes * 10) / 10;

/** What to do about a database that outgrows its backups. */
function remedy({ service, horizon, databaseGib, recoveryPoint, recoveryTime }: Budget): string {
  const what = recoveryPoint.met
    ? `RTO ${rounded(recoveryTime.worstMinutes)} of ${recoveryTime.objectiveMinutes} min: restore from a physical base backup`
    : `RPO ${rounded(recoveryPoint.worstMinutes)} of ${recoveryPoint.objectiveMinutes} min: a dump of ${databaseGib} GiB takes too long; set up continuous archiving (WAL) before the database is that large`;
  return `${service} at ${horizon}: ${what}`;
}

/**
 * The recovery budget of a stack: as a text for people, and by service for its outputs.
 * @param horizon size that the stack is declared for
 */
export function recoveryNote(
  services: readonly Service[],
  horizon: Horizon,
): { readonly text: string; readonly services: Readonly<Record<string, RecoverySummary>> } {
  const all = budgets(services);
  const missed = all.filter(({ recoveryPoint, recoveryTime }) => !recoveryPoint.met || !recoveryTime.met);
  const summaries = services.map((service): readonly [string, RecoverySummary] => {
    const { recoveryPoint, recoveryTime } = budget(service, horizon);
    return [
      service.id,
      {
        rpoMinutes: recoveryPoint.objectiveMinutes,
        worstRpoMinutes: rounded(recoveryPoint.worstMinutes),
        rtoMinutes: recoveryTime.objectiveMinutes,
        worstRtoMinutes: rounded(recoveryTime.worstMinutes),
        rpoMissedAt: all
          .filter((one) => one.service === service.id && !one.recoveryPoint.met)
          .map((one) => one.horizon),
      },
    ];
  });
  return {
    text: [`recovery budget\n${budgetTable(all)}`, ...missed.map(remedy)].join("\n"),
    services: Object.fromEntries(summaries),
  };
}

/** Tenths of a minute, rounded up: what is stated is never less than what is computed. */
const stated = (minutes: number): string => String(Math.ceil(minutes * 10) / 10);

/**
 * Annotations of a backup's CronJob with the objective that it serves, in minutes (STOCK-2): policies check its schedule
 * against them, and `kubectl describe` shows them.
 * @throws ProblemError where the schedule is malformed, which the catalog's check reports first
 */
export function recoveryAnnotations(service: Service, horizon: Horizon): Readonly<Record<string, string>> {
  const { recoveryPoint, recoveryTime } = budget(service, horizon);
  return {
    "lifeboat/rpo-minutes": String(recoveryPoint.objectiveMinutes),
    "lifeboat/rto-minutes": String(recoveryTime.objectiveMinutes),
    "lifeboat/recovery-minutes": stated(recoveryTime.worstMinutes),
    "lifeboat/backup-minutes": stated(recoveryPoint.backupMinutes),
  };
}
