import type { MonthlySlot, Weekday } from "./types";

/** Days of the week in cron's order, from 0. */
export const weekdays: readonly Weekday[] = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
];

/** A monthly slot as a weekly CronJob, whose job exits on other days (trap 2). */
export interface MonthlyCron {
  /** Cron expression in the slot's time zone; fires every week. */
  readonly schedule: string;
  /** First day of the month on which the job continues. */
  readonly firstDay: number;
  /** Last day of the month on which the job continues; on other days it exits with success. */
  readonly lastDay: number;
}

/** Turns "first Sunday at 2" into a weekly schedule and the matching days of the month. */
export function monthlyCron(slot: MonthlySlot): MonthlyCron {
  return {
    schedule: `0 ${slot.hour} * * ${weekdays.indexOf(slot.weekday)}`,
    firstDay: (slot.ordinal - 1) * 7 + 1,
    lastDay: slot.ordinal * 7,
  };
}
