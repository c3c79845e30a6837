import { everyMinutes, readCron, type CronSchedule } from "./cron";
import { changesOf, type ZoneChange } from "./time-zone";

const MINUTES_PER_HOUR = 60;
const MINUTES_PER_DAY = 1440;
const DAYS_PER_WEEK = 7;
const MILLISECONDS_PER_DAY = 86_400_000;
/** Years after which the Gregorian calendar repeats, weekdays included: 20871 whole weeks. */
const CYCLE_YEARS = 400;
const CYCLE_START_YEAR = 2000;
const CYCLE_START = Date.UTC(CYCLE_START_YEAR, 0, 1) / MILLISECONDS_PER_DAY;
const CYCLE_DAYS = Date.UTC(CYCLE_START_YEAR + CYCLE_YEARS, 0, 1) / MILLISECONDS_PER_DAY - CYCLE_START;
const MONTHS_PER_YEAR = 12;
/** The first day of the epoch, a Thursday. */
const FIRST_WEEKDAY = 4;
/** Days to look ahead for the next run: a leap day comes within eight years. */
const LOOK_DAYS = 8 * 366;

const isPlainDaily = ({ daysOfMonth, months, daysOfWeek }: CronSchedule): boolean =>
  daysOfMonth.length === 31 && months.length === 12 && daysOfWeek.length === 7;

/** Whether a schedule is by weekdays alone, so that 400 years need not be checked. */
const repeatsWeekly = ({ daysOfMonth, months, eitherDay }: CronSchedule): boolean =>
  months.length === 12 && daysOfMonth.length === 31 && !eitherDay;

/** Whether a schedule fires on a day of the epoch, which is this one of its month. */
function firesBy({
  daysOfMonth,
  daysOfWeek,
  eitherDay,
}: CronSchedule): (day: number, date: number) => boolean {
  const [inMonth, inWeek] = [new Set(daysOfMonth), new Set(daysOfWeek)];
  return (day, date) => {
    const byDate = inMonth.has(date);
    const byWeekday = inWeek.has((day + FIRST_WEEKDAY) % DAYS_PER_WEEK);
    return eitherDay ? byDate || byWeekday : byDate && byWeekday;
  };
}

/** Whether a schedule fires on a day of the epoch. */
function firesOn(schedule: CronSchedule): (day: number) => boolean {
  const [inYear, fires] = [new Set(schedule.months), firesBy(schedule)];
  return (day) => {
    const date = new Date(day * MILLISECONDS_PER_DAY);
    return inYear.has(date.getUTCMonth() + 1) && fires(day, date.getUTCDate());
  };
}

/**
 * Days on which a schedule fires, counted from the cycle's first, rising; month by month, because a date is slow to make.
 * @param count how many days of the cycle to look at @default all of them
 */
function firingDays(schedule: CronSchedule, count = CYCLE_DAYS): readonly number[] {
  const [inYear, fires] = [new Set(schedule.months), firesBy(schedule)];
  const days: number[] = [];
  let first = 0;
  for (let month = 0; first < count; month += 1) {
    const next = Date.UTC(CYCLE_START_YEAR, month + 1, 1) / MILLISECONDS_PER_DAY - CYCLE_START;
    if (inYear.has((month % MONTHS_PER_YEAR) + 1))
      for (let day = first; day < Math.min(next, count); day += 1)
        if (fires(day + CYCLE_START, day - first + 1)) days.push(day);
    first = next;
  }
  return days;
}

/** The longest difference between neighbours of a rising list; 0 for fewer than two. */
function longestStep(values: readonly number[]): number {
  return values
    .slice(1)
    .reduce((longest, value, index) => Math.max(longest, value - (values[index] ?? value)), 0);
}

/** Longest steps by day fields: many schedules share them, and a cycle has 146097 days. */
const steps = new Map<string, number>();

/** The longest number of days between two days on which the schedule fires; Infinity when it never does. */
function longestDayStep(schedule: CronSchedule): number {
  const { daysOfMonth, months, daysOfWeek, eitherDay } = schedule;
  if (repeatsWeekly(schedule))
    return longestStep([...daysOfWeek, ...daysOfWeek.slice(0, 1).map((weekday) => weekday + DAYS_PER_WEEK)]);
  const key = JSON.stringify([daysOfMonth, months, daysOfWeek, eitherDay]);
  const step = steps.get(key) ?? stepInCycle(schedule);
  steps.set(key, step);
  return step;
}

function stepInCycle(schedule: CronSchedule): number {
  const days = firingDays(schedule);
  const [first] = days;
  return first === undefined ? Infinity : longestStep([...days, first + CYCLE_DAYS]);
}

/** Minutes of a day at which a schedule fires, rising. */
const timesOf = ({ minutes, hours }: CronSchedule): readonly number[] =>
  hours.flatMap((hour) => minutes.map((minute) => hour * MINUTES_PER_HOUR + minute));

