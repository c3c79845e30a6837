import { isIP } from "node:net";
import { services as catalog } from "../../infra/catalog";
import { numberOption, parseCommandLine, type Given, type ValueOption } from "../engine/command-line";

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

/** How to call it. */
export const USAGE =
  "npm run drill [-- --service ID]... [--rows N | --size MIB] [--scale N] " +
  `[--fault ${FAULTS.join("|")}] [--context prod=NAME,dr=NAME --address IP [--not-empty]] [--out DIR] [--help]`;

/** One of some names, as an option. */
const nameOption = (what: string, known: readonly string[], many = false): ValueOption => ({
  many,
  problem: (value) => (known.includes(value) ? undefined : `unknown; ${what} are ${known.join(", ")}`),
});

const isFault = (text: string): text is Fault => FAULTS.some((fault) => fault === text);

/** Two contexts, or undefined where the text is none of two different ones. */
function contextsOf(text: string): Contexts | undefined {
  const named = new Map(
    text.split(",").map((part) => [part.split("=")[0], part.split("=").slice(1).join("=")]),
  );
  const [prod = "", dr = ""] = [named.get("prod"), named.get("dr")];
  return named.size !== 2 || prod === "" || dr === "" || prod === dr ? undefined : { prod, dr };
}

/** What is wrong with the options together. */
function problemsTogether({ values, said }: Given): readonly string[] {
  const [context, address] = [values.has("--context"), values.has("--address")];
  return [
    ...(values.has("--rows") && values.has("--size")
      ? ["--rows and --size: both say how much data there is; give one of them"]
      : []),
    ...(context && !address
      ? ["--context: needs --address IP, at which the clusters' pods reach this machine"]
      : []),
    ...(!context && address ? ["--address: is for clusters of your own; give --context too"] : []),
    ...(!context && said.has("--not-empty")
      ? ["--not-empty: is for clusters of your own; give --context too"]
      : []),
  ];
}

/**
 * Reads the command line. With `--help` nothing is an error.
 * @param known ids of services that can be drilled. @default those of the catalog
 * @throws ArgumentsError naming every wrong word.
 */
export function parseArguments(
  words: readonly string[],
  known: readonly string[] = catalog.map(({ id }) => id),
): DrillArguments {
  const help = words.includes("--help");
  const { values, lists, said } = parseCommandLine(help ? [] : words, {
    usage: USAGE,
    values: {
      "--service": nameOption("services", known, true),
      "--rows": numberOption(1, 100_000_000, "whole number"),
      "--size": numberOption(1, 65_536, "whole number"),
      "--scale": numberOption(1, 1000, "number"),
      "--fault": nameOption("faults", FAULTS),
      "--context": {
        problem: (value) =>
          contextsOf(value) === undefined ? "must name two contexts, as prod=NAME,dr=NAME" : undefined,
      },
      "--address": {
        problem: (value) => (isIP(value) === 0 ? "must be an IP address of this machine" : undefined),
      },
      "--out": {},
    },
    flags: ["--not-empty", "--help"],
    together: problemsTogether,
  });
  const numberOf = (option: string): number | undefined => {
    const value = values.get(option);
    return value === undefined ? undefined : Number(value);
  };
  const wanted = lists.get("--service") ?? known;
  const fault = values.get("--fault") ?? "region";
  return {
    services: known.filter((id) => wanted.includes(id)),
    rows: numberOf("--rows"),
    sizeMib: numberOf("--size"),
    scale: numberOf("--scale") ?? 10,
    fault: isFault(fault) ? fault : "region",
    contexts: contextsOf(values.get("--context") ?? ""),
    address: values.get("--address"),
    mayHoldMore: said.has("--not-empty"),
    out: values.get("--out") ?? "drill/",
    help,
  };
}
