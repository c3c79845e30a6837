import { problemsOf, type Problem } from "../../problem";
import { changesOf, isTimeZone } from "../../../lib/time-zone";
import { jobs } from "../jobs";
import { isAmbiguous, longestGapMinutes, parseCron } from "../schedule";
import type { ScheduledCheck, Service } from "../types";

/** A malformed, never firing or misleading expression. */
export function cronProblems(thing: string, expression: string): readonly Problem[] {
  const malformed = problemsOf(() => parseCron(expression));
  const broken = malformed.length > 0 ? malformed : problemsOf(() => longestGapMinutes(expression));
  if (broken.length > 0) return broken.map((problem) => ({ ...problem, thing }));
  if (!isAmbiguous(expression)) return [];
  return [
    {
      thing,
      value: `"${expression}"`,
      limit: "restrict day of month or day of week, not both: cron runs it when either matches",
      remedy: "schedule the weekday and let the job exit on other days of the month",
    },
  ];
}

function zoneProblems(thing: string, zone: string): readonly Problem[] {
  if (isTimeZone(zone)) return [];
  return [{ thing, value: `"${zone}"`, limit: "be an IANA time zone", remedy: "use a name such as Etc/UTC" }];
}

/** A fixed time, so that every preview has the same result. */
const LOOKED_AT_FROM = Date.UTC(2026, 0, 1);

function clockProblems(thing: string, zone: string): readonly Problem[] {
  if (!isTimeZone(zone) || changesOf(zone, LOOKED_AT_FROM).length === 0) return [];
  return [
    {
      thing,
      value: `"${zone}"`,
      limit: "be a zone whose clock never changes: a skipped hour skips its backups",
      remedy: "write the schedules in Etc/UTC",
    },
  ];
}

function staleProblems(thing: string, check: ScheduledCheck): readonly Problem[] {
  if (cronProblems(thing, check.schedule).length > 0) return [];
  const gapHours = longestGapMinutes(check.schedule) / 60;
  if (check.staleAfterHours > gapHours) return [];
  return [
    {
      thing: `${thing}, staleAfterHours`,
      value: String(check.staleAfterHours),
      limit: `be more than the ${gapHours.toFixed(1)} hours between two runs`,
      remedy: "raise it, or the alert fires before every run",
    },
  ];
}

/** The longest month: a schedule with no longer gap fires in every month. */
const longestMonthDays = 31;

function monthlyProblems(thing: string, expression: string): readonly Problem[] {
  const broken = cronProblems(thing, expression);
  if (broken.length > 0) return broken;
  const gapDays = longestGapMinutes(expression) / 1440;
  if (gapDays <= longestMonthDays) return [];
  return [
    {
      thing,
      value: `"${expression}" (up to ${gapDays.toFixed(0)} days between two runs)`,
      limit: "fire in every month: KYB-8 requires a disaster-recovery test each month",
      remedy: "choose a day of the month from 1 to 28, and every month",
    },
  ];
}

/** Schedules and time zones of a service: jobs, checks, maintenance. */
export function scheduleProblems(service: Service): readonly Problem[] {
  const { backup, maintenance } = service;
  const of = (field: string): string => `catalog: ${service.id}: ${field}`;
  const hour = maintenance.slot.hour;
  const hourProblems: readonly Problem[] =
    Number.isInteger(hour) && hour >= 0 && hour <= 23
      ? []
      : [
          {
            thing: of("maintenance.slot.hour"),
            value: String(hour),
            limit: "be a whole hour from 0 to 23",
            remedy: "set the local hour",
          },
        ];
  return [
    ...jobs.flatMap(({ schedule, everyMonth = false }) => {
      if (schedule === undefined) return [];
      return (everyMonth ? monthlyProblems : cronProblems)(of(`backup.${schedule}`), backup[schedule]);
    }),
    ...zoneProblems(of("backup.timeZone"), backup.timeZone),
    ...clockProblems(of("backup.timeZone"), backup.timeZone),
    ...zoneProblems(of("maintenance.slot.timeZone"), maintenance.slot.timeZone),
    ...hourProblems,
    ...service.checks.flatMap((check) => {
      const thing = of(`check ${check.id}`);
      return [...cronProblems(thing, check.schedule), ...staleProblems(thing, check)];
    }),
  ];
}