function gapOf(schedule: CronSchedule): number {
  const times = timesOf(schedule);
  const overnight = (times[0] ?? 0) - (times.at(-1) ?? 0);
  return Math.max(longestStep(times), longestDayStep(schedule) * MINUTES_PER_DAY + overnight);
}

/**
 * Minutes of the longest time between two runs of a schedule over the whole calendar, including month lengths, leap years and
 * the either-day rule, by a clock that never changes.
 * @returns Infinity if it never fires; undefined if it is malformed
 */
export function longestGapMinutes(text: string): number | undefined {
  const every = everyMinutes(text);
  if (every !== undefined) return every;
  const { schedule } = readCron(text);
  return schedule === undefined ? undefined : gapOf(schedule);
}

/**
 * Like {@link longestGapMinutes}, from a run of any of these schedules to the next run of any.
 * @returns Infinity if none of them fires; undefined if one is malformed, or is `@every`
 */
export function longestGapOfAny(texts: readonly string[]): number | undefined {
  const read = texts.map((text) => readCron(text).schedule);
  const schedules = read.filter((schedule) => schedule !== undefined);
  if (schedules.length < read.length) return undefined;
  const days = schedules.every(repeatsWeekly) ? DAYS_PER_WEEK : CYCLE_DAYS;
  const firing = schedules.map((schedule) => new Set(firingDays(schedule, days)));
  // Days on which the same schedules fire have the same times: a minutely schedule has hundreds of millions in a cycle.
  const runsOn = new Map<string, DayOfRuns>();
  let longest = 0;
  let first: number | undefined;
  let last = 0;
  for (let day = 0; day < days; day += 1) {
    const fires = firing.map((on) => on.has(day));
    const key = fires.join();
    const runs = runsOn.get(key) ?? dayOfRuns(schedules.filter((_, index) => fires[index]));
    runsOn.set(key, runs);
    if (runs.begin === undefined) continue;
    const start = day * MINUTES_PER_DAY;
    longest = Math.max(longest, runs.step, first === undefined ? 0 : start + runs.begin - last);
    first ??= start + runs.begin;
    last = start + runs.end;
  }
  return first === undefined ? Infinity : Math.max(longest, first + days * MINUTES_PER_DAY - last);
}

/** Runs within a day, in minutes from its begin. */
interface DayOfRuns {
  /** Of the first; undefined where nothing runs. */
  readonly begin: number | undefined;
  readonly end: number;
  /** The longest time between two of them. */
  readonly step: number;
}

/** All runs of a day on which these schedules fire. */
function dayOfRuns(schedules: readonly CronSchedule[]): DayOfRuns {
  const times = [...new Set(schedules.flatMap(timesOf))].sort((one, other) => one - other);
  return { begin: times[0], end: times.at(-1) ?? 0, step: longestStep(times) };
}

/** Clock minute of the nearest run before or after a minute; undefined if there is none in eight years. */
function runBeside(schedule: CronSchedule, minute: number, step: 1 | -1): number | undefined {
  const today = Math.floor(minute / MINUTES_PER_DAY);
  const times = timesOf(schedule);
  const ordered = step === 1 ? times : times.toReversed();
  const fires = isPlainDaily(schedule) ? () => true : firesOn(schedule);
  for (let day = today; Math.abs(day - today) <= LOOK_DAYS; day += step) {
    if (!fires(day)) continue;
    const all = ordered.map((time) => day * MINUTES_PER_DAY + time);
    const found = all.find((time) => (step === 1 ? time >= minute : time < minute));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Minutes between the last run before a clock change and the first one after it. */
function gapOver({ at, before, after }: ZoneChange, schedule: CronSchedule): number {
  const last = runBeside(schedule, at + before, -1);
  const first = runBeside(schedule, at + after, 1);
  return last === undefined || first === undefined ? Infinity : first - after - (last - before);
}

const changes = new Map<string, readonly ZoneChange[]>();
const gaps = new Map<string, number | undefined>();

/**
 * Like {@link longestGapMinutes}, by the clock of a zone for two years from now: when it is set forward, a skipped time
 * passes without a run, as in robfig/cron, which Kubernetes uses; when it is set back, a day has more hours.
 * @param zone a name of the IANA database
 */
export function longestGapIn(text: string, zone: string): number | undefined {
  const key = `${zone} ${text}`;
  if (gaps.has(key)) return gaps.get(key);
  const own = changes.get(zone) ?? changesOf(zone, Date.now());
  changes.set(zone, own);
  const plain = longestGapMinutes(text);
  const { schedule } = readCron(text);
  const longest =
    plain === undefined || schedule === undefined
      ? plain
      : Math.max(plain, ...own.map((change) => gapOver(change, schedule)));
  gaps.set(key, longest);
  return longest;
}
