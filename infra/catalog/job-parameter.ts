/** A variable that an operator may set for one run of a job. */
export interface JobParameter {
  /** Name of the variable. */
  readonly name: string;
  /** What it chooses, as a noun phrase. */
  readonly what: string;
  /** What values it takes, as it follows `must be`. */
  readonly limit: string;
  /** Whether it takes a value; the job checks again, and what only it knows. */
  readonly accepts: (value: string) => boolean;
  /** What the job takes without it, as text; absent where the job refuses to run without it. */
  readonly default?: string;
  /** True where the template has the default, and so shows it in a preview. @default false */
  readonly declared?: boolean;
  /** The value of another parameter with which it must be given. */
  readonly neededWith?: { readonly name: string; readonly value: string };
}

/** Whether a value is a whole number in these limits, without a leading zero. */
export const isNumber =
  (least: number, most: number) =>
  (value: string): boolean =>
    /^(0|[1-9]\d{0,8})$/.test(value) && Number(value) >= least && Number(value) <= most;

/** A parameter that is a whole number in these limits. */
export const wholeNumber = (
  name: string,
  what: string,
  [least, most]: readonly [least: number, most: number],
  standard: number,
): JobParameter => ({
  name,
  what,
  limit: `a whole number from ${least} to ${most}`,
  accepts: isNumber(least, most),
  default: String(standard),
});

/** Whether the whole value matches. */
export const matches =
  (pattern: RegExp) =>
  (value: string): boolean =>
    pattern.test(value);

/** A backup's id. */
export const ID = String.raw`\d{8}T\d{6}Z-[0-9a-f]{6}`;
/** RFC 3339, with its zone. */
export const TIME = String.raw`\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})`;
/** As the restore to a point in time takes it. */
export const POINT = String.raw`\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)`;

/** A parameter that is true or false. */
export const yesOrNo = (name: string, what: string, standard: "true" | "false"): JobParameter => ({
  name,
  what,
  limit: "true or false",
  accepts: matches(/^(true|false)$/),
  default: standard,
});
