import type { Horizon, Service } from "../catalog/types";
import { archiveEngines } from "./archive";
import { recoversByArchive } from "./by-archive";
import { dumpOf, type Dump } from "./dump";
import { worst, type Engine, type EngineName, type Worst } from "./engine";

/** The horizons of the capacity plan, nearest first. */
export const horizons: readonly Horizon[] = ["now", "months6", "months12"];

/** A promise, held against the best engine that the service has. */
export interface Promised {
  /** The engine that it is held against. */
  readonly engine: EngineName;
  /** Its worst case. */
  readonly worst: Worst;
  /** The service's objective in minutes. */
  readonly objectiveMinutes: number;
  /** Whether the objective is met. */
  readonly met: boolean;
}

/** Recovery point and recovery time of a service at one size. */
export interface Budget {
  /** Database size in GiB. */
  readonly databaseGib: number;
  /** Every engine that the service has, the best first. */
  readonly engines: readonly Engine[];
  /** The dump, which every service has. */
  readonly dump: Dump;
  /** Worst data loss. */
  readonly recoveryPoint: Promised;
  /** Worst downtime. */
  readonly recoveryTime: Promised;
}

/** Engines better than the dump, if the service has any. */
function betterEngines(service: Service, databaseGib: number): readonly Engine[] {
  const { server } = service.database;
  if (recoversByArchive(server)) return archiveEngines(service, server.archive, databaseGib);
  if (server?.kind !== "external" || server.stated === undefined) return [];
  return [{ name: "stated", loss: worst({ stated: server.stated.rpoMinutes }), downtime: undefined }];
}

const promised = (engine: EngineName, of: Worst, objectiveMinutes: number): Promised => ({
  engine,
  worst: of,
  objectiveMinutes,
  met: of.minutes <= objectiveMinutes,
});

/**
 * Computes the worst data loss and the worst downtime of a service at one size (STOCK-2, trap 1).
 * @throws ProblemError when a schedule of backups is malformed or never fires
 */
export function budgetAt(service: Service, databaseGib: number): Budget {
  const dump = dumpOf(service, databaseGib);
  const engines = [...betterEngines(service, databaseGib), dump];
  const { rpoMinutes, rtoMinutes } = service.objectives;
  const [best = dump] = engines;
  // A provider states no time: then the dump's is the one that is known.
  const timed = best.downtime === undefined ? dump : best;
  return {
    databaseGib,
    engines,
    dump,
    recoveryPoint: promised(best.name, best.loss, rpoMinutes),
    recoveryTime: promised(timed.name, timed.downtime ?? dump.downtime, rtoMinutes),
  };
}

/** The budget at the size that the capacity plan has at a horizon. @throws ProblemError as {@link budgetAt} does */
export function budget(service: Service, horizon: Horizon): Budget {
  return budgetAt(service, service.capacity.databaseStorageGib[horizon]);
}

/** Whether dumps are what keeps the RPO, alone or beside a better engine; else they are the second engine. */
export const dumpKeepsRpo = ({ dump, recoveryPoint: { engine, objectiveMinutes } }: Budget): boolean =>
  engine === "dump" || dump.loss.minutes <= objectiveMinutes;
