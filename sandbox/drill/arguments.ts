import { isIP } from "node:net";
import { services as catalog } from "../../infra/catalog";

/** What can be broken. */
export const FAULTS = [
  "region",
  "database",
  "bucket",
  "credentials",
  "half-restore",
  "second-failure",
] as const;

/** One of the things that can be broken. */
export type Fault = (typeof FAULTS)[number];

/** Contexts of a kubeconfig, by stack. */
export type Contexts = Readonly<Record<"prod" | "dr", string>>;

/** What the command line asks for. */
export interface DrillArguments {
  /** Ids of services, in the catalog's order. @default all */
  readonly services: readonly string[];
  /** Rows of the data to restore; undefined leaves it to `sizeMib`, or to the drill. */
  readonly rows: number | undefined;
  /** Least size of each database in MiB; undefined leaves it to `rows`, or to the drill. */
  readonly sizeMib: number | undefined;
  /** How many times as fast as declared health checks and TTLs pass, 1 to 1000. @default 10 */
  readonly scale: number;
  /** What is broken. @default region */
  readonly fault: Fault;
  /** Contexts of the user's clusters, by stack. @default clusters made for the drill */
  readonly contexts: Contexts | undefined;
  /** Address of this machine at which the pods of those clusters reach it. */
  readonly address: string | undefined;
  /** Whether those clusters may hold other things. @default false */
  readonly mayHoldMore: boolean;
  /** Directory for the reports. @default drill/ */
  readonly out: string;
  /** Whether only the help is wanted. */
  readonly help: boolean;
}

/** Wrong arguments (exit code 2); the message names every one of them, and how to call it. */
export class ArgumentsError extends Error {}

/** How to call it. */
export const USAGE =
  "npm run drill [-- --service ID]... [--rows N | --size MIB] [--scale N] " +
  `[--fault ${FAULTS.join("|")}] [--context prod=NAME,dr=NAME --address IP [--not-empty]] [--out DIR] [--help]`;

const LIMITS = {
  "--rows": { least: 1, most: 100_000_000, whole: true },
  "--size": { least: 1, most: 65_536, whole: true },
  "--scale": { least: 1, most: 1000, whole: false },
} as const;

type NumberOption = keyof typeof LIMITS;

const FLAGS = ["--not-empty", "--help"];
const OPTIONS = [
  ...["--service", "--fault", "--context", "--address", "--out", ...Object.keys(LIMITS)],
  ...FLAGS,
];

const isNumberOption = (text: string): text is NumberOption => Object.hasOwn(LIMITS, text);
const isFault = (text: string): text is Fault => FAULTS.some((fault) => fault === text);

/** What is wrong with the value of an option, or undefined. */
function problemOf(option: string, value: string, known: readonly string[]): string | undefined {
  if (isNumberOption(option)) {
    const { least, most, whole } = LIMITS[option];
    const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most && (!whole || Number.isInteger(number))) return undefined;
    return `${option} ${value}: must be a ${whole ? "whole " : ""}number from ${least} to ${most}`;
  }
  if (option === "--service" && !known.includes(value))
    return `--service ${value}: unknown; services are ${known.join(", ")}`;
  if (option === "--fault" && !isFault(value))
    return `--fault ${value}: unknown; faults are ${FAULTS.join(", ")}`;
  if (option === "--context" && contextsOf(value) === undefined)
    return `--context ${value}: must name two contexts, as prod=NAME,dr=NAME`;
  if (option === "--address" && isIP(value) === 0)
    return `--address ${value}: must be an IP address of this machine that the clusters' pods reach`;
  return undefined;
}

/** Two contexts, or undefined where the text is none of two different ones. */
function contextsOf(text: string): Contexts | undefined {
  const named = new Map(
    text.split(",").map((part) => [part.split("=")[0], part.split("=").slice(1).join("=")]),
  );
  const [prod = "", dr = ""] = [named.get("prod"), named.get("dr")];
  return named.size !== 2 || prod === "" || dr === "" || prod === dr ? undefined : { prod, dr };
}

/** What is wrong with the options together. */
function problemsTogether(values: ReadonlyMap<string, string>, mayHoldMore: boolean): readonly string[] {
  const [context, address] = [values.has("--context"), values.has("--address")];
  return [
    ...(values.has("--rows") && values.has("--size")
      ? ["--rows and --size: both say how much data there is; give one of them"]
      : []),
    ...(context && !address
      ? ["--context: needs --address IP, at which the clusters' pods reach this machine"]
      : []),
    ...(!context && address ? ["--address: is for clusters of your own; give --context too"] : []),
    ...(!context && mayHoldMore ? ["--not-empty: is for clusters of your own; give --context too"] : []),
  ];
}

/**
 * Reads the command line; an option's value follows as the next word or after `=`. With `--help` nothing is an error.
 * @param known ids of services that can be drilled. @default those of the catalog
 * @throws ArgumentsError naming every wrong word.
 */
export function parseArguments(
  words: readonly string[],
  known: readonly string[] = catalog.map(({ id }) => id),
): DrillArguments {
  const problems: string[] = [];
  const wanted = new Set<string>();
  const values = new Map<string, string>();
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [name = "", ...inline] = word.split("=");
    if (FLAGS.includes(word)) continue;
    if (!OPTIONS.includes(name) || FLAGS.includes(name)) {
      problems.push(`${word}: unknown; options are ${OPTIONS.join(", ")}`);
      continue;
    }
    // A word that is an option itself is no value: the next one would be misread too.
    const next =
      inline.length > 0 ? inline.join("=") : rest[0]?.startsWith("--") === true ? "" : rest.shift();
    if (next === undefined || next === "") problems.push(`${name}: has no value`);
    else if (name !== "--service" && values.has(name)) problems.push(`${name}: given twice`);
    else {
      const problem = problemOf(name, next, known);
      if (problem !== undefined) problems.push(problem);
      if (name === "--service") wanted.add(next);
      else values.set(name, next);
    }
  }
  const mayHoldMore = words.includes("--not-empty");
  problems.push(...problemsTogether(values, mayHoldMore));
  const help = words.includes("--help");
  if (problems.length > 0 && !help) throw new ArgumentsError(`${problems.join("; ")}. Usage: ${USAGE}`);
  const numberOf = (option: NumberOption): number | undefined => {
    const value = values.get(option);
    return value === undefined ? undefined : Number(value);
  };
  const fault = values.get("--fault") ?? "region";
  return {
    services: known.filter((id) => wanted.size === 0 || wanted.has(id)),
    rows: numberOf("--rows"),
    sizeMib: numberOf("--size"),
    scale: numberOf("--scale") ?? 10,
    fault: isFault(fault) ? fault : "region",
    contexts: contextsOf(values.get("--context") ?? ""),
    address: values.get("--address"),
    mayHoldMore,
    out: values.get("--out") ?? "drill/",
    help,
  };
}
