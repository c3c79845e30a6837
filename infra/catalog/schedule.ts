import { readCron, type CronSchedule } from "../../lib/cron";
import { longestGapMinutes as gapMinutes } from "../../lib/cron-gap";
import { ProblemError } from "../problem";

/**
 * Parses a schedule of the catalog.
 * @throws ProblemError with every invalid field
 */
export function parseCron(expression: string): CronSchedule {
  const { schedule, faults } = readCron(expression);
  if (schedule !== undefined) return schedule;
  throw new ProblemError(
    faults.map(({ what, remedy }) => ({
      thing: "cron expression",
      value: `"${expression}"`,
      limit: "be five cron fields: minute, hour, day of month, month, day of week",
      remedy: `it ${what}: ${remedy}`,
    })),
  );
}

/** Whether both day fields are restricted, which looks like "and" but means "or" (trap 2). @throws ProblemError */
export function isAmbiguous(expression: string): boolean {
  return parseCron(expression).eitherDay;
}

/**
 * The longest time between two runs of a schedule, in minutes, by a clock that never changes.
 * @throws ProblemError if the expression is malformed or never fires
 */
export function longestGapMinutes(expression: string): number {
  parseCron(expression);
  const minutes = gapMinutes(expression) ?? Infinity;
  if (Number.isFinite(minutes)) return minutes;
  throw new ProblemError([
    {
      thing: "cron expression",
      value: `"${expression}"`,
      limit: "fire on at least one day of the calendar",
      remedy: "choose days that the chosen months have",
    },
  ]);
}
