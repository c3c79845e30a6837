import { secretOfHeaderLine } from "./header";
import { isPasswordByFlag } from "./password-flag";
import { bared, secretLiterals, secretOfProgram, uncommented, type Named } from "./program-text";
import { secretIn } from "./secret-shape";

/** A word of a shell's text, or what is between commands. */
const WORD = /(?:[^\s"'`;|&()<>\\$]|\\.|\$\{[^{}]*\}|\$|"(?:\\.|[^"\\])*"|'[^']*')+|[;|&\n]+/gs;
const SEPARATOR = /^[;|&\n]+$/;
const ASSIGNED = /^(-{0,2})([A-Za-z_][\w.-]*)\+?=(.*)$/s;
/** A flag whose value is the next word; `--no-password` has none. */
const FLAG = /^--?(?!no-)(\w[\w-]*)$/;
const CURL = /(^|\/)curl$/;
/** A flag whose value is a header, of curl, wget and their like. */
const HEADER_FLAG = /^(?:-[a-zA-Z]*H|--(?:proxy-)?header)$/;
/** A name with a password behind it, both in clear. */
const LOGIN = /^[^\s:$]+:[^\s$<{]+$/;
/** Runs a program in another language than the shell's. */
const PROGRAM = /(^|\/)(python[\d.]*|node|perl|ruby|php)$/;
/** A script of a shell, by its first line. */
const SHELL = /^#!\s*\S*\/(?:env\s+(?:-\S+\s+)*)?(?:ba|da|k|z)?sh\b/;

/** True for a script of a shell, by its first line or by the name of its file. */
export const isShellScript = (key: string, text: string): boolean =>
  SHELL.test(text) || (/\.(ba|da|k|z)?sh$/.test(key) && !text.startsWith("#!"));

/** Words of a shell's text, and what is between its commands. */
function wordsOf(text: string): readonly string[] {
  const lines = uncommented(text).replace(/\\\r?\n/g, " ");
  return [...lines.matchAll(WORD)].map(([word]) => word);
}

/** Secrets among the words of a shell's text: what is assigned, and what flags are given. */
export function* secretsOfShell(text: string): Iterable<Named> {
  let before: readonly string[] = [];
  for (const word of wordsOf(text)) {
    if (!SEPARATOR.test(word)) yield* secretsOfWord(word, before);
    before = SEPARATOR.test(word) ? [] : [...before, word];
  }
}

/** True for what curl takes as `name:password`. */
function isLogin(word: string, before: readonly string[]): boolean {
  if (!before.some((one) => CURL.test(one))) return false;
  const [, attached = ""] = /^(?:-[uU]|--(?:proxy-)?user=)(.+)$/s.exec(word) ?? [];
  const isBehind = /^(?:-[a-zA-Z]*[uU]|--(?:proxy-)?user)$/.test(before.at(-1) ?? "");
  return LOGIN.test(bared(attached)) || (isBehind && LOGIN.test(word));
}

/** Why a word is taken for a header with a secret; undefined when it is none. */
function secretOfHeaderWord(word: string, before: readonly string[]): string | undefined {
  const [, attached] = /^-[a-zA-Z]*H(.+)$/s.exec(word) ?? [];
  if (attached !== undefined) return secretOfHeaderLine(attached);
  return HEADER_FLAG.test(before.at(-1) ?? "") ? secretOfHeaderLine(word) : undefined;
}

/** Why a single word is taken for a secret: what it assigns, or what it is to the flag before it. */
function* secretsOfOne(word: string, before: readonly string[]): Iterable<Named> {
  const [, dashes = "", name = "", value = ""] = ASSIGNED.exec(word) ?? [];
  const own = secretIn(name, value);
  if (own !== undefined) yield { name: dashes === "" ? name : "", why: own };
  else if (isLogin(word, before)) yield { name: "", why: "looks like a login with a password" };
  else if (isPasswordByFlag(word, before)) yield { name: "", why: "is a secret by its flag" };
  else if (value !== "") yield* secretsOfWord(value, dashes === "" ? [] : [...before, dashes + name]);
}

/** True for a word that is a program in another language than the shell's. */
const isProgram = (before: readonly string[]): boolean =>
  /^-\w*[ce]$/.test(before.at(-1) ?? "") && before.some((one) => PROGRAM.test(one));

/**
 * Secrets in a word of a command line, by the name or flag in it, by the flag before it, or in the text of a shell
 * that it is.
 * @param before words of the same command before it
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

/** Sets a mask in clear, on a line of its own or after other commands, but in no subshell; the last one of a line. */
const UMASK =
  /^(?:(?:[^"'#(\n]|"[^"\n]*"|'[^'\n]*')*(?:;|&&))?[ \t]*umask[ \t]+([0-7]{1,4}|[ugoarwxXst=+,-]*[=+-][ugoarwxXst=+,-]*)[ \t]*(?:[;#&].*)?$/gm;

/** Takes every right from all but the user. */
const PRIVATE = /^(?:0?[0-7]?77|(?:u=r?w?x?,)?(?:g=,o=|o=,g=|go=))$/;

/** True for a shell's text that makes what it writes its user's alone, and does not undo that by another mask in clear. */
export function keepsFilesPrivate(script: string): boolean {
  const [, mask = ""] = [...script.matchAll(UMASK)].at(-1) ?? [];
  return PRIVATE.test(mask);
}
