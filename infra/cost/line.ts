import { prices } from "./prices";

/** What a part of the bill is for, in the order in which it is shown. */
export const purposes = [
  "backups",
  "replica",
  "repositories",
  "traffic",
  "requests",
  "keys",
  "alarms",
  "health checks",
  "zones",
] as const;

export type Purpose = (typeof purposes)[number];

/** A part of the monthly bill. */
export interface Line {
  readonly purpose: Purpose;
  /** Which price it is. */
  readonly price: keyof typeof prices;
  /** Units in a month; of storage, GB held. */
  readonly units: number;
}

/** US dollars in a month. */
export const usdOf = ({ price, units }: Line): number => prices[price].usd * units;

/** Sum of lines in US dollars. */
export const sum = (lines: readonly Line[]): number => lines.reduce((total, line) => total + usdOf(line), 0);

/** Days of a month, on average. */
export const DAYS = 365 / 12;

/** Requests to KMS for each write to a bucket: the bucket's own key saves up to 99 % of them (docs.aws.amazon.com, S3 Bucket Keys). */
export const KEY_REQUESTS_PER_WRITE = 0.01;
