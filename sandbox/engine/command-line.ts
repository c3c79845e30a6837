import { parseArgs, type ParseArgsConfig } from "node:util";

/** Wrong arguments (exit code 2); the message names every one of them. */
export class ArgumentsError extends Error {}

/** An option that takes a value. */
export interface ValueOption {
  /** Whether the command cannot do without it. @default false */
  readonly needed?: boolean;
  /** Whether it may be given several times. @default false */
  readonly many?: boolean;
  /** What is wrong with a value, as the end of `--option value: `; undefined for a good one. @default every one is good */
  readonly problem?: (value: string) => string | undefined;
}

/** An option that takes a number within limits. */
export function numberOption(least: number, most: number, kind: "number" | "whole number"): ValueOption {
  const isGood = (value: string): boolean =>
    /^\d+(\.\d+)?$/.test(value) &&
    Number(value) >= least &&
    Number(value) <= most &&
    (kind === "number" || Number.isInteger(Number(value)));
  return {
    problem: (value) => (isGood(value) ? undefined : `must be a ${kind} from ${least} to ${most}`),
  };
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
  /** What is wrong with options together. @default nothing */
  readonly together?: (given: Given) => readonly string[];
}

/** What a command was given; every part of it is one that it takes. */
export interface Given {
  /** Value by option; the first where it was given several times. */
  readonly values: ReadonlyMap<string, string>;
  /** Every value by option. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  /** Options without a value, and words. */
  readonly said: ReadonlySet<string>;
}

const bare = (option: string): string => option.replace(/^--/, "");

/** Words that a command line is made of, as Node.js reads it; unknown options are among them. */
function tokensOf(args: readonly string[], valued: readonly string[], flags: readonly string[]) {
  const options: NonNullable<ParseArgsConfig["options"]> = {};
  for (const option of valued) options[bare(option)] = { type: "string", multiple: true };
  for (const flag of flags) options[bare(flag)] = { type: "boolean" };
  // A word that is an option itself is no value: the next one would be misread too.
  const words = args.map((word, index) =>
    valued.includes(word) && args[index + 1]?.startsWith("--") !== false ? `${word}=` : word,
  );
  return parseArgs({ args: words, options, strict: false, allowPositionals: true, tokens: true }).tokens;
}

/**
 * Reads a command line; an option's value follows as the next word or after `=`.
 * @throws ArgumentsError naming everything that is wrong or missing, and how to call it
 */
export function parseCommandLine(args: readonly string[], syntax: Syntax): Given {
  const options = syntax.values ?? {};
  const alone = [...(syntax.words ?? []), ...(syntax.flags ?? [])];
  const lists = new Map<string, string[]>();
  const said = new Set<string>();
  const problems: string[] = [];
  const take = (name: string, value: string | undefined, index: number): void => {
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    const before = lists.get(name) ?? [];
    if (option === undefined)
      problems.push(
        `${args[index] ?? name}: unknown; known are ${[...alone, ...Object.keys(options)].join(", ")}`,
      );
    else if (value === undefined || value === "") problems.push(`${name}: has no value`);
    else if (before.length > 0 && option.many !== true) problems.push(`${name}: given twice`);
    else {
      const problem = option.problem?.(value);
      if (problem !== undefined) problems.push(`${name} ${value}: ${problem}`);
      lists.set(name, [...before, value]);
    }
  };
  for (const token of tokensOf(args, Object.keys(options), syntax.flags ?? [])) {
    const word = token.kind === "positional" ? token.value : token.kind === "option" ? token.rawName : "--";
    if (alone.includes(word) && (token.kind !== "option" || token.value === undefined)) said.add(word);
    else if (token.kind === "option") take(word, token.value, token.index);
    else take(word, undefined, token.index);
  }
  for (const [name, { needed }] of Object.entries(options))
    if (needed === true && !lists.has(name)) problems.push(`${name}: is missing`);
  const values = new Map([...lists].map(([name, [first = ""]]) => [name, first]));
  const given = { values, lists, said };
  problems.push(...(syntax.together?.(given) ?? []));
  if (problems.length > 0) throw new ArgumentsError(`${problems.join("; ")}. Usage: ${syntax.usage}`);
  return given;
}
