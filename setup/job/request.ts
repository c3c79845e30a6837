import { choicesOf } from "../../infra/catalog/job-choices";
import type { JobParameter } from "../../infra/catalog/job-parameter";
import { didYouMean } from "../../infra/config/check/did-you-mean";
import { ArgumentsError } from "../../sandbox/engine/command-line";
import { STACKS, type Stack } from "../answers";
import { jobsOf, type Offering } from "./catalog";

/** What an operator asks for, checked. */
export interface Request<Of extends Offering = Offering> {
  readonly service: Of;
  readonly job: string;
  readonly stack: Stack;
  /** Variables of the run, beside the template's or in their place. */
  readonly env: Readonly<Record<string, string>>;
}

/** How to call the command. */
export const CALL = "npm run job -- <service> <job> [--stack prod|dr] [--dry-run] [NAME=value …]";

/** Stack whose job is run unless another is named: the primary. */
const STANDARD: Stack = "prod";
const ASSIGNMENT = /^([A-Za-z_]\w*)=(.*)$/s;
const DRY_RUN = "--dry-run";
const STACK = "--stack";

/** The words of a command line, by what they are. */
interface Words {
  readonly places: readonly string[];
  readonly stacks: readonly string[];
  readonly assigned: readonly (readonly [name: string, value: string])[];
  readonly isDry: boolean;
  readonly unknown: readonly string[];
}

function wordsOf(args: readonly string[]): Words {
  const [places, stacks, unknown]: [string[], string[], string[]] = [[], [], []];
  const assigned: (readonly [string, string])[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? "";
    const [, name, value] = ASSIGNMENT.exec(word) ?? [];
    if (word === STACK) stacks.push(args[(index += 1)] ?? "");
    else if (word.startsWith(`${STACK}=`)) stacks.push(word.slice(STACK.length + 1));
    else if (name !== undefined) assigned.push([name, value ?? ""]);
    else if (word.startsWith("-") && word !== DRY_RUN) unknown.push(word);
    else if (word !== DRY_RUN) places.push(word);
  }
  return { places, stacks, assigned, isDry: args.includes(DRY_RUN), unknown };
}

const choice = (thing: string, value: string | undefined, known: readonly string[]): string =>
  value === undefined
    ? `${thing}: is missing; must be one of ${known.join(", ")}`
    : `${thing} '${value}': unknown; must be one of ${known.join(", ")}${didYouMean(value, known).replace(" #", ",")}`;

/** What is wrong with the values that a run is given. */
function valueProblems(
  job: string,
  parameters: readonly JobParameter[],
  given: ReadonlyMap<string, string>,
): readonly string[] {
  const names = parameters.map(({ name }) => name);
  const unknown = [...given.keys()]
    .filter((name) => !names.includes(name))
    .map((name) =>
      names.length === 0
        ? `parameter '${name}': unknown; ${job} takes none`
        : choice(`parameter of ${job}`, name, names),
    );
  const wrong = parameters.flatMap((parameter): readonly string[] => {
    const { name, limit, neededWith } = parameter;
    const value = given.get(name);
    if (value !== undefined) return parameter.accepts(value) ? [] : [`${name} '${value}': must be ${limit}`];
    if (neededWith !== undefined)
      return given.get(neededWith.name) === neededWith.value
        ? [`${name}: is missing; with ${neededWith.name}=${neededWith.value} it must be ${limit}`]
        : [];
    return parameter.default === undefined ? [`${name}: is missing; must be ${limit}`] : [];
  });
  return [...unknown, ...wrong];
}

/** What is wrong with a dry run of a job, and the value that makes one. */
function dryRunOf(service: Offering, job: string, given: ReadonlyMap<string, string>) {
  const { dryRun } = choicesOf(job);
  if (dryRun === undefined) {
    const having = jobsOf(service).filter((each) => choicesOf(each).dryRun !== undefined);
    return {
      problems: [`${DRY_RUN}: ${job} has none; those that have one are ${having.join(", ")}`],
      env: {},
    };
  }
  const other = given.get(dryRun);
  if (other !== undefined && other !== "true")
    return { problems: [`${DRY_RUN}: contradicts ${dryRun}=${other}; must be given without it`], env: {} };
  return { problems: [], env: { [dryRun]: "true" } };
}

/** What is wrong beside service, job and their parameters. */
function restProblems({ places, stacks, assigned, unknown }: Words): readonly string[] {
  const names = assigned.map(([name]) => name);
  const [stack = STANDARD] = stacks;
  return [
    ...unknown.map((word) => choice("option", word, [STACK, DRY_RUN, "--help"])),
    ...places.slice(2).map((word) => `'${word}': must be NAME=value, or not be there`),
    ...(STACKS.some((each) => each === stack) ? [] : [choice("stack", stack, STACKS)]),
    ...(stacks.length > 1 ? [`${STACK}: is given ${stacks.length} times; must be given once`] : []),
    ...[...new Set(names)]
      .filter((name) => names.indexOf(name) !== names.lastIndexOf(name))
      .map((name) => `${name}: is given twice; must be given once`),
  ];
}

/**
 * Reads a command line.
 * @throws ArgumentsError with everything that is wrong, what may stand in its place, and how to see all of it
 */
export function requestOf<Of extends Offering>(
  args: readonly string[],
  services: readonly Of[],
): Request<Of> {
  const words = wordsOf(args);
  const [id, job] = words.places;
  const service = services.find((each) => each.id === id);
  const given = new Map(words.assigned);
  const problems = [...restProblems(words)];
  let env: Readonly<Record<string, string>> = Object.fromEntries(given);
  if (service === undefined)
    problems.unshift(
      choice(
        "service",
        id,
        services.map((each) => each.id),
      ),
    );
  const known = service === undefined ? [...new Set(services.flatMap(jobsOf))] : jobsOf(service);
  if (job === undefined || !known.includes(job))
    problems.push(choice(service === undefined ? "job" : `job of ${service.id}`, job, known));
  else {
    problems.push(...valueProblems(job, choicesOf(job).parameters, given));
    if (words.isDry && service !== undefined) {
      const dry = dryRunOf(service, job, given);
      problems.push(...dry.problems);
      env = { ...env, ...dry.env };
    }
  }
  if (problems.length > 0 || service === undefined || job === undefined)
    throw new ArgumentsError(
      `${problems.join("; ")}. Nothing was created. Usage: ${CALL}; npm run job -- --help lists services, jobs and parameters`,
    );
  const stack = STACKS.find((each) => each === words.stacks[0]) ?? STANDARD;
  return { service, job, stack, env };
}
