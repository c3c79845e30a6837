/** A schedule that counts from its last run: a duration as Go writes it, in hours, minutes and seconds. */
const EVERY = /^@every\s+((?:\d+(?:\.\d+)?[hms])+)$/;
const PART = /([\d.]+)([hms])/g;

/** Minutes of each unit. */
const UNITS: Readonly<Record<string, number>> = { h: 60, m: 1, s: 1 / 60 };

/** Minutes between two runs of `@every <duration>`, which no clock moves; undefined for another schedule, and for no time. */
export function everyMinutes(schedule: string): number | undefined {
  const [, duration = ""] = EVERY.exec(schedule) ?? [];
  const minutes = [...duration.matchAll(PART)].reduce(
    (sum, [, count = "", unit = ""]) => sum + Number(count) * (UNITS[unit] ?? 0),
    0,
  );
  return minutes > 0 ? minutes : undefined;
}
