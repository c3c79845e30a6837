import { everyMinutes } from "./cron-every";

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

/** Schedules with a name, in five fields; what every object has, as `constructor`, is none of them. */
const NAMED: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

/**
 * True for a field that names some of its values. Cron takes either day where both are restricted, and a star with a step
 * above 1 restricts: robfig/cron v3, which Kubernetes vendors, then clears the star bit (`getRange` in parser.go).
 */
const isRestricted = (text: string): boolean => !text.split(",").some((part) => /^[*?](\/0*1)?$/.test(part));

/** A fault of a schedule: what it has or does, and the remedy. */
export interface CronFault {
  readonly what: string;
  readonly remedy: string;
}

const EITHER_DAY: CronFault = {
  what: "names a day of the month and a day of the week, and runs on either",
  remedy: "restrict one of the two days and let the job check the other",
};

/**
 * Faults of a schedule as Kubernetes reads it: five fields, a name or `@every` and a duration, no zone in it, and not both
 * a day of the month and a day of the week, of which cron takes either (trap 2).
 */
export function cronFaults(schedule: string): readonly CronFault[] {
  if (/^(CRON_)?TZ=/i.test(schedule))
    return [{ what: "has a time zone in it", remedy: "name the zone in timeZone" }];
  if (Object.hasOwn(NAMED, schedule) || everyMinutes(schedule) !== undefined) return [];
  const fields = schedule.trim().split(/\s+/);
  if (fields.length !== FIELDS.length)
    return [
      {
        what: `has ${fields.length} fields`,
        remedy: "write minute, hour, day of month, month and day of week",
      },
    ];
  const faults = FIELDS.flatMap(([name, first, last, names], index): readonly CronFault[] => {
    const text = fields[index] ?? "";
    if (isField(text, first, last, names)) return [];
    return [{ what: `has ${name} ${text}`, remedy: `write ${name} within ${first}-${last}` }];
  });
  const isEither = isRestricted(fields[2] ?? "") && isRestricted(fields[4] ?? "");
  return isEither ? [...faults, EITHER_DAY] : faults;
}

function valuesOf(text: string, first: number, last: number, names: readonly string[]): ReadonlySet<number> {
  return new Set(
    text.split(",").flatMap((part) => {
      const [range = "", step] = part.split("/");
      const [from = "", to] = range.split("-");
      const all = /^[*?]$/.test(range);
      const low = all ? first : bound(from, first, names);
      const high = all || (to === undefined && step !== undefined) ? last : bound(to ?? from, first, names);
      const every = step === undefined ? 1 : Number(step);
      return Array.from({ length: Math.floor((high - low) / every) + 1 }, (_, index) => low + index * every);
    }),
  );
}

/** What each of the five fields lets pass, and which of them restrict; undefined for a schedule with a fault of form. */
export function cronFields(
  schedule: string,
): { readonly fields: readonly ReadonlySet<number>[]; readonly restricted: readonly boolean[] } | undefined {
  const given = Object.hasOwn(NAMED, schedule) ? NAMED[schedule] : schedule;
  const texts = (given ?? "").trim().split(/\s+/);
  const sound = FIELDS.every(([, first, last, names], index) =>
    isField(texts[index] ?? "", first, last, names),
  );
  if (texts.length !== FIELDS.length || !sound) return undefined;
  return {
    fields: FIELDS.map(([, first, last, names], index) => valuesOf(texts[index] ?? "", first, last, names)),
    restricted: texts.map(isRestricted),
  };
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
