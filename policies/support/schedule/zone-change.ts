const MILLISECONDS_PER_MINUTE = 60_000;
const WEEK = 7 * 24 * 60 * MILLISECONDS_PER_MINUTE;
/** Weeks of the next two years: a clock that changes does so twice a year, if only for the month of a fast. */
const WEEKS = 105;

/** A change of a zone's clock. */
export interface ZoneChange {
  /** First minute after it, in minutes of the epoch. */
  readonly at: number;
  /** Minutes ahead of UTC. */
  readonly before: number;
  readonly after: number;
}

/** What tells how many minutes a zone is ahead of UTC, at a time in milliseconds of the epoch. */
function offsetsOf(zone: string): (time: number) => number {
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
  return (time) => {
    const [, sign = "", hours = "", minutes = ""] = /GMT([+-])(\d\d):(\d\d)/.exec(format.format(time)) ?? [];
    return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  };
}

/** Changes of a zone's clock in two years. @param from in milliseconds of the epoch */
export function changesOf(zone: string, from: number): readonly ZoneChange[] {
  const offsetAt = offsetsOf(zone);
  const start = Math.floor(from / MILLISECONDS_PER_MINUTE) * MILLISECONDS_PER_MINUTE;
  const weeks = Array.from({ length: WEEKS }, (_, week) => start + week * WEEK);
  return weeks.flatMap((week): readonly ZoneChange[] => {
    const [before, after] = [offsetAt(week), offsetAt(week + WEEK)];
    if (before === after) return [];
    let [low, high] = [week / MILLISECONDS_PER_MINUTE, (week + WEEK) / MILLISECONDS_PER_MINUTE];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offsetAt(middle * MILLISECONDS_PER_MINUTE) === before) low = middle;
      else high = middle;
    }
    return [{ at: high, before, after }];
  });
}
