const MILLISECONDS_PER_MINUTE = 60_000;
const WEEK = 7 * 24 * 60 * MILLISECONDS_PER_MINUTE;
/** Weeks of two years: a clock that changes does so twice a year, if only for the month of a fast. */
const WEEKS = 105;

/** The database's own names of three letters. The runtime knows others, such as PST, of which a node has no file. */
const THREE_LETTERS = /^(CET|EET|EST|GMT|HST|MET|MST|PRC|ROC|ROK|UCT|UTC|WET)$/;

/** Zones that were asked for: each answer costs the runtime milliseconds. */
const known = new Map<string, boolean>();

/**
 * Whether a name is a time zone of the IANA database that this runtime knows, written as it is there: a node looks zones up
 * as files. `Local` and offsets are none.
 */
export function isTimeZone(name: string): boolean {
  const answer = known.get(name) ?? (isWritten(name) && exists(name));
  known.set(name, answer);
  return answer;
}

const isWritten = (name: string): boolean =>
  /^[A-Z]{3}$/.test(name) ? THREE_LETTERS.test(name) : /^[A-Z]/.test(name);

function exists(name: string): boolean {
  try {
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions();
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}

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

/**
 * Changes of a zone's clock in two years.
 * @param zone one that {@link isTimeZone} accepts
 * @param from in milliseconds of the epoch
 */
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
