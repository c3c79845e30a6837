const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** The five fields: name, first and last number, and names that stand for numbers. */
const FIELDS: readonly (readonly [name: string, first: number, last: number, names: readonly string[]])[] = [
  ["minute", 0, 59, []],
  ["hour", 0, 23, []],
  ["day of month", 1, 31, []],
  ["month", 1, 12, MONTHS],
  ["day of week", 0, 6, DAYS],
];

function bound(text: string, first: number, names: readonly string[]): number {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return named + first;
  return /^\d+$/.test(text) ? Number(text) : NaN;
}

function isField(text: string, first: number, last: number, names: readonly string[]): boolean {
  return text.split(",").every((part) => {
    const [range = "", step, ...more] = part.split("/");
    if (more.length > 0 || (step !== undefined && !(bound(step, 0, []) > 0))) return false;
    if (range === "*" || range === "?") return true;
    const [from = "", to = from, ...rest] = range.split("-");
    const low = bound(from, first, names);
    const high = bound(to, first, names);
    return rest.length === 0 && low >= first && high <= last && low <= high;
  });
}

/**
 * Faults of a schedule as Kubernetes reads it: five fields, no zone in it, and not both a day of the month and a day
 * of the week, of which cron takes either (trap 2).
 */
export function cronFaults(schedule: string): readonly string[] {
  if (/^(CRON_)?TZ=/i.test(schedule)) return ["has a time zone in it"];
  if (/^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/.test(schedule)) return [];
  const fields = schedule.trim().split(/\s+/);
  if (fields.length !== FIELDS.length) return [`has ${fields.length} fields`];
  const faults = FIELDS.flatMap(([name, first, last, names], index) => {
    const text = fields[index] ?? "";
    return isField(text, first, last, names) ? [] : [`has ${name} ${text}`];
  });
  const restricted = (index: number): boolean => !/^[*?]/.test(fields[index] ?? "");
  if (restricted(2) && restricted(4))
    faults.push("names a day of the month and a day of the week, and runs on either");
  return faults;
}

/** Zones looked up before: a formatter costs a millisecond. */
const zones = new Map<string, boolean>();

/** True for a zone of the IANA database. */
export function isTimeZone(name: string): boolean {
  const known = zones.get(name) ?? lookUp(name);
  zones.set(name, known);
  return known;
}

function lookUp(name: string): boolean {
  if (!/^(UTC|[A-Za-z]+\/.+)$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).format(0) !== "";
  } catch {
    return false;
  }
}
