import { secretIn } from "./secret-shape";

const AUTHORIZATION = /^(proxy-)?authorization$/i;
/** Headers with a credential; keys of requests, caches and the like are not. */
const KEY = /^x-(?!.*(idempotency|cache|surrogate|routing|partition|request|public)).*-key$/i;
/** A header in a command line, possibly in shell quotes. */
const HEADER = /^["']*([\w-]+):[ \t]*(.+)$/s;

/** Why a header counts as a secret; undefined if it does not. Never contains any of the value. */
export function secretOfHeader(name: string, value: string): string | undefined {
  const isLogin = AUTHORIZATION.test(name);
  // After the authentication scheme comes the secret, or a reference to it.
  const secret = isLogin ? value.replace(/^[\w-]+[ \t]+/, "") : value;
  return secretIn(isLogin || KEY.test(name) ? "password" : name, secret);
}

/** The same for a header in one text, `Name: value`; undefined for any other text. */
export function secretOfHeaderLine(line: string): string | undefined {
  const [, name, value = ""] = HEADER.exec(line) ?? [];
  return name === undefined ? undefined : secretOfHeader(name, value);
}
