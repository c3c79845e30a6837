import type { ChangedLeaf } from "./leaves";
import { holdsText, SECRET } from "./value";

/** Properties whose text is a secret more often than not. */
const NAMES = /(password|passwd|passphrase|secret|token|credential|private_?key|api_?key|access_?key|auth)/i;
/** Properties that only name where a secret is. */
const REFERENCES = /(name|ref|arn|id|path|file|version|store|kind|url|enabled|days|seconds|policy)$/i;
/** Longest text of one value. */
const LONGEST = 60;
/** Characters before the first difference that are shown of long texts. */
const LEAD = 12;
/** A shorter secret is in any text. */
const SHORTEST_SECRET = 8;

const formsOf = (secrets: readonly string[]): readonly string[] =>
  secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .flatMap((secret) => [secret, Buffer.from(secret).toString("base64")]);

/** Whether a text has one of the secrets in it, as it is or in base64. */
export const holdsSecret = (text: string, secrets: readonly string[]): boolean =>
  formsOf(secrets).some((form) => text.includes(form));

/** The text with `[secret]` in place of each of these secrets, of passwords in URLs, and of private keys. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return formsOf(secrets)
    .reduce((rest, form) => rest.replaceAll(form, SECRET), text)
    .replace(/(?<=:\/\/[^\s:/@]*:)[^\s@/]+(?=@)/g, SECRET)
    .replace(/-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*?(-----END [A-Z ]*-----|$)/g, SECRET);
}

function masked(value: unknown, secrets: readonly string[]): string {
  if (value === undefined || value === null) return "none";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return withoutSecrets(text, secrets).replace(/\s+/g, " ");
}

/** Characters with which two texts begin alike. */
function alikeLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}

/** A text of which what is far before the difference, and long behind it, is left out. */
function shortened(text: string, skipped: number): string {
  const rest = skipped > 0 ? `…${text.slice(skipped)}` : text;
  return rest.length > LONGEST ? `${rest.slice(0, LONGEST - 1)}…` : rest;
}

/**
 * A changed value as the report shows it: `30 → 3`, short and nothing secret. Where one side is secret, neither is shown: the
 * other is what it was, or will be.
 * @param type type of its resource
 * @param secrets values that are never shown
 */
export function shownLeaf(
  { path, before, after }: ChangedLeaf,
  type: string,
  secrets: readonly string[],
): string {
  const last = path.split(".").at(-1) ?? path;
  const isOfSecret = /:Secret$/.test(type) && /^(data|stringData)\b/.test(path);
  const isNamed =
    NAMES.test(last) && !REFERENCES.test(last) && [before, after].some((value) => typeof value === "string");
  const isSecret = isOfSecret || isNamed || [before, after].some((value) => holdsText(value, SECRET));
  if (isSecret) return `${path}: ${SECRET}`;
  const [from, to] = [masked(before, secrets), masked(after, secrets)];
  const skipped = Math.max(from.length, to.length) > LONGEST ? alikeLength(from, to) - LEAD : 0;
  return `${path}: ${shortened(from, skipped)} → ${shortened(to, skipped)}`;
}
