import { cronFields } from "./cron";
import { everyMinutes } from "./cron-every";
import { changesOf, type ZoneChange } from "./zone-change";

const MINUTES_PER_HOUR = 60;
const MINUTES_PER_DAY = 1440;
const MILLISECONDS_PER_DAY = 86_400_000;
/** Any four years in a row hold each date there is, and so each gap but those of a weekday's leap day. */
const DAYS = 4 * 366;
const START = Date.UTC(2024, 0, 1) / MILLISECONDS_PER_DAY;

/** A schedule's runs by the clock. */
interface Runs {
  /** Minutes of a day, in order. */
  readonly times: readonly number[];
  /** True for a schedule of every day. */
  readonly isDaily: boolean;
  /** True for a day of the epoch on which it runs; cron takes either day where both are named. */
  readonly isOn: (day: number) => boolean;
}

function runsOf(schedule: string): Runs | undefined {
  const parsed = cronFields(schedule);
  if (parsed === undefined) return undefined;
  const { fields, restricted } = parsed;
  const [minutes, hours, dates, months, weekdays] = fields;
  const times = [...(hours ?? [])]
    .flatMap((hour) => [...(minutes ?? [])].map((minute) => hour * MINUTES_PER_HOUR + minute))
    .sort((one, other) => one - other);
  const either = restricted[2] === true && restricted[4] === true;
  const isOn = (day: number): boolean => {
    const date = new Date(day * MILLISECONDS_PER_DAY);
    if (months?.has(date.getUTCMonth() + 1) !== true) return false;
    const byDate = dates?.has(date.getUTCDate()) === true;
    const byWeekday = weekdays?.has(date.getUTCDay()) === true;
    return either ? byDate || byWeekday : byDate && byWeekday;
  };
  return { times, isDaily: restricted.slice(2).every((one) => !one), isOn };
}

/**
 * Minutes of the longest time between two runs of a schedule, in a zone without daylight saving.
 * @returns Infinity where it never runs, or runs once in four years; undefined where it is malformed
 */
export function longestGapMinutes(schedule: string): number | undefined {
  const every = everyMinutes(schedule);
  if (every !== undefined) return every;
  const runs = runsOf(schedule);
  const [first] = runs?.times ?? [];
  const last = runs?.times.at(-1);
  if (runs === undefined || first === undefined || last === undefined) return undefined;
  const { times } = runs;
  const within = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const overnight = (days: number): number => days * MINUTES_PER_DAY - last + first;
  if (runs.isDaily) return Math.max(overnight(1), ...within);
  const days = Array.from({ length: DAYS }, (_, day) => START + day).filter(runs.isOn);
  if (days.length < 2) return Infinity;
  return Math.max(...within, ...days.slice(1).map((day, index) => overnight(day - (days[index] ?? day))));
}

/** Minute of the clock of the run that is next to a minute, in a direction; undefined where there is none in four years. */
function runBeside({ times, isOn }: Runs, minute: number, step: 1 | -1): number | undefined {
  const today = Math.floor(minute / MINUTES_PER_DAY);
  const ordered = step === 1 ? times : times.toReversed();
  for (let day = today; Math.abs(day - today) <= DAYS; day += step)
    if (isOn(day)) {
      const all = ordered.map((time) => day * MINUTES_PER_DAY + time);
      const found = all.find((time) => (step === 1 ? time >= minute : time < minute));
      if (found !== undefined) return found;
    }
  return undefined;
}

/** Minutes between the last run before a change of the clock and the first one after it. */
function gapOver({ at, before, after }: ZoneChange, runs: Runs): number {
  const last = runBeside(runs, at + before, -1);
  const first = runBeside(runs, at + after, 1);
  return last === undefined || first === undefined ? Infinity : first - after - (last - before);
}

const changes = new Map<string, readonly ZoneChange[]>();
const gaps = new Map<string, number | undefined>();

/**
 * As {@link longestGapMinutes}, by the clock of a zone for two years from now: where it is set forward a time that is left
 * out passes without a run, as robfig/cron has it, which Kubernetes uses; where it is set back a day has more hours.
 * @param zone one of the IANA database
 */
export function longestGapIn(schedule: string, zone: string): number | undefined {
  const key = `${zone} ${schedule}`;
  if (gaps.has(key)) return gaps.get(key);
  const own = changes.get(zone) ?? changesOf(zone, Date.now());
  changes.set(zone, own);
  const plain = longestGapMinutes(schedule);
  const runs = own.length === 0 ? undefined : runsOf(schedule);
  const longest =
    plain === undefined || runs === undefined
      ? plain
      : Math.max(plain, ...own.map((change) => gapOver(change, runs)));
  gaps.set(key, longest);
  return longest;
}
