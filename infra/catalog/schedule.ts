import { readCron, type CronSchedule } from "../../lib/cron";
import { longestGapMinutes as gapMinutes, longestGapOfAny as gapOfAny } from "../../lib/cron-gap";
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

/** @throws ProblemError unless the time is finite: a schedule that never fires has none */
function firing(expression: string, minutes: number): number {
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

/**
 * The longest time between two runs of a schedule, in minutes, by a clock that never changes.
 * @throws ProblemError if the expression is malformed or never fires
 */
export function longestGapMinutes(expression: string): number {
  parseCron(expression);
  return firing(expression, gapMinutes(expression) ?? Infinity);
}

/**
 * The longest time from a run of any of these schedules to the next run of any, in minutes.
 * @throws ProblemError if an expression is malformed, or none ever fires
 */
export function longestGapOfAny(expressions: readonly string[]): number {
  expressions.forEach(parseCron);
  return firing(expressions.join(", "), gapOfAny(expressions) ?? Infinity);
}
