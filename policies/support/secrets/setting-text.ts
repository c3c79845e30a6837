import { uncommented, type Named } from "./program-text";
import { secretIn } from "./secret-shape";

/** `name: value` or `name = value` at the beginning of a line or of a member in braces; or `name=value` anywhere. */
const SETTING =
  /(^[ \t]*(?:-[ \t]+)*(?:export[ \t]+)?|[{,;([][ \t]*|[ \t](?=[\w.-]+=))["']?([\w.-]+)["']?(?:[ \t]*=(?![=~>])|[ \t]*:(?=[ \t]))[ \t]*(?=("(?:\\.|[^"\\\n])*"|'[^'\n]*'|[^\n]*))/gm;
/** `name: DB_PASSWORD` with its `value: …` behind it or below. */
const PAIR =
  /\b(?:name|key)["']?[ \t]*[:=][ \t]*["']?([\w.-]+)["']?[\s,]+["']?value["']?[ \t]*[:=][ \t]*("[^"\n]*"|'[^'\n]*'|(?![\s"'#])(?:\$\{[^{}\n]*\}|\{\{[^\n]*?\}\}|[^\n,}])+)/g;
/** A line of a name, blanks and one value, as Redis and LDAP have it; netrc has a login before it, and HAProxy a user. */
const DIRECTIVE =
  /^[ \t]*(?:(?:machine|login|user)[ \t]+\S+[ \t]+)*([\w.-]+)[ \t]+("[^"\n]*"|'[^'\n]*'|[^\s"';]+);?[ \t]*(?:#.*)?$/gm;
/** Files in which a name and its value have a sign between them: two words are a text there. */
const SIGNED = /\.(ya?ml|properties|ini|env|toml|json5?|csv)$/i;
/** Files of such lines by their names: elsewhere a single line of two words is a note. */
const DIRECTIVES = /(\.(conf|cfg|cnf|config)|netrc)$/i;
/** Elements of XML with a text, and its names and values in elements. */
const ELEMENT = /<([\w.:-]+)(?:[ \t][^<>]*)?>([^<>]+)<\//g;
const ELEMENT_PAIR = /<name>([^<>]+)<\/name>\s*<value>([^<>]+)<\/value>/g;
const XML_COMMENT = /<!--[^]*?-->/g;

/** A value among others of its line, which may begin with a variable in braces. */
const WORD = /^(?:\$\{[^{}]*\}|\{\{.*?\}\})?[^\s,;)}\]&]*/;
/** What two words of a text may be as well as a name and its value. */
const NOTE = /^(?:password|passphrase|token|secret|credential)s? [a-z]+$/i;

/** A value of a line as far as it goes: quoted, to the end of the line, or to the end of its word. */
function valueOf(start: string, rest: string): string {
  if (/^(["']).*\1$/s.test(rest)) return rest;
  // What opens a list or a map is no value; its members are judged by themselves. Aliases and tags are YAML's.
  if (/^(?:[[(]|\{(?!\{)|[&*!][\w-]+[ \t]*$)/.test(rest)) return "";
  const isLine = /^[ \t]*(?:-[ \t]+)*(?:export[ \t]+)?$/.test(start);
  return (isLine ? rest.replace(/[ \t]+#.*$/, "") : (WORD.exec(rest)?.[0] ?? "")).trim();
}

/** Names and values that patterns find in a text. */
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
  // A block of YAML begins below its name.
  const joined = text.replace(/(:[ \t]*)[|>][-+\d]*[ \t]*\r?\n[ \t]*/g, "$1");
  for (const [, start = "", name = "", rest = ""] of joined.matchAll(SETTING))
    yield [name, valueOf(start, rest)];
  for (const [name, rest] of matches(joined, PAIR)) yield [name, valueOf("", rest)];
  yield* directives(key, text);
  if (/^\s*</.test(text)) yield* matches(text.replace(XML_COMMENT, ""), ELEMENT, ELEMENT_PAIR);
}

/** Secrets among the lines of a file of settings. @param key its name, of which the ending tells how it is written */
export function* secretsOfSettings(key: string, text: string): Iterable<Named> {
  for (const [name, value] of named(key, uncommented(text))) {
    const why = secretIn(name, value);
    if (why !== undefined) yield { name, why };
  }
}
