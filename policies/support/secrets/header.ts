import { secretIn } from "./secret-shape";

const AUTHORIZATION = /^(proxy-)?authorization$/i;
/** Headers with a key that opens something, which those of requests, caches and their like do not. */
const KEY = /^x-(?!.*(idempotency|cache|surrogate|routing|partition|request|public)).*-key$/i;
/** A header as a command line has it; quotes of a shell may be at its ends. */
const HEADER = /^["']*([\w-]+):[ \t]*(.+)$/s;

/** Why a header is taken for a secret; undefined when it is not. Never holds any of the value. */
export function secretOfHeader(name: string, value: string): string | undefined {
  const isLogin = AUTHORIZATION.test(name);
  // Behind the scheme of a login stands the secret, or a reference to it.
  const secret = isLogin ? value.replace(/^[\w-]+[ \t]+/, "") : value;
  return secretIn(isLogin || KEY.test(name) ? "password" : name, secret);
}

/** The same of a header in one text, `Name: value`; undefined for any other text. */
export function secretOfHeaderLine(line: string): string | undefined {
  const [, name, value = ""] = HEADER.exec(line) ?? [];
  return name === undefined ? undefined : secretOfHeader(name, value);
}
