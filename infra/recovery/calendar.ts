import type { MonthlySlot, Weekday } from "../catalog/types";
import { ProblemError } from "../problem";
import { parseCron, type CronSchedule } from "./cron";

/** Days after which the Gregorian calendar repeats, weekdays included: 400 years are 20871 whole weeks. */
const cycleYears = 400;

/** Days of the week as cron numbers them, from 0. */
export const weekdays: readonly Weekday[] = [
  "sunday",
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
];

function monthLength(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
}

/** Days since 2000-01-01, a Saturday, on which the schedule fires in one whole cycle of the calendar. */
function firingDays(schedule: CronSchedule): readonly number[] {
  const inMonth = new Set(schedule.daysOfMonth);
  const inWeek = Array.from({ length: 7 }, (_, weekday) => schedule.daysOfWeek.includes(weekday));
  const days: number[] = [];
  let beforeMonth = 0;
  for (let year = 2000; year < 2000 + cycleYears; year += 1) {
    for (let month = 1; month <= 12; month += 1) {
      const length = monthLength(year, month);
      for (let day = 1; schedule.months.includes(month) && day <= length; day += 1) {
        const number = beforeMonth + day - 1;
        const byMonth = inMonth.has(day);
        const byWeek = inWeek[(number + 6) % 7] ?? false;
        if (schedule.eitherDay ? byMonth || byWeek : byMonth && byWeek) days.push(number);
      }
      beforeMonth += length;
    }
  }
  const [first] = days;
  return first === undefined ? [] : [...days, first + beforeMonth];
}

/** The longest difference between neighbours of a rising list; 0 for fewer than two. */
function longestStep(values: readonly number[]): number {
  return values
    .slice(1)
    .reduce((longest, value, index) => Math.max(longest, value - (values[index] ?? value)), 0);
}

/** Longest steps by day fields: many schedules share them, and a cycle has 146097 days. */
const knownSteps = new Map<string, number | undefined>();

/** The longest number of days between two days on which the schedule fires; undefined when it never does. */
function longestDayStep(schedule: CronSchedule): number | undefined {
  const { daysOfMonth, months, daysOfWeek, eitherDay } = schedule;
  // A schedule by weekdays alone repeats every week, which is worth not walking through 400 years for.
  if (months.length === 12 && daysOfMonth.length === 31 && !eitherDay)
    return longestStep([...daysOfWeek, ...daysOfWeek.slice(0, 1).map((weekday) => weekday + 7)]);
  const key = JSON.stringify([daysOfMonth, months, daysOfWeek, eitherDay]);
  if (!knownSteps.has(key)) {
    const days = firingDays(schedule);
    knownSteps.set(key, days.length === 0 ? undefined : longestStep(days));
  }
  return knownSteps.get(key);
}

/**
 * The longest time between two runs of a schedule, in minutes, over all of the calendar: month lengths, leap years
 * and the either-day rule. Clock changes are not in it: see `changesClock`.
 * @throws ProblemError when the expression is malformed or never fires
 */
export function longestGapMinutes(expression: string): number {
  const schedule = parseCron(expression);
  const times = schedule.hours.flatMap((hour) => schedule.minutes.map((minute) => hour * 60 + minute));
  const dayStep = longestDayStep(schedule);
  const first = times[0] ?? 0;
  const last = times[times.length - 1] ?? 0;
  if (dayStep === undefined) {
    throw new ProblemError([
      {
        thing: "cron expression",
        value: `"${expression}"`,
        limit: "fire on some day of the calendar",
        remedy: "choose days that the chosen months have",
      },
    ]);
  }
  return Math.max(longestStep(times), dayStep * 1440 - last + first);
}

/** A monthly slot as a CronJob can run it: every such weekday, and the job leaves on other days (trap 2). */
export interface MonthlyCron {
  /** Cron expression in the slot's time zone; fires every week. */
  readonly schedule: string;
  /** First day of the month on which the job goes on. */
  readonly firstDay: number;
  /** Last day of the month on which the job goes on; otherwise it ends at once with success. */
  readonly lastDay: number;
}

/** Turns "first Sunday at 2" into a weekly schedule and the days of the month that count. */
export function monthlyCron(slot: MonthlySlot): MonthlyCron {
  return {
    schedule: `0 ${slot.hour} * * ${weekdays.indexOf(slot.weekday)}`,
    firstDay: (slot.ordinal - 1) * 7 + 1,
    lastDay: slot.ordinal * 7,
  };
}
