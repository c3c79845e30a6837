const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** A span of time for people: `0.25 s`, `42.0 s`, `12.5 min`, `4.0 h`; from 2 min and 2 h on in the larger unit. */
export function durationText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(2)} s`;
  if (seconds < 2 * MINUTE) return `${seconds.toFixed(1)} s`;
  if (seconds < 2 * HOUR) return `${(seconds / MINUTE).toFixed(1)} min`;
  return `${(seconds / HOUR).toFixed(1)} h`;
}

/** The same, with a dash for what was not measured. */
export function optionalDuration(seconds: number | undefined): string {
  return seconds === undefined ? "-" : durationText(seconds);
}
