import { isSecretByName } from "./secret-name";
import { VENDOR_SHAPES } from "./vendor-token";

const SHAPES: readonly (readonly [shape: string, pattern: RegExp])[] = [
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----/],
  ["an age private key", /AGE-SECRET-KEY-1[A-Z0-9]{20,}/],
  ["an AWS access key", /\b(AKIA|ASIA)[A-Z0-9]{16}\b/],
  ["a URL with a password", /[a-z0-9+.-]:\/\/[^\s:/@$]*:(?!\{\{|<)[^\s@/$][^\s@/]*@/i],
  ["a GitHub token", /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,})/],
  ["a GitLab token", /\bglpat-[\w-]{20,}/],
  ["an npm token", /\bnpm_[A-Za-z0-9]{36}/],
  ["a Google API key", /\bAIza[\w-]{35}/],
  ["an Azure account key", /\bAccountKey=[A-Za-z0-9+/]{40,}/],
  ["a Slack token", /\bxox[abprs]-[A-Za-z0-9-]{10,}/],
  // The URL is the secret; Slack's own examples end in a row of X.
  ["a Slack webhook", /\bhooks\.slack(?:-gov)?\.com\/\w+\/\w+\/\w+\/(?!X+\b)\w{10,}/],
  ["a Stripe key", /\b[rs]k_(live|test)_[A-Za-z0-9]{10,}/],
  ["a JSON Web Token", /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/],
  ...VENDOR_SHAPES,
  // Looks back from the rare part, because words with a colon are in every text.
  ["a connection string with a password", /@(?:tcp|unix)\((?<=[\w.-]:(?![{<%$])[^\s:@/'"]+@(?:tcp|unix)\()/],
  [
    "a header with a token",
    /\bauthorization["']?[\s:=,]{1,5}["']?(?:bearer|token)\s+(?=[\w.~+/-]*\d)[\w.~+/-]{8}/i,
  ],
];

/** `CREATE USER … PASSWORD '…'`, `ALTER USER … IDENTIFIED BY '…'` and the like; not those that programs assemble. */
const STATEMENT =
  /\b(?:(?:(?:create|alter)\s+(?:user|role|group|login)|grant)\b[^;]{0,300}?\b(?:password|identified\s+(?:with\s+\S+\s+)?(?:by|as)(?:\s+password)?)\s*=?|set\s+password\s+for\s+\S+\s*=)\s*(?:password\(|e)?(?:'(?!["{%])([^'\n]+)'|"(?!['{%])([^"\n]+)")/gi;
const BASIC = /\bauthorization["']?[\s:=,]{1,5}["']?basic\s+([A-Za-z0-9+/]{6,}={0,2})/gi;
const CONNECTION = /(?:\bpassword|;\s*pwd)\s*=(?!=)\s*(?!["']?[$<{])["']?([^\s;"']{3,})/gi;

const isPassword = (value: string): boolean => isSecretByName("password", value);

/** Whether it is `name:password` in base64, as in the scheme Basic and in docker's config. */
export const isEncodedLogin = (value: string): boolean =>
  /^[A-Za-z0-9+/]{6,}={0,2}$/.test(value) &&
  /^[\x21-\x39\x3b-\x7e]+:[\x20-\x7e]+$/.test(Buffer.from(value, "base64").toString("latin1"));

/** Whether a pattern's match in a text is a secret. */
const finds = (text: string, pattern: RegExp, isOne: (value: string) => boolean): boolean =>
  [...text.matchAll(pattern)].some(([, first, second]) => isOne(first ?? second ?? ""));

/** Length of the shortest shape, `a://:b@`. Most words of a script are shorter. */
const SHORTEST = 7;
/** A word of each pattern whose match is checked: a search for the word is cheaper. */
const WORD_OF_THEM = /authorization|password|identified|pwd/i;

/** The kind of secret in a text, by its shape; undefined if there is none. Never contains any of the text. */
export function bareShape(text: string): string | undefined {
  if (text.length < SHORTEST) return undefined;
  const shape = SHAPES.find(([, pattern]) => pattern.test(text))?.[0];
  if (shape !== undefined) return shape;
  if (!WORD_OF_THEM.test(text)) return undefined;
  if (finds(text, BASIC, isEncodedLogin)) return "a header with a password";
  return finds(text, STATEMENT, isPassword) ? "a statement of SQL with a password" : undefined;
}

/** The kind of secret that a value looks like; undefined if none. Never contains any of the value. */
export const secretShape = (value: string): string | undefined =>
  bareShape(value) ??
  (WORD_OF_THEM.test(value) && finds(value, CONNECTION, isPassword)
    ? "a connection string with a password"
    : undefined);

/** Why a named value counts as a secret; undefined if it does not. Never contains any of the value. */
export function secretIn(name: string, value: string): string | undefined {
  const shape = secretShape(value);
  if (shape !== undefined) return `looks like ${shape}`;
  if (/^_?auth$/i.test(name) && isEncodedLogin(value)) return "looks like a login with a password";
  return isSecretByName(name, value) ? "is a secret by its name" : undefined;
}
