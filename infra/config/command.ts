/** Ends a command that prompts for a secret, so that the value is not in the shell's history. */
export const PROMPT = "# value at the prompt";

/** A word for a shell, quoted if it has characters that a shell interprets. */
const quoted = (word: string): string =>
  /^[\w:.,@/+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** The name of a key, or of a part of one with `--path`, for a command; of namespace `lifeboat` unless it names another. */
const named = (key: string): string =>
  `${/[.[]/.test(key) ? "--path " : ""}${quoted(/^\w+:/.test(key) ? key : `lifeboat:${key}`)}`;

/**
 * A path for `pulumi config`: `images["a/b"]`, `maintenance[0]`.
 * @param path the key of the `lifeboat` namespace, then the path to the part
 */
export function keyText([key = "", ...inner]: readonly PropertyKey[]): string {
  const steps = inner.map((step) => {
    if (typeof step === "number") return `[${step}]`;
    const name = String(step);
    return /^[\w<>-]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
  });
  return `${String(key)}${steps.join("")}`;
}

/** The command that sets a key or a part of it. @param value not yet quoted */
export const set = (key: string, value: string): string => `pulumi config set ${named(key)} ${quoted(value)}`;

/** The command that sets a secret. @param from source of its value @default the prompt */
export const setSecret = (key: string, from = PROMPT): string =>
  `pulumi config set --secret ${named(key)} ${from}`;

/** The command that removes a key or a part of it. */
export const remove = (key: string): string => `pulumi config rm ${named(key)}`;

const WORD = String.raw`(?:'(?:[^']|'\\'')*'|[^\s;,']+)`;
/** A command that changes config and names no stack yet. */
const COMMAND = new RegExp(
  `pulumi config (?:(?:rm|set --secret)(?: --path)? ${WORD}|set(?! --secret)(?: --path)? ${WORD} ${WORD})(?=$|[\\s;,)])(?! --stack)`,
  "g",
);

/** A remedy whose commands name the stack, so that they work whichever is selected. */
export const onStack = (remedy: string, stack: string): string =>
  remedy.replace(COMMAND, (command) => `${command} --stack ${stack}`);
