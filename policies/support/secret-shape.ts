import { isSecretByName } from "./secret-name";

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

/** What secret stands in a text by its shape alone; undefined for none. Never holds any of the text. */
export const bareShape = (text: string): string | undefined =>
  SHAPES.find(([, pattern]) => pattern.test(text))?.[0];

/** What secret a value looks like; undefined for none. Never holds any of the value. */
export function secretShape(value: string): string | undefined {
  const shape = bareShape(value);
  if (shape !== undefined) return shape;
  const connects = [...value.matchAll(CONNECTION)].some(([, password = ""]) =>
    isSecretByName("password", password),
  );
  return connects ? "a connection string with a password" : undefined;
}

/** Why a named value is taken for a secret; undefined when it is not. Never holds any of the value. */
export function secretIn(name: string, value: string): string | undefined {
  const shape = secretShape(value);
  if (shape !== undefined) return `looks like ${shape}`;
  return isSecretByName(name, value) ? "is a secret by its name" : undefined;
}
