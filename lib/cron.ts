/** A schedule by the clock: the values of each field at which it fires, rising. */
export interface CronSchedule {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly daysOfMonth: readonly number[];
  /** From 1 to 12. */
  readonly months: readonly number[];
  /** Sunday is 0. */
  readonly daysOfWeek: readonly number[];
  /** Whether both day fields are restricted: it then fires on days that match either field (trap 2). */
  readonly eitherDay: boolean;
}

/** A fault of a schedule, as in "it has minute 60", and its remedy. */
export interface CronFault {
  readonly what: string;
  readonly remedy: string;
}

/** A schedule, or all faults of its text. */
export type ReadCron =
  | { readonly schedule: CronSchedule; readonly faults?: undefined }
  | { readonly schedule?: undefined; readonly faults: readonly CronFault[] };

interface Field {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly names: readonly string[];
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const FIELDS: readonly Field[] = [
  { name: "minute", first: 0, last: 59, names: [] },
  { name: "hour", first: 0, last: 23, names: [] },
  { name: "day of month", first: 1, last: 31, names: [] },
  { name: "month", first: 1, last: 12, names: MONTHS },
  { name: "day of week", first: 0, last: 6, names: DAYS },
];

/** Named schedules; looked up among own keys only, so that `constructor` is not one of them. */
const NAMED: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

/** A schedule that counts from its last run: a Go duration in hours, minutes and seconds. */
const EVERY = /^@every\s+((?:\d+(?:\.\d+)?[hms])+)$/;
const PART = /([\d.]+)([hms])/g;
const MINUTES_OF: Readonly<Record<string, number>> = { h: 60, m: 1, s: 1 / 60 };

/** Minutes between two runs of `@every <duration>`, which ignores the clock; undefined for any other text, or a duration of 0. */
export function everyMinutes(text: string): number | undefined {
  const [, duration = ""] = EVERY.exec(text) ?? [];
  const minutes = [...duration.matchAll(PART)].reduce(
    (sum, [, count = "", unit = ""]) => sum + Number(count) * (MINUTES_OF[unit] ?? 0),
    0,
  );
  return minutes > 0 ? minutes : undefined;
}

/** A number of a field, or a name that stands for one; NaN for anything else. */
function bound(text: string, { first, names }: Field): number {
  const named = names.indexOf(text.toLowerCase());
  if (named >= 0) return named + first;
  return /^\d+$/.test(text) ? Number(text) : NaN;
}

/** The values of one item of a list: `*`, `3`, `1-5`, or either with a step; undefined if it is invalid for the field. */
function itemValues(field: Field, item: string): readonly number[] | undefined {
  const [range = "", stepText, ...steps] = item.split("/");
  const step = stepText === undefined ? 1 : /^\d+$/.test(stepText) ? Number(stepText) : 0;
  const [from = "", to, ...hyphens] = range.split("-");
  if (steps.length > 0 || hyphens.length > 0 || step < 1) return undefined;
  const all = range === "*" || range === "?";
  const low = all ? field.first : bound(from, field);
  const open = all || (to === undefined && stepText !== undefined);
  const high = open ? field.last : bound(to ?? from, field);
  if (!(low >= field.first && high <= field.last && low <= high)) return undefined;
  return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, index) => low + index * step);
}

function fieldValues(field: Field, text: string): readonly number[] | undefined {
  const items = text.split(",").map((item) => itemValues(field, item));
  const values = items.filter((each) => each !== undefined).flat();
  return items.includes(undefined) ? undefined : [...new Set(values)].sort((one, other) => one - other);
}

/**
 * True for a field that excludes some of its values. So does a star with a step above 1: robfig/cron v3, which Kubernetes
 * vendors, then clears the star bit (`getRange` in parser.go).
 */
const isRestricted = (text: string): boolean => !text.split(",").some((item) => /^[*?](\/0*1)?$/.test(item));

/**
 * Parses a schedule as Kubernetes does: five fields of lists, ranges, steps and names, or a name such as `@daily`; no seconds.
 * `@every` does not follow the clock: {@link everyMinutes} parses it.
 */
export function readCron(text: string): ReadCron {
  if (/^(CRON_)?TZ=/i.test(text))
    return { faults: [{ what: "has a time zone in it", remedy: "set the zone in timeZone" }] };
  const plain = (Object.hasOwn(NAMED, text) ? NAMED[text] : text)?.trim() ?? "";
  const texts = plain === "" ? [] : plain.split(/\s+/);
  if (texts.length !== FIELDS.length) {
    const remedy = "write minute, hour, day of month, month and day of week";
    return { faults: [{ what: `has ${texts.length} fields`, remedy }] };
  }
  const values = FIELDS.map((field, index) => fieldValues(field, texts[index] ?? ""));
  const faults = FIELDS.flatMap(({ name, first, last }, index): readonly CronFault[] =>
    values[index] === undefined
      ? [{ what: `has ${name} ${texts[index] ?? ""}`, remedy: `keep ${name} within ${first}-${last}` }]
      : [],
  );
  if (faults.length > 0) return { faults };
  const [minutes = [], hours = [], daysOfMonth = [], months = [], daysOfWeek = []] = values;
  const eitherDay = isRestricted(texts[2] ?? "") && isRestricted(texts[4] ?? "");
  return { schedule: { minutes, hours, daysOfMonth, months, daysOfWeek, eitherDay } };
}
