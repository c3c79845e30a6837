import { ProblemError, type Problem } from "../problem";

/** Rules for a kind of physical name. */
interface NameRule {
  /** Maximum characters, or bytes if `bytes` is set. */
  readonly max: number;
  /** Minimum characters. */
  readonly min: number;
  /** Pattern of the whole name. */
  readonly shape: RegExp;
  /** The rule in words, for errors. */
  readonly limit: string;
  /** Whether the limit counts UTF-8 bytes. */
  readonly bytes?: boolean;
  /** Reserved prefixes and suffixes. */
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
      "be 3 to 63 lower-case letters, digits and single hyphens, begin and end with a letter or digit, and not use a prefix or suffix that S3 reserves",
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
    limit:
      "be alias/ followed by letters, digits, /, _ and -, at most 256 characters, and not begin with alias/aws/",
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
      "be 1 to 52 lower-case letters, digits and hyphens: Kubernetes adds 11 characters for each Job, and a label has at most 63",
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

/** The kinds of physical names. */
export type NameKind = keyof typeof rules;

/**
 * Checks one physical name.
 * @param thing what the name is for, in the error
 * @returns the problem, or undefined if the name is valid
 */
export function nameProblem(kind: NameKind, thing: string, value: string): Problem | undefined {
  const rule: NameRule = rules[kind];
  const length = rule.bytes === true ? Buffer.byteLength(value, "utf8") : value.length;
  const fits = length >= rule.min && length <= rule.max;
  if (fits && rule.shape.test(value) && rule.reserved?.test(value) !== true) return undefined;
  const excess = length - rule.max;
  const remedy =
    excess > 0
      ? `shorten the part of it from the catalog or config by at least ${excess}`
      : "change the part of it from the catalog or config";
  return { thing, value: `"${value}" (${length} long)`, limit: rule.limit, remedy };
}

/**
 * Returns a valid name.
 * @throws ProblemError with thing, value, limit and remedy if it is not
 */
export function checkedName(kind: NameKind, thing: string, value: string): string {
  const problem = nameProblem(kind, thing, value);
  if (problem !== undefined) throw new ProblemError([problem]);
  return value;
}
