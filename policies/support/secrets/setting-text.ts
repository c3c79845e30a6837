import { uncommented, type Named } from "./program-text";
import { secretIn } from "./secret-shape";

/** `name: value` or `name = value` at the beginning of a line or of a member in braces; or `name=value` anywhere. */
const SETTING =
  /(^[ \t]*(?:-[ \t]+)*(?:export[ \t]+)?|[{,;([][ \t]*|[ \t](?=[\w.-]+=))["']?([\w.-]+)["']?(?:[ \t]*=(?![=~>])|[ \t]*:(?=[ \t]))[ \t]*(?=("(?:\\.|[^"\\\n])*"|'[^'\n]*'|[^\n]*))/gm;
/** `name: DB_PASSWORD` with its `value: …` after it or below. */
const PAIR =
  /\b(?:name|key)["']?[ \t]*[:=][ \t]*["']?([\w.-]+)["']?[\s,]+["']?value["']?[ \t]*[:=][ \t]*("[^"\n]*"|'[^'\n]*'|(?![\s"'#])(?:\$\{[^{}\n]*\}|\{\{[^\n]*?\}\}|[^\n,}])+)/g;
/** A line with a name, blanks and one value, as in Redis and LDAP; netrc has a login before it, and HAProxy a user. */
const DIRECTIVE =
  /^[ \t]*(?:(?:machine|login|user)[ \t]+\S+[ \t]+)*([\w.-]+)[ \t]+("[^"\n]*"|'[^'\n]*'|[^\s"';]+);?[ \t]*(?:#.*)?$/gm;
/** Files with a separator between name and value, in which two words are a text. */
const SIGNED = /\.(ya?ml|properties|ini|env|toml|json5?|csv)$/i;
/** Files of such lines by name; elsewhere a single line of two words is a note. */
const DIRECTIVES = /(\.(conf|cfg|cnf|config)|netrc)$/i;
/** XML elements with a text, and names and values in elements. */
const ELEMENT = /<([\w.:-]+)(?:[ \t][^<>]*)?>([^<>]+)<\//g;
const ELEMENT_PAIR = /<name>([^<>]+)<\/name>\s*<value>([^<>]+)<\/value>/g;
const XML_COMMENT = /<!--[^]*?-->/g;

/** A value among others on a line, possibly beginning with a variable in braces. */
const WORD = /^(?:\$\{[^{}]*\}|\{\{.*?\}\})?[^\s,;)}\]&]*/;
/** Pairs of words that need not be a name and its value. */
const NOTE = /^(?:password|passphrase|token|secret|credential)s? [a-z]+$/i;

/** A value on a line: quoted, to the end of the line, or to the end of the word. */
function valueOf(start: string, rest: string): string {
  if (/^(["']).*\1$/s.test(rest)) return rest;
  // The start of a list or a map is not a value; its members are checked separately. Aliases and tags are YAML's.
  if (/^(?:[[(]|\{(?!\{)|[&*!][\w-]+[ \t]*$)/.test(rest)) return "";
  const isLine = /^[ \t]*(?:-[ \t]+)*(?:export[ \t]+)?$/.test(start);
  return (isLine ? rest.replace(/[ \t]+#.*$/, "") : (WORD.exec(rest)?.[0] ?? "")).trim();
}

/** Names and values that match patterns in a text. */
const matches = (text: string, ...patterns: readonly RegExp[]): readonly (readonly [string, string])[] =>
  patterns.flatMap((pattern) =>
    [...text.matchAll(pattern)].map(([, name = "", value = ""]) => [name, value] as const),
  );

function directives(key: string, text: string): readonly (readonly [string, string])[] {
  if (DIRECTIVES.test(key)) return matches(text, DIRECTIVE);
  if (SIGNED.test(key) || !text.includes("\n")) return [];
  return matches(text, DIRECTIVE).filter((words) => !NOTE.test(words.join(" ")));
}

function* named(key: string, text: string): Iterable<readonly [name: string, value: string]> {
  // A YAML block begins below its name.
  const joined = text.replace(/(:[ \t]*)[|>][-+\d]*[ \t]*\r?\n[ \t]*/g, "$1");
  for (const [, start = "", name = "", rest = ""] of joined.matchAll(SETTING))
    yield [name, valueOf(start, rest)];
  for (const [name, rest] of matches(joined, PAIR)) yield [name, valueOf("", rest)];
  yield* directives(key, text);
  if (/^\s*</.test(text)) yield* matches(text.replace(XML_COMMENT, ""), ELEMENT, ELEMENT_PAIR);
}

/** Secrets in the lines of a settings file. @param key its name, whose extension determines the format */
export function* secretsOfSettings(key: string, text: string): Iterable<Named> {
  for (const [name, value] of named(key, uncommented(text))) {
    const why = secretIn(name, value);
    if (why !== undefined) yield { name, why };
  }
}
