import { secretOfHeaderLine } from "./header";
import { isPasswordByFlag } from "./password-flag";
import { bared, secretLiterals, secretOfProgram, uncommented, type Named } from "./program-text";
import { secretIn } from "./secret-shape";

/** A word of a shell script, or a separator of commands. */
const WORD = /(?:[^\s"'`;|&()<>\\$]|\\.|\$\{[^{}]*\}|\$|"(?:\\.|[^"\\])*"|'[^']*')+|[;|&\n]+/gs;
const SEPARATOR = /^[;|&\n]+$/;
const ASSIGNED = /^(-{0,2})([A-Za-z_][\w.-]*)\+?=(.*)$/s;
/** A flag whose value is the next word; `--no-password` has none. */
const FLAG = /^--?(?!no-)(\w[\w-]*)$/;
const CURL = /(^|\/)curl$/;
/** A flag whose value is a header, of curl, wget and the like. */
const HEADER_FLAG = /^(?:-[a-zA-Z]*H|--(?:proxy-)?header)$/;
/** A name followed by a password, both in clear text. */
const LOGIN = /^[^\s:$]+:[^\s$<{]+$/;
/** Runs a program in another language. */
const PROGRAM = /(^|\/)(python[\d.]*|node|perl|ruby|php)$/;
/** A shell script, by its first line. */
const SHELL = /^#!\s*\S*\/(?:env\s+(?:-\S+\s+)*)?(?:ba|da|k|z)?sh\b/;

/** Whether it is a shell script, by its first line or its file name. */
export const isShellScript = (key: string, text: string): boolean =>
  SHELL.test(text) || (/\.(ba|da|k|z)?sh$/.test(key) && !text.startsWith("#!"));

/** Words of a shell script, and separators of commands. */
function wordsOf(text: string): readonly string[] {
  const lines = uncommented(text).replace(/\\\r?\n/g, " ");
  return [...lines.matchAll(WORD)].map(([word]) => word);
}

/** Secrets in the words of a shell script: in assignments and flags. */
export function* secretsOfShell(text: string): Iterable<Named> {
  let before: readonly string[] = [];
  for (const word of wordsOf(text)) {
    if (!SEPARATOR.test(word)) yield* secretsOfWord(word, before);
    before = SEPARATOR.test(word) ? [] : [...before, word];
  }
}

/** Whether it is curl's `name:password`. */
function isLogin(word: string, before: readonly string[]): boolean {
  if (!before.some((one) => CURL.test(one))) return false;
  const [, attached = ""] = /^(?:-[uU]|--(?:proxy-)?user=)(.+)$/s.exec(word) ?? [];
  const isBehind = /^(?:-[a-zA-Z]*[uU]|--(?:proxy-)?user)$/.test(before.at(-1) ?? "");
  return LOGIN.test(bared(attached)) || (isBehind && LOGIN.test(word));
}

/** Why a word counts as a header with a secret; undefined if it does not. */
function secretOfHeaderWord(word: string, before: readonly string[]): string | undefined {
  const [, attached] = /^-[a-zA-Z]*H(.+)$/s.exec(word) ?? [];
  if (attached !== undefined) return secretOfHeaderLine(attached);
  return HEADER_FLAG.test(before.at(-1) ?? "") ? secretOfHeaderLine(word) : undefined;
}

/** Why a single word counts as a secret: by its assignment, or by the flag before it. */
function* secretsOfOne(word: string, before: readonly string[]): Iterable<Named> {
  const [, dashes = "", name = "", value = ""] = ASSIGNED.exec(word) ?? [];
  const own = secretIn(name, value);
  if (own !== undefined) yield { name: dashes === "" ? name : "", why: own };
  else if (isLogin(word, before)) yield { name: "", why: "looks like a login with a password" };
  else if (isPasswordByFlag(word, before)) yield { name: "", why: "is a secret by its flag" };
  else if (value !== "") yield* secretsOfWord(value, dashes === "" ? [] : [...before, dashes + name]);
}

/** Whether a word is a program in another language. */
const isProgram = (before: readonly string[]): boolean =>
  /^-\w*[ce]$/.test(before.at(-1) ?? "") && before.some((one) => PROGRAM.test(one));

/**
 * Secrets in a word of a command line: by the name or flag in it, by the flag before it, or inside it if it is a shell
 * script.
 * @param before earlier words of the same command
 */
export function* secretsOfWord(quoted: string, before: readonly string[] = []): Iterable<Named> {
  const word = bared(quoted);
  const words = wordsOf(word);
  const isOne = words.length === 1 && words[0] === word;
  const ofText = isProgram(before) ? secretLiterals : secretsOfShell;
  const found = [...(isOne ? secretsOfOne(word, before) : ofText(word))];
  const [, flag = ""] = word.startsWith("-") ? [] : (FLAG.exec(before.at(-1) ?? "") ?? []);
  const whole = isProgram(before) ? secretOfProgram : secretIn;
  const why = found.length > 0 ? undefined : (secretOfHeaderWord(word, before) ?? whole(flag, word));
  yield* found;
  if (why !== undefined) yield { name: "", why };
}

/** Sets a literal umask, on its own line or after other commands, but not in a subshell; the last one of a line. */
const UMASK =
  /^(?:(?:[^"'#(\n]|"[^"\n]*"|'[^'\n]*')*(?:;|&&))?[ \t]*umask[ \t]+([0-7]{1,4}|[ugoarwxXst=+,-]*[=+-][ugoarwxXst=+,-]*)[ \t]*(?:[;#&].*)?$/gm;

/** Removes every right from everybody except the user. */
const PRIVATE = /^(?:0?[0-7]?77|(?:u=r?w?x?,)?(?:g=,o=|o=,g=|go=))$/;

/** Whether a shell script makes its files private, and does not undo that with another literal umask. */
export function keepsFilesPrivate(script: string): boolean {
  const [, mask = ""] = [...script.matchAll(UMASK)].at(-1) ?? [];
  return PRIVATE.test(mask);
}
