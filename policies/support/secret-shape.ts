/** Names under which people keep secrets. */
const SECRET_NAME =
  /(pass(word|wd|phrase)?|secret|token|credential|(api|access|private|auth|signing|encryption|identity)[-_.]?key|(^|[-_.])pwd)$/i;

/** Names that end like one and hold none: where it is, what it is called, how long it lasts. */
const ABOUT_A_SECRET = /(file|path|dir|name|arn|ttl|seconds|minutes|hours|days|expiry|length|id|url)$/i;

/** Values that are no secret under any name: a place, a reference, a switch, a number. */
const NO_SECRET = /^(|\/\S*|\$\(\w+\)|\$\{?\w+\}?|true|false|none|\d+[smhd]?)$/i;

const SHAPES: readonly (readonly [shape: string, pattern: RegExp])[] = [
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ["an age private key", /AGE-SECRET-KEY-1[A-Z0-9]{20,}/],
  ["an AWS access key", /\b(AKIA|ASIA)[A-Z0-9]{16}\b/],
  ["a URL with a password", /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@$]*:[^\s@/$][^\s@/]*@/i],
  ["a connection string with a password", /\bpassword\s*=\s*(?!["']?[$<{])["']?[^\s;"']{3,}/i],
  ["a GitHub token", /\bgh[pousr]_[A-Za-z0-9]{36,}/],
  ["a Slack token", /\bxox[abprs]-[A-Za-z0-9-]{10,}/],
  ["a JSON Web Token", /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/],
];

/** What secret a value looks like; undefined for none. Never holds any of the value. */
export function secretShape(value: string): string | undefined {
  return SHAPES.find(([, pattern]) => pattern.test(value))?.[0];
}

/** True where a name says that its value is a secret, and the value does not say otherwise. */
export function isSecretByName(name: string, value: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  return SECRET_NAME.test(words) && !ABOUT_A_SECRET.test(words) && !NO_SECRET.test(value.trim());
}

/** Why a named value is taken for a secret; undefined when it is not. Never holds any of the value. */
export function secretIn(name: string, value: string): string | undefined {
  const shape = secretShape(value);
  if (shape !== undefined) return `looks like ${shape}`;
  return isSecretByName(name, value) ? "is a secret by its name" : undefined;
}
