import type { Service } from "../catalog/types";
import { budgetAt, horizons, type Budget } from "./budget";

/** When a database has outgrown its promises. */
export interface Outgrown {
  /** Size in GiB, to the tenth, up to which every promise is met. */
  readonly gib: number;
  /** Month from now, to the tenth, in which the capacity plan gets there. */
  readonly month: number;
  /** The budget at the next tenth of a GiB. */
  readonly missed: Budget;
}

/** Months between two horizons of the capacity plan. */
const MONTHS_PER_HORIZON = 6;

const isMet = ({ recoveryPoint, recoveryTime }: Budget): boolean => recoveryPoint.met && recoveryTime.met;

/**
 * The size up to which a service keeps its promises, if its capacity plan goes beyond: between two horizons the plan
 * grows evenly.
 * @returns undefined if every promise is met as far as the plan goes, or one is missed already
 * @throws ProblemError when a schedule of backups is malformed or never fires
 */
export function outgrown(service: Service): Outgrown | undefined {
  const plan = horizons.map((horizon) => service.capacity.databaseStorageGib[horizon]);
  const metAt = (tenths: number): boolean => isMet(budgetAt(service, tenths / 10));
  const index = plan.findIndex((gib) => !metAt(gib * 10));
  const [start, end] = [plan[index - 1], plan[index]];
  if (start === undefined || end === undefined) return undefined;
  let [met, missed] = [Math.floor(start * 10), Math.ceil(end * 10)];
  while (missed - met > 1) {
    const middle = Math.floor((met + missed) / 2);
    if (metAt(middle)) met = middle;
    else missed = middle;
  }
  const gib = met / 10;
  const grown = (gib - start) / (end - start);
  return {
    gib,
    month: Math.round((index - 1 + grown) * MONTHS_PER_HORIZON * 10) / 10,
    missed: budgetAt(service, missed / 10),
  };
}
