/** Wrong arguments (exit code 2); the message names every one of them. */
export class ArgumentsError extends Error {}

/** An option that takes a value. */
export interface ValueOption {
  /** Whether the command cannot do without it. @default false */
  readonly needed?: boolean;
  /** What is wrong with a value, as the end of `--option value: `; undefined for a good one. @default every one is good */
  readonly problem?: (value: string) => string | undefined;
}

/** What a command takes. */
export interface Syntax {
  /** How to call it. */
  readonly usage: string;
  /** Options that take a value, by name with its dashes. @default {} */
  readonly values?: Readonly<Record<string, ValueOption>>;
  /** Options that take none. @default [] */
  readonly flags?: readonly string[];
  /** Words that may stand alone. @default [] */
  readonly words?: readonly string[];
}

/** What a command was given; every part of it is one that it takes. */
export interface Given {
  /** Value by option. */
  readonly values: ReadonlyMap<string, string>;
  /** Options without a value, and words. */
  readonly said: ReadonlySet<string>;
}

/**
 * Reads a command line; an option's value follows as the next word or after `=`.
 * @throws ArgumentsError naming everything that is wrong or missing, and how to call it
 */
export function parseCommandLine(args: readonly string[], syntax: Syntax): Given {
  const options = syntax.values ?? {};
  const alone = [...(syntax.words ?? []), ...(syntax.flags ?? [])];
  const values = new Map<string, string>();
  const said = new Set<string>();
  const problems: string[] = [];
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [name = "", ...inline] = word.split("=");
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (option === undefined) {
      if (alone.includes(word)) said.add(word);
      else problems.push(`${word}: unknown; known are ${[...alone, ...Object.keys(options)].join(", ")}`);
      continue;
    }
    // A word that is an option itself is no value: the next one would be misread too.
    const follows = rest[0]?.startsWith("--") === true ? undefined : rest[0];
    const value = inline.length > 0 ? inline.join("=") : follows;
    if (inline.length === 0 && follows !== undefined) rest.shift();
    if (value === undefined || value === "") problems.push(`${name}: has no value`);
    else if (values.has(name)) problems.push(`${name}: given twice`);
    else {
      const problem = option.problem?.(value);
      if (problem !== undefined) problems.push(`${name} ${value}: ${problem}`);
      values.set(name, value);
    }
  }
  for (const [name, { needed }] of Object.entries(options))
    if (needed === true && !values.has(name)) problems.push(`${name}: is missing`);
  if (problems.length > 0) throw new ArgumentsError(`${problems.join("; ")}. Usage: ${syntax.usage}`);
  return { values, said };
}
