import type { Horizon, Service } from "../catalog/types";
import { recoversByArchive } from "./by-archive";
import { budget, budgetAt } from "./budget";
import type { EngineName } from "./engine";
import { outgrown, type Outgrown } from "./outgrown";
import { objectiveOf, remedyOf, type PromiseName } from "./remedy";
import { budgetTable } from "./table";
import { sumOf, tenths } from "./text";

/** Worst cases in minutes by engine. */
type ByEngine = Readonly<Partial<Record<EngineName, number>>>;

/** A stack's output on a service's recovery at the size that it is declared for. */
export interface RecoverySummary {
  /** The engine that the RPO is held against. */
  readonly engine: EngineName;
  readonly worstRpoMinutes: ByEngine;
  readonly worstRtoMinutes: ByEngine;
  /** The objectives, as `RPO 60, RTO 240`. */
  readonly targetMinutes: string;
  /**
   * Worst cases by horizon of the capacity plan, a line each: `RPO promote 1.1, dump 40; RTO promote 10, dump 99.4`. The
   * engine that a promise is held against is first.
   */
  readonly horizonMinutes: Readonly<Record<Horizon, string>>;
}

const byEngine = (figures: ByEngine): string =>
  Object.entries(figures)
    .map(([name, minutes]) => `${name} ${minutes}`)
    .join(", ");

/** Worst cases of all engines at one horizon. */
function worstCases(service: Service, horizon: Horizon) {
  const { engines } = budget(service, horizon);
  return {
    rpo: Object.fromEntries(engines.map(({ name, loss }) => [name, Number(tenths(loss.minutes))])),
    rto: Object.fromEntries(
      engines.flatMap(({ name, downtime }) =>
        downtime === undefined ? [] : [[name, Number(tenths(downtime.minutes))]],
      ),
    ),
  };
}

function atHorizon(service: Service, horizon: Horizon): string {
  const { rpo, rto } = worstCases(service, horizon);
  return `RPO ${byEngine(rpo)}; RTO ${byEngine(rto)}`;
}

function summary(service: Service, horizon: Horizon): RecoverySummary {
  const { rpo, rto } = worstCases(service, horizon);
  const { rpoMinutes, rtoMinutes } = service.objectives;
  return {
    engine: budget(service, horizon).recoveryPoint.engine,
    worstRpoMinutes: rpo,
    worstRtoMinutes: rto,
    targetMinutes: `RPO ${rpoMinutes}, RTO ${rtoMinutes}`,
    horizonMinutes: {
      now: atHorizon(service, "now"),
      months6: atHorizon(service, "months6"),
      months12: atHorizon(service, "months12"),
    },
  };
}

/** A promise that the capacity plan breaks at a later horizon: what, when, and the remedy that helps. */
function warning(service: Service, { gib, month, missed }: Outgrown): string {
  // What helps must help as far as the plan goes, not only at the size at which the promise is broken.
  const largest = budgetAt(service, Math.max(...Object.values(service.capacity.databaseStorageGib)));
  const broken = (["recoveryPoint", "recoveryTime"] as const).filter((promise) => !missed[promise].met);
  const sentences = broken.map((promise: PromiseName) => {
    const { engine, worst, objectiveMinutes } = missed[promise];
    return `${objectiveOf[promise]} is ${objectiveMinutes}, and must then be at least ${tenths(worst.minutes)}, by ${engine}: ${sumOf(worst)}. Before that, ${remedyOf(service, largest, promise)}.`;
  });
  return `${service.id} breaks a promise in about month ${Math.round(month)} (at ${gib} GiB): ${sentences.join(" ")}`;
}

/** What a provider states, which nothing here proves. */
function statement({ id, database: { server } }: Service): readonly string[] {
  const stated = server?.kind === "external" ? server.stated : undefined;
  return stated === undefined ? [] : [`${id}: stated, not proved: ${stated.source}.`];
}

/**
 * The recovery budget of a stack: as texts for people, and by service for its outputs.
 * @param horizon size that the stack is declared for; config's check refuses a promise that is missed there
 */
export function recoveryNote(services: readonly Service[], horizon: Horizon) {
  const warnings = services.flatMap((service) => {
    const when = outgrown(service);
    return when === undefined ? [] : [warning(service, when)];
  });
  const kept =
    warnings.length === 0
      ? "every promise is kept for 12 months"
      : `${warnings.length} of ${services.length} services break a promise within 12 months`;
  return {
    /** The table. */
    text: [
      `recovery budget in minutes: ${kept}`,
      budgetTable(services),
      "A promise is held against the first engine with a figure.",
      ...services.flatMap(statement),
    ].join("\n"),
    /** Promises that are missed at a later horizon. */
    warnings,
    services: Object.fromEntries(services.map((service) => [service.id, summary(service, horizon)])),
  };
}

/**
 * Annotations of a backup's CronJob with the objective that it serves, in minutes (STOCK-2): policies check it against
 * them, and `kubectl describe` shows them. Where the server archives its WAL, the archive is what keeps the RPO.
 * @throws ProblemError where a schedule is malformed, which the catalog's check reports first
 */
export function recoveryAnnotations(service: Service, horizon: Horizon): Readonly<Record<string, string>> {
  const { dump, recoveryPoint, recoveryTime } = budget(service, horizon);
  const archives = recoversByArchive(service.database.server);
  return {
    "lifeboat/rpo-minutes": String(recoveryPoint.objectiveMinutes),
    "lifeboat/rto-minutes": String(recoveryTime.objectiveMinutes),
    "lifeboat/recovery-minutes": tenths(recoveryTime.worst.minutes),
    "lifeboat/backup-minutes": tenths(dump.loss.terms.backup),
    ...(archives
      ? { "lifeboat/engine": "archive", "lifeboat/loss-minutes": tenths(recoveryPoint.worst.minutes) }
      : {}),
  };
}
