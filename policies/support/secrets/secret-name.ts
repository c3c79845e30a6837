/** Names under which people keep secrets: one of them, several, or the first of several. */
const SECRET_NAME =
  /((pass(word|wd|phrase)?|token|credential|(api|access|private|auth|signing|encryption|identity|secret|master)[-_.]?key|(^|[-_.])pwd)s?|((^|[-_.])|bind|root)pw|masterauth|secret|secret[-_.]?key[-_.]?base)([-_.]?\d+)?$/i;

/** Of those the names of passwords, which may be all digits. */
const PASSWORD_NAME =
  /(passw(or)?d|passphrase|(^|[-_.]|require)(pass|pwd)|((^|[-_.])|bind|root)pw|masterauth)s?([-_.]?\d+)?$/i;

/**
 * Names that end like one and hold none: where it is, what it is called, how long it lasts, how many, its checksum, and
 * what Vault's agent puts into a pod.
 */
const ABOUT_A_SECRET =
  /(file|path|dir|name|arn|ttl|seconds|minutes|hours|days|expiry|length|id|url)$|(user|ask)[-_]?pass$|(^|[-_.])(max|min|num)[-_.]tokens?$|(^|[-_./])checksum[-_./]|^vault\.hashicorp\.com\/agent-inject-/i;

/** What Vault's AppRole has for a password is a UUID; what AWS calls so is a name, and Azure has the UUID of one. */
const SECRET_ID = /(?<!client[-_.])secret[-_.]?id$/i;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Values that are no secret under any name: nothing, a switch, a placeholder. */
const NOTHING =
  /^(|[01~]|true|false|yes|no|on|off|none|null|nil|required|optional|include|omit|same-origin|<[^<>]*>|\{\{.*|#\{.*\}|[*x]{3,})$/is;
/** A path of a file: of several names, or of one plain word. Base64 may begin with a slash too. */
const PATH =
  /^(?:file:\/\/)?(?:~|\.{1,2}|\$\{?\w+\}?)?(?:\/(?:[\w.@$-]|\$\{\w+\})+){2,}\/?$|^(?:~|\.{1,2})?\/[a-z._-]+$/;
/** What a shell or the kubelet puts in: variables, with a path behind them or not, or what a command prints. */
const REFERENCE = /^(?:[./:@,-]?(?:\$[A-Za-z_]\w*|\$\d|\$\{[^{}]*\}_?))+(?:\/[\w./-]*)?$|^(?:\$\(|`|\$$)/;
/** Where another keeps the secret: a file or variable for Grafana, a path and key in Vault, an ARN. */
const ELSEWHERE =
  /^(?:\$__(?:file|env|vault)\{[^{}]*\}|(?:>>)?vault:[\w./-]+#[\w.-]+(?:#\d+)?|arn:aws[\w-]*:(?:secretsmanager|ssm):\S+)$/;
const NUMBER = /^\d+[smhd]?$/;

/**
 * A variable with what stands for it where it is not set, in a shell and in Spring. A part of its text is none, nor is
 * what a source behind a plain word has, `${env:NAME}`.
 */
const WITH_FALLBACK =
  /^\$\{(?:\w+:?[-=+]|(?![a-z][A-Za-z0-9]*:)[\w.]+:(?!\?|\s*-?\d+(?::|\})))((?:[^{}]|[$#]\{[^{}]*\})*)\}$/;

/** True for a value that says itself that it is no secret: a place, a reference, a switch, a number. */
function isPlain(name: string, value: string): boolean {
  const [, fallback] = WITH_FALLBACK.exec(value) ?? [];
  if (fallback !== undefined) return isPlain(name, unquoted(fallback));
  if (NUMBER.test(value) && !PASSWORD_NAME.test(name)) return true;
  return [NOTHING, PATH, REFERENCE, ELSEWHERE].some((pattern) => pattern.test(value));
}

const unquoted = (value: string): string => value.trim().replace(/^["']+|["']+$/g, "");

/** True where a name says that its value is a secret, and the value does not say otherwise. */
export function isSecretByName(name: string, quoted: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  if (SECRET_ID.test(words)) return UUID.test(unquoted(quoted));
  if (!SECRET_NAME.test(words) || ABOUT_A_SECRET.test(words)) return false;
  const value = unquoted(quoted);
  return !isPlain(words, value) && !namesSecret(words, value);
}

/** Ends the name of a setting that names a Secret, or that holds one. */
const OF_A_SECRET = /[-_./]secret$/i;
/** What only a Secret of the cluster holds: no single text could be in its place. */
const OF_AN_OBJECT = /(^|[-_./])(tls|ssl|ca|cert(ificate)?s?|basic[-_.]auth|pull|existing|from)[-_.]secret$/i;
/** What is a text by itself, and is often one of plain words. */
const OF_A_TEXT =
  /(^|[-_./])(client|jwt|session|cookie|app|application|web[-_.]?hook|shared|hmac|sign(ing|ature)?|token|consumer|csrf|xsrf|hash|encryption|refresh|access|oauth2?|oidc|api|user|root|admin|master|bot|key)[-_.]secret$/i;
const OF_AUTHENTICATION = /auth[-_.]secret$/i;
/** Name of a Secret, with its namespace before it or not: words, not what is drawn by lot. Kustomize adds a hash. */
const NAME =
  /^(?:[a-z][a-z0-9-]*\/)?(?:[a-z]+(?:\d{1,4}[a-z]*)?|\d{1,4}[a-z]*)(?:[-.](?:[a-z]+(?:\d{1,4}[a-z]*)?|\d{1,4}[a-z]*))*(?:-[2456789bcdfghkmt]{10})?$/;

/**
 * True where a setting names a Secret, `TLS_SECRET: wildcard-tls`. A single word is a name only under the name of what
 * cannot be a text, and under one with the domain of its maker, as controllers have them in annotations.
 */
export function namesSecret(name: string, value: string): boolean {
  if (!OF_A_SECRET.test(name) || !NAME.test(value)) return false;
  if (OF_AN_OBJECT.test(name)) return true;
  if (OF_A_TEXT.test(name)) return false;
  return name.includes("/") || (!OF_AUTHENTICATION.test(name) && /[-./]/.test(value));
}
