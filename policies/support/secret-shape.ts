/** Names under which people keep secrets: one of them, several, or the first of several. */
const SECRET_NAME =
  /((pass(word|wd|phrase)?|token|credential|(api|access|private|auth|signing|encryption|identity|secret|master)[-_.]?key|(^|[-_.])pwd)s?|secret|secret[-_.]?key[-_.]?base)([-_.]?\d+)?$/i;

/** Of those the names of passwords, which may be all digits. */
const PASSWORD_NAME = /(passw(or)?d|passphrase|(^|[-_.])(pass|pwd))s?([-_.]?\d+)?$/i;

/** Names that end like one and hold none: where it is, what it is called, how long it lasts, how many. */
const ABOUT_A_SECRET =
  /(file|path|dir|name|arn|ttl|seconds|minutes|hours|days|expiry|length|id|url)$|(^|[-_.])(max|min|num)[-_.]tokens?$/i;

/** Values that are no secret under any name: nothing, a switch, a placeholder. */
const NOTHING =
  /^(|[01~]|true|false|yes|no|on|off|none|null|nil|required|optional|include|omit|same-origin|<[^<>]*>|\{\{.*\}\}|[*x]{3,})$/is;
/** A path of a file: of several names, or of one plain word. Base64 may begin with a slash too. */
const PATH =
  /^(?:file:\/\/)?(?:~|\.{1,2}|\$\{?\w+\}?)?(?:\/(?:[\w.@$-]|\$\{\w+\})+){2,}\/?$|^(?:~|\.{1,2})?\/[a-z._-]+$/;
/** What a shell or the kubelet puts in: variables, with a path behind them or not, or what a command prints. */
const REFERENCE = /^(?:[./:@,-]?(?:\$[A-Za-z_]\w*|\$\d|\$\{[^{}]*\}_?))+(?:\/[\w./-]*)?$|^(?:\$\(|`|\$$)/;
const NUMBER = /^\d+[smhd]?$/;

const SHAPES: readonly (readonly [shape: string, pattern: RegExp])[] = [
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----/],
  ["an age private key", /AGE-SECRET-KEY-1[A-Z0-9]{20,}/],
  ["an AWS access key", /\b(AKIA|ASIA)[A-Z0-9]{16}\b/],
  ["a URL with a password", /\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@$]*:[^\s@/$][^\s@/]*@/i],
  ["a GitHub token", /\bgh[pousr]_[A-Za-z0-9]{36,}/],
  ["a Slack token", /\bxox[abprs]-[A-Za-z0-9-]{10,}/],
  ["a Stripe key", /\b[rs]k_(live|test)_[A-Za-z0-9]{10,}/],
  ["a JSON Web Token", /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/],
];

const CONNECTION = /\bpassword\s*=(?!=)\s*(?!["']?[$<{])["']?([^\s;"']{3,})/gi;

/** True for a value that says itself that it is no secret: a place, a reference, a switch, a number. */
function isPlain(name: string, quoted: string): boolean {
  const value = quoted.trim().replace(/^["']+|["']+$/g, "");
  const [, fallback] = /^\$\{\w+:?[-=+]([^{}]*)\}$/.exec(value) ?? [];
  if (fallback !== undefined) return isPlain(name, fallback);
  if (NUMBER.test(value) && !PASSWORD_NAME.test(name)) return true;
  return [NOTHING, PATH, REFERENCE].some((pattern) => pattern.test(value));
}

/** What secret stands in a text by its shape alone; undefined for none. Never holds any of the text. */
export const bareShape = (text: string): string | undefined =>
  SHAPES.find(([, pattern]) => pattern.test(text))?.[0];

/** What secret a value looks like; undefined for none. Never holds any of the value. */
export function secretShape(value: string): string | undefined {
  const shape = bareShape(value);
  if (shape !== undefined) return shape;
  const connects = [...value.matchAll(CONNECTION)].some(
    ([, password = ""]) => !isPlain("password", password),
  );
  return connects ? "a connection string with a password" : undefined;
}

/** True where a name says that its value is a secret, and the value does not say otherwise. */
export function isSecretByName(name: string, value: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  return SECRET_NAME.test(words) && !ABOUT_A_SECRET.test(words) && !isPlain(words, value);
}

/** Why a named value is taken for a secret; undefined when it is not. Never holds any of the value. */
export function secretIn(name: string, value: string): string | undefined {
  const shape = secretShape(value);
  if (shape !== undefined) return `looks like ${shape}`;
  return isSecretByName(name, value) ? "is a secret by its name" : undefined;
}
