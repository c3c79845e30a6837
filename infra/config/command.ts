/** Stands where a command asks for a secret: what is typed at its prompt is in no shell's history. */
export const PROMPT = "# value at the prompt";

/** A word as a shell takes it: in quotes where it has characters that a shell reads itself. */
const quoted = (word: string): string =>
  /^[\w:.,@/+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** The name of a key, or of a part of one, for a command: `--path` where it is a part. */
const named = (key: string): string => `${/[.[]/.test(key) ? "--path " : ""}${quoted(`lifeboat:${key}`)}`;

/**
 * A path as `pulumi config` reads it: `images["a/b"]`, `maintenance[0]`.
 * @param path the key of the `lifeboat` namespace, then the way to the part
 */
export function keyText([key = "", ...inner]: readonly PropertyKey[]): string {
  const steps = inner.map((step) => {
    if (typeof step === "number") return `[${step}]`;
    const name = String(step);
    return /^[\w<>-]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
  });
  return `${String(key)}${steps.join("")}`;
}

/** The command that sets a key or a part of it. @param value quoted here where a shell would read it itself */
export const set = (key: string, value: string): string => `pulumi config set ${named(key)} ${quoted(value)}`;

/** The command that sets a secret. @param from where its value comes from. @default the prompt */
export const setSecret = (key: string, from = PROMPT): string =>
  `pulumi config set --secret ${named(key)} ${from}`;

/** The command that removes a key or a part of it. */
export const remove = (key: string): string => `pulumi config rm ${named(key)}`;
