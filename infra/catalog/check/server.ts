import type { Problem } from "../../problem";
import { longestGapMinutes } from "../schedule";
import type { Archive, Service, StatedRecovery } from "../types";
import { cronProblems } from "./schedules";

const MINUTES_PER_DAY = 1440;
/** Longest wait for a segment that is not full: data loss begins with it. */
const MOST_TIMEOUT_SECONDS = 60;
/** Days from one full backup to the next. */
const MOST_FULL_DAYS = 7;
/** Full backups that are kept: with one alone, its loss would be the loss of every point in time. */
const FULLS_KEPT = 2;

const SCHEDULES = [
  "fullSchedule",
  "differentialSchedule",
  "incrementalSchedule",
  "verifySchedule",
  "drillSchedule",
  "dumpSchedule",
] as const satisfies readonly (keyof Archive)[];

/** Days from one run to the next; undefined if another check reports the schedule. */
const daysOf = (schedule: string): number | undefined =>
  cronProblems("", schedule).length > 0 ? undefined : longestGapMinutes(schedule) / MINUTES_PER_DAY;

const days = (count: number): string => `${Math.round(count * 10) / 10} days`;

function retentionProblems(thing: string, { fullSchedule, keepDays }: Archive): readonly Problem[] {
  const interval = daysOf(fullSchedule);
  if (interval === undefined) return [];
  const least = Math.ceil(FULLS_KEPT * interval);
  return [
    {
      holds: interval <= MOST_FULL_DAYS,
      thing: `${thing}.fullSchedule`,
      value: `"${fullSchedule}" (up to ${days(interval)} between two runs)`,
      limit: `fire at least every ${MOST_FULL_DAYS} days: a restore replays what changed since`,
      remedy: 'choose a day of the week, as in "10 1 * * 0"',
    },
    {
      holds: Number.isInteger(keepDays) && keepDays >= least,
      thing: `${thing}.keepDays`,
      value: String(keepDays),
      limit: `be a whole number of days, at least ${least}: ${FULLS_KEPT} times the interval of full backups`,
      remedy: `set it to ${least}`,
    },
  ].flatMap(({ holds, ...problem }) => (holds ? [] : [problem]));
}

const DAILY = "fire at least once a day: dumps are the second engine beside the archive";
const HOUR = 'choose an hour, as in "0 2 * * *"';

function archiveProblems(service: Service, archive: Archive): readonly Problem[] {
  const thing = `catalog: ${service.id}: database.server.archive`;
  const { timeoutSeconds } = archive;
  const { schedule } = service.backup;
  const dumpDays = daysOf(schedule) ?? 0;
  const besideDays = daysOf(archive.dumpSchedule) ?? 0;
  const own = [
    {
      holds:
        Number.isInteger(timeoutSeconds) && timeoutSeconds >= 1 && timeoutSeconds <= MOST_TIMEOUT_SECONDS,
      thing: `${thing}.timeoutSeconds`,
      value: String(timeoutSeconds),
      limit: `be a whole number of seconds from 1 to ${MOST_TIMEOUT_SECONDS}`,
      remedy: `set it to ${MOST_TIMEOUT_SECONDS}`,
    },
    {
      holds: dumpDays <= 1,
      thing: `catalog: ${service.id}: backup.schedule`,
      value: `"${schedule}" (up to ${days(dumpDays)} between two runs)`,
      limit: DAILY,
      remedy: HOUR,
    },
    {
      holds: besideDays <= 1,
      thing: `${thing}.dumpSchedule`,
      value: `"${archive.dumpSchedule}" (up to ${days(besideDays)} between two runs)`,
      limit: DAILY,
      remedy: HOUR,
    },
  ].flatMap(({ holds, ...problem }) => (holds ? [] : [problem]));
  return [
    ...SCHEDULES.flatMap((name) => cronProblems(`${thing}.${name}`, archive[name])),
    ...own,
    ...retentionProblems(thing, archive),
  ];
}

function statedProblems(service: Service, stated: StatedRecovery): readonly Problem[] {
  const thing = `catalog: ${service.id}: database.server.stated`;
  return [
    {
      holds: stated.rpoMinutes > 0,
      thing: `${thing}.rpoMinutes`,
      value: String(stated.rpoMinutes),
      limit: "be more than 0: no provider loses nothing",
      remedy: "write what the provider states, or remove stated",
    },
    {
      holds: stated.windowDays >= 1,
      thing: `${thing}.windowDays`,
      value: String(stated.windowDays),
      limit: "be at least 1",
      remedy: "write what the provider states, or remove stated",
    },
    {
      holds: /\d{4}-\d\d-\d\d/.test(stated.source),
      thing: `${thing}.source`,
      value: JSON.stringify(stated.source),
      limit: "name the provider's page and the date on which it was read",
      remedy: 'write it as "<page>, read on 2026-11-30"',
    },
  ].flatMap(({ holds, ...problem }) => (holds ? [] : [problem]));
}

/** Problems of who runs a service's database server: schedules and retention of its archive, or what is stated of it. */
export function serverProblems(service: Service): readonly Problem[] {
  const { server } = service.database;
  if (server?.kind === "cluster") return archiveProblems(service, server.archive);
  return server?.stated === undefined ? [] : statedProblems(service, server.stated);
}
