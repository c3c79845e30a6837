import { cronFields } from "./cron";
import { everyMinutes } from "./cron-every";

const MINUTES_PER_HOUR = 60;
const MINUTES_PER_DAY = 1440;
const MILLISECONDS_PER_DAY = 86_400_000;
/** Any four years in a row hold each date there is, and so each gap but those of a weekday's leap day. */
const DAYS = 4 * 366;
const START = Date.UTC(2024, 0, 1);

/** Days from the first matching one, of those that the last three fields let pass; cron takes either day where both are named. */
function* matchingDays(
  fields: readonly ReadonlySet<number>[],
  restricted: readonly boolean[],
): Iterable<number> {
  const [, , dates, months, weekdays] = fields;
  for (let day = 0; day < DAYS; day += 1) {
    const date = new Date(START + day * MILLISECONDS_PER_DAY);
    const byDate = dates?.has(date.getUTCDate()) === true;
    const byWeekday = weekdays?.has(date.getUTCDay()) === true;
    const either = restricted[2] === true && restricted[4] === true;
    if (months?.has(date.getUTCMonth() + 1) === true && (either ? byDate || byWeekday : byDate && byWeekday))
      yield day;
  }
}

/**
 * Minutes of the longest time between two runs of a schedule, in a zone without daylight saving.
 * @returns Infinity where it never runs, or runs once in four years; undefined where it is malformed
 */
export function longestGapMinutes(schedule: string): number | undefined {
  const every = everyMinutes(schedule);
  if (every !== undefined) return every;
  const parsed = cronFields(schedule);
  if (parsed === undefined) return undefined;
  const { fields, restricted } = parsed;
  const [minutes, hours] = fields;
  const times = [...(hours ?? [])]
    .flatMap((hour) => [...(minutes ?? [])].map((minute) => hour * MINUTES_PER_HOUR + minute))
    .sort((one, other) => one - other);
  const [first] = times;
  const last = times.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const within = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const overnight = (days: number): number => days * MINUTES_PER_DAY - last + first;
  if (restricted.slice(2).every((one) => !one)) return Math.max(overnight(1), ...within);
  const days = [...matchingDays(fields, restricted)];
  if (days.length < 2) return Infinity;
  return Math.max(...within, ...days.slice(1).map((day, index) => overnight(day - (days[index] ?? day))));
}
