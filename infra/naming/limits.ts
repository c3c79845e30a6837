import { ProblemError, type Problem } from "../problem";

/** What a physical name has to satisfy where it is used. */
interface NameRule {
  /** Most characters, or bytes where `bytes` is set. */
  readonly max: number;
  /** Fewest characters. */
  readonly min: number;
  /** Shape of the whole name. */
  readonly shape: RegExp;
  /** The rule in words, for the error. */
  readonly limit: string;
  /** True where the limit counts UTF-8 bytes. */
  readonly bytes?: boolean;
  /** Beginnings and ends that the service keeps for itself. */
  readonly reserved?: RegExp;
}

const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Limits by kind of name, from the documentation of S3, IAM, KMS, Kubernetes and PostgreSQL. */
const rules = {
  bucket: {
    min: 3,
    max: 63,
    shape: label,
    reserved: /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|--x-s3|--table-s3)$|--/,
    limit:
      "be 3 to 63 lower-case letters, digits and single hyphens, begin and end with a letter or digit, and avoid the beginnings and ends that S3 reserves",
  },
  role: {
    min: 1,
    max: 64,
    shape: /^[\w+=,.@-]+$/,
    limit: "be 1 to 64 letters, digits and +=,.@_-",
  },
  kmsAlias: {
    min: 7,
    max: 256,
    shape: /^alias\/[a-zA-Z0-9/_-]+$/,
    reserved: /^alias\/aws\//,
    limit: "be alias/ and letters, digits, /, _ and -, at most 256 in all, not under alias/aws/",
  },
  label: {
    min: 1,
    max: 63,
    shape: label,
    limit: "be 1 to 63 lower-case letters, digits and hyphens, and begin and end with a letter or digit",
  },
  cronJob: {
    min: 1,
    max: 52,
    shape: label,
    limit:
      "be 1 to 52 lower-case letters, digits and hyphens: Kubernetes adds 11 for each run's Job, and a label holds 63",
  },
  object: {
    min: 1,
    max: 253,
    shape: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    limit: "be 1 to 253 lower-case letters, digits, hyphens and dots (DNS-1123 subdomain)",
  },
  identifier: {
    min: 1,
    max: 63,
    bytes: true,
    shape: /^[a-z_][a-z0-9_]*$/,
    reserved: /^pg_/,
    limit: "be 1 to 63 bytes of lower-case letters, digits and _, begin with a letter or _, and not with pg_",
  },
} satisfies Record<string, NameRule>;

/** The kinds of physical name whose limits are known. */
export type NameKind = keyof typeof rules;

/**
 * Judges one physical name.
 * @param thing what the name is for, as the error shall say it
 * @returns the problem, or undefined when the name can be used
 */
export function nameProblem(kind: NameKind, thing: string, value: string): Problem | undefined {
  const rule: NameRule = rules[kind];
  const length = rule.bytes === true ? Buffer.byteLength(value, "utf8") : value.length;
  const fits = length >= rule.min && length <= rule.max;
  if (fits && rule.shape.test(value) && rule.reserved?.test(value) !== true) return undefined;
  const excess = length - rule.max;
  const remedy =
    excess > 0
      ? `shorten the catalog's or config's part of it by ${excess} or more`
      : "change the catalog's or config's part of it";
  return { thing, value: `"${value}" (${length} long)`, limit: rule.limit, remedy };
}

/**
 * Passes a name that can be used.
 * @throws ProblemError with thing, value, limit and remedy when it cannot
 */
export function checkedName(kind: NameKind, thing: string, value: string): string {
  const problem = nameProblem(kind, thing, value);
  if (problem !== undefined) throw new ProblemError([problem]);
  return value;
}
