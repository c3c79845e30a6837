import { ProblemError } from "../problem";

/** A cron expression as Kubernetes reads it, each field the values at which it fires. */
export interface CronSchedule {
  /** Minutes of the hour, rising. */
  readonly minutes: readonly number[];
  /** Hours of the day, rising. */
  readonly hours: readonly number[];
  /** Days of the month. */
  readonly daysOfMonth: readonly number[];
  /** Months, 1 to 12. */
  readonly months: readonly number[];
  /** Days of the week, Sunday is 0. */
  readonly daysOfWeek: readonly number[];
  /** Whether both day fields are restricted: a day then fires when either matches, not both (trap 2). */
  readonly eitherDay: boolean;
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly names?: readonly string[];
}

const fields = [
  { name: "minute", min: 0, max: 59 },
  { name: "hour", min: 0, max: 23 },
  { name: "day of month", min: 1, max: 31 },
  {
    name: "month",
    min: 1,
    max: 12,
    names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
  },
  { name: "day of week", min: 0, max: 6, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
] as const satisfies readonly Field[];

/** A value of a field, or what is wrong with it. */
function valueOf(field: Field, text: string): number | string {
  const named = field.names?.indexOf(text.toLowerCase()) ?? -1;
  if (named >= 0) return named + field.min;
  if (!/^\d{1,2}$/.test(text)) return `${field.name} "${text}" is no number`;
  const value = Number(text);
  if (value >= field.min && value <= field.max) return value;
  const sunday = field.name === "day of week" && value === 7 ? "; Sunday is 0" : "";
  return `${field.name} ${value} is not in ${field.min}-${field.max}${sunday}`;
}

/** The values of one item of a list: `*`, `3`, `1-5`, a step of 15, `10-50/20`; or what is wrong with it. */
function itemValues(field: Field, item: string): readonly number[] | string {
  const [range = "", stepText, ...rest] = item.split("/");
  if (rest.length > 0) return `${field.name} "${item}" has two steps`;
  if (stepText !== undefined && !/^[1-9]\d?$/.test(stepText))
    return `${field.name} step "${stepText}" is no number from 1`;
  const step = Number(stepText ?? "1");
  const [fromText = "", toText, ...more] = range.split("-");
  if (more.length > 0) return `${field.name} "${item}" has two hyphens`;
  const star = range === "*" || range === "?";
  const from = star ? field.min : valueOf(field, fromText);
  if (typeof from === "string") return from;
  const open = star || (toText === undefined && stepText !== undefined);
  const to = open ? field.max : toText === undefined ? from : valueOf(field, toText);
  if (typeof to === "string") return to;
  if (from > to) return `${field.name} range "${range}" runs backwards`;
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}

/** Whether a day field lets every day pass; a step above 1 restricts it, as in Kubernetes. */
function restricts(text: string): boolean {
  return !text.split(",").some((item) => /^[*?](\/1)?$/.test(item));
}

/**
 * Reads a cron expression of five fields as Kubernetes does: lists, ranges, steps, names; no macros, no seconds.
 * @throws ProblemError with every field that is wrong
 */
export function parseCron(expression: string): CronSchedule {
  const limit = "be five cron fields: minute, hour, day of month, month, day of week";
  const refuse = (reasons: readonly string[]): ProblemError =>
    new ProblemError(
      reasons.map((reason) => ({
        thing: "cron expression",
        value: `"${expression}"`,
        limit,
        remedy: `correct it: ${reason}`,
      })),
    );
  const texts = expression.trim().split(/\s+/);
  if (texts.length !== fields.length)
    throw refuse([`it has ${expression.trim() === "" ? 0 : texts.length} fields`]);
  const reasons: string[] = [];
  const values = fields.map((field, index) => {
    const results = (texts[index] ?? "").split(",").map((item) => itemValues(field, item));
    reasons.push(...results.filter((result) => typeof result === "string"));
    const numbers = results.filter((result) => typeof result !== "string").flat();
    return [...new Set(numbers)].sort((a, b) => a - b);
  });
  if (reasons.length > 0) throw refuse(reasons);
  const [minutes = [], hours = [], daysOfMonth = [], months = [], daysOfWeek = []] = values;
  const eitherDay = restricts(texts[2] ?? "") && restricts(texts[4] ?? "");
  return { minutes, hours, daysOfMonth, months, daysOfWeek, eitherDay };
}

/** Whether both day fields are restricted, which reads as "and" and means "or" (trap 2). @throws ProblemError */
export function isAmbiguous(expression: string): boolean {
  return parseCron(expression).eitherDay;
}
