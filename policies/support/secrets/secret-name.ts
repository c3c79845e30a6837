/** Common names of secrets: one of them, several, or the first of several. */
const SECRET_NAME =
  /((pass(word|wd|phrase)?|token|credential|(api|access|private|auth|signing|encryption|identity|secret|master)[-_.]?key|(^|[-_.])pwd)s?|((^|[-_.])|bind|root)pw|masterauth|secret|secret[-_.]?key[-_.]?base)([-_.]?\d+)?$/i;

/** Those of passwords, which may be all digits. */
const PASSWORD_NAME =
  /(passw(or)?d|passphrase|(^|[-_.]|require)(pass|pwd)|((^|[-_.])|bind|root)pw|masterauth)s?([-_.]?\d+)?$/i;

/**
 * Names that end like a secret's but are not: its location, name, lifetime, count, checksum, and the annotations of
 * Vault's agent.
 */
const ABOUT_A_SECRET =
  /(file|path|dir|name|arn|ttl|seconds|minutes|hours|days|expiry|length|id|url)$|(user|ask)[-_]?pass$|(^|[-_.])(max|min|num)[-_.]tokens?$|(^|[-_./])checksum[-_./]|^vault\.hashicorp\.com\/agent-inject-/i;

/** The password of Vault's AppRole is a UUID; AWS uses this name for a name, and Azure for the UUID of a secret. */
const SECRET_ID = /(?<!client[-_.])secret[-_.]?id$/i;
/** Words and directives that end like a password's name: `proxy_pass`, `bypass`. */
const NOT_A_PASSWORD = /(?:^|[-_.])(?:by|com|encom|over|under|tres|sur|multi|hour)pass$/i;
/** Directives of nginx, which are small; a variable `PROXY_PASS` is a proxy's password. */
const DIRECTIVE = /^(?:proxy|fastcgi|grpc|uwsgi|scgi|memcached|js_content)[-_]pass$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Values that are never secret: empty, a switch, a placeholder. */
const NOTHING =
  /^(|[01~]|true|false|yes|no|on|off|none|null|nil|required|optional|include|omit|same-origin|<[^<>]*>|\{\{.*|#\{.*\}|[*x]{3,})$/is;
/** A file path of several names, or of one plain word. Base64 may begin with a slash too. */
const PATH =
  /^(?:file:\/\/)?(?:~|\.{1,2}|\$\{?\w+\}?)?(?:\/(?:[\w.@$-]|\$\{\w+\})+){2,}\/?$|^(?:~|\.{1,2})?\/[a-z._-]+$/;
/** Expansions by a shell or the kubelet: variables, possibly with a path after them, or a command's output. */
const REFERENCE = /^(?:[./:@,-]?(?:\$[A-Za-z_]\w*|\$\d|\$\{[^{}]*\}_?))+(?:\/[\w./-]*)?$|^(?:\$\(|`|\$$)/;
/** A reference to the secret: a file or variable for Grafana, a path and key in Vault, an ARN. */
const ELSEWHERE =
  /^(?:\$__(?:file|env|vault)\{[^{}]*\}|(?:>>)?vault:[\w./-]+#[\w.-]+(?:#\d+)?|arn:aws[\w-]*:(?:secretsmanager|ssm):\S+)$/;
const NUMBER = /^\d+[smhd]?$/;

/**
 * A variable with its default value, in a shell or in Spring; not a part of its text, nor a source with a plain word,
 * `${env:NAME}`.
 */
const WITH_FALLBACK =
  /^\$\{(?:\w+:?[-=+]|(?![a-z][A-Za-z0-9]*:)[\w.]+:(?!\?|\s*-?\d+(?::|\})))((?:[^{}]|[$#]\{[^{}]*\})*)\}$/;

/**
 * A reference to where a secret is: 1Password, vals, GCP's and AWS's stores, Azure's; or one that only SOPS or PGP can read.
 */
const IN_A_STORE =
  /^(?:(?:op|aws-?s?sm|gcp-?sm|sm|ssm|akv|azkv|azurekeyvault|infisical|doppler|keepass|bws|conjur|gopass|secret):\/\/\S+|ref\+[\w-]+:\/\/\S+|gcp:secretmanager:\S+|vault:[\w.-]+\/[\w./-]+|secretref:[\w.-]+|projects\/[\w.:-]+\/secrets\/[\w-]+(?:\/versions\/\w+)?|@Microsoft\.KeyVault\(.*\)|ENC\[[A-Za-z0-9_]+,.*\]|ENC\([A-Za-z0-9+/=]+\)|-----BEGIN (?:PGP MESSAGE|AGE ENCRYPTED FILE)-----.*)$/s;

/** A sentence or label that a page shows: words with blanks, from a capital on, without digits and signs of a password. */
const SHOWN = /^\p{Lu}[\p{L}'’-]*(?:[-,]? (?:[\p{L}'’-]+|\{\{\s*\w+\s*\}\}|%[sd]))+[.?!:…]{0,3}$/u;
/** The same in several clauses. */
const CLAUSES = /^\p{Lu}[\p{L}'’ ,;-]* [\p{L}'’ ,;-]*[.?!]$/u;

/** Whether a value is evidently not a secret: a path, a reference, a switch, a number. */
function isPlain(name: string, value: string): boolean {
  const [, fallback] = WITH_FALLBACK.exec(value) ?? [];
  if (fallback !== undefined) return isPlain(name, unquoted(fallback));
  if (NUMBER.test(value) && !PASSWORD_NAME.test(name)) return true;
  return [NOTHING, PATH, REFERENCE, ELSEWHERE, IN_A_STORE, SHOWN, CLAUSES].some((pattern) =>
    pattern.test(value),
  );
}

const unquoted = (value: string): string => value.trim().replace(/^["']+|["']+$/g, "");

/** Whether a name indicates a secret, and the value is not evidently something else. */
export function isSecretByName(name: string, quoted: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2");
  if (SECRET_ID.test(words)) return UUID.test(unquoted(quoted));
  if (!SECRET_NAME.test(words) || ABOUT_A_SECRET.test(words)) return false;
  if (NOT_A_PASSWORD.test(words) || DIRECTIVE.test(words)) return false;
  const value = unquoted(quoted);
  return !isPlain(words, value) && !namesSecret(words, value);
}

/** Suffix of settings that name a Secret, or contain one. */
const OF_A_SECRET = /[-_./]secret$/i;
/** Content that only a Secret can have, never a single text. */
const OF_AN_OBJECT = /(^|[-_./])(tls|ssl|ca|cert(ificate)?s?|basic[-_.]auth|pull|existing|from)[-_.]secret$/i;
/** Content that is a single text, often of plain words. */
const OF_A_TEXT =
  /(^|[-_./])(client|jwt|session|cookie|app|application|web[-_.]?hook|shared|hmac|sign(ing|ature)?|token|consumer|csrf|xsrf|hash|encryption|refresh|access|oauth2?|oidc|api|user|root|admin|master|bot|key)[-_.]secret$/i;
const OF_AUTHENTICATION = /auth[-_.]secret$/i;
/** Name of a Secret, possibly with its namespace: words, not random characters. Kustomize adds a hash. */
const NAME =
  /^(?:[a-z][a-z0-9-]*\/)?(?:[a-z]+(?:\d{1,4}[a-z]*)?|\d{1,4}[a-z]*)(?:[-.](?:[a-z]+(?:\d{1,4}[a-z]*)?|\d{1,4}[a-z]*))*(?:-[2456789bcdfghkmt]{10})?$/;

/**
 * Whether a setting names a Secret, `TLS_SECRET: wildcard-tls`. A single word is a name only if the content cannot be a
 * text, or if the setting has its maker's domain, as in annotations of controllers.
 */
export function namesSecret(name: string, value: string): boolean {
  if (!OF_A_SECRET.test(name) || !NAME.test(value)) return false;
  if (OF_AN_OBJECT.test(name)) return true;
  if (OF_A_TEXT.test(name)) return false;
  return name.includes("/") || (!OF_AUTHENTICATION.test(name) && /[-./]/.test(value));
}
