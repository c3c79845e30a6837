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
