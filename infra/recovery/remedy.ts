import type { Archive, Service } from "../catalog/types";
import { recoversByArchive } from "./by-archive";
import { budgetAt, type Budget } from "./budget";
import { tenths } from "./text";

/** A promise of a budget. */
export type PromiseName = "recoveryPoint" | "recoveryTime";

/** Catalog field of a promise. */
export const objectiveOf: Readonly<Record<PromiseName, string>> = {
  recoveryPoint: "objectives.rpoMinutes",
  recoveryTime: "objectives.rtoMinutes",
};

/** A change of the catalog that may help, and the service with it. */
interface Change {
  readonly text: string;
  readonly service: Service;
}

/** Shorter waits for a segment that is not full, in seconds. */
const TIMEOUTS = [30, 10] as const;
/** Shorter intervals of dumps, in minutes. */
const INTERVALS = [30, 20, 15, 10] as const;

const archiving = (service: Service, own: Archive): Service => ({
  ...service,
  database: { ...service.database, server: { kind: "cluster", archive: own, standby: "warm" } },
});

function changesOf(service: Service): readonly Change[] {
  const { server } = service.database;
  if (recoversByArchive(server))
    return TIMEOUTS.map((timeoutSeconds) => ({
      text: `set database.server.archive.timeoutSeconds to ${timeoutSeconds}`,
      service: archiving(service, { ...server.archive, timeoutSeconds }),
    }));
  return INTERVALS.map((minutes): Change => {
    const schedule = `*/${minutes} * * * *`;
    return {
      text: `set backup.schedule to "${schedule}"`,
      service: { ...service, backup: { ...service.backup, schedule } },
    };
  });
}

/** The first change of the catalog with which a missed promise is met at that size, or else what to shorten or to promise. */
export function remedyOf(service: Service, { databaseGib, ...budget }: Budget, promise: PromiseName): string {
  const helps = changesOf(service).find(({ service: with_ }) => budgetAt(with_, databaseGib)[promise].met);
  if (helps !== undefined) return helps.text;
  const { terms, minutes } = budget[promise].worst;
  const [[longest, most] = ["", 0]] = Object.entries(terms).sort(([, one], [, other]) => other - one);
  return `shorten its longest part, ${longest} (${tenths(most)} minutes), or set ${objectiveOf[promise]} to ${Math.ceil(minutes)}`;
}
