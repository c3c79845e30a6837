const MILLISECONDS_PER_MINUTE = 60_000;
const WEEK = 7 * 24 * 60 * MILLISECONDS_PER_MINUTE;
/** Weeks of two years: clocks that change do so at least twice a year, in some zones only for Ramadan. */
const WEEKS = 105;

/** The IANA database's own three-letter names. The runtime accepts others, such as PST, for which a node has no file. */
const THREE_LETTERS = /^(CET|EET|EST|GMT|HST|MET|MST|PRC|ROC|ROK|UCT|UTC|WET)$/;

/** Cache of zones: each lookup costs milliseconds. */
const known = new Map<string, boolean>();

/**
 * Whether a name is a time zone of this runtime's IANA database, in exact spelling: a node looks zones up as files.
 * `Local` and offsets are not.
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

/** A clock change of a zone. */
export interface ZoneChange {
  /** First minute after it, in minutes of the epoch. */
  readonly at: number;
  /** Minutes ahead of UTC. */
  readonly before: number;
  readonly after: number;
}

/** A function of the minutes that a zone is ahead of UTC at a time in milliseconds of the epoch. */
function offsetsOf(zone: string): (time: number) => number {
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
  return (time) => {
    const [, sign = "", hours = "", minutes = ""] = /GMT([+-])(\d\d):(\d\d)/.exec(format.format(time)) ?? [];
    return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
  };
}

/**
 * Clock changes of a zone in two years.
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
