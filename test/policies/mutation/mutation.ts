import { Input } from "../../../policies/support/input";
import { stackOf, type Subject } from "../../../policies/support/subject";
import { isFields, isList, plain, type Fields, type Value } from "../../../policies/support/value";

/** Where a mutation is made, and which rule must see it. */
interface Target {
  /** Name of the rule that must report it. */
  readonly rule: string;
  /** What is broken, in words. */
  readonly breaks: string;
  /** Type tokens of the resources that are broken, each by itself. */
  readonly of: readonly string[];
  /** Logical names of those that it breaks nothing of. @default none */
  readonly except?: RegExp;
  /** The only stack in which the rule guards it. @default both */
  readonly stack?: "prod" | "dr";
}

/** Another value at a place in the inputs. */
export interface Changed extends Target {
  /**
   * Words from the outside in. `*` is each member of a list, one at a time; `{}` opens a text of JSON; `pod` is the
   * pod's spec and `container` each container of it. Where the place above the last word is not there, nothing is broken.
   */
  readonly at: string;
  /** The broken value, or what makes it of the sound one; undefined removes it. */
  readonly to: Value | undefined | ((sound: Value | undefined) => Value | undefined);
}

/** The resource is left out: each by itself, or all of a stack at once. */
interface Gone extends Target {
  readonly gone: "each" | "all";
}

/** Another option of the resource. */
interface Option extends Target {
  readonly options: Partial<Pick<Subject, "protect" | "secretOutputs">>;
}

/** One more resource stands beside it. */
interface Beside extends Target {
  readonly beside: (sound: Subject) => Subject;
}

/** A property takes the value of another. */
interface Copied extends Target {
  readonly copies: readonly [from: string, to: string];
}

/** One thing broken that a rule guards. */
export type Mutation = Changed | Gone | Option | Beside | Copied;

/** A stack with one thing broken: what stands in the place of each resource that is broken. */
export type Mutant = ReadonlyMap<Subject, readonly Subject[]>;

const POD: Readonly<Record<string, readonly string[]>> = {
  CronJob: ["spec", "jobTemplate", "spec", "template", "spec"],
  Deployment: ["spec", "template", "spec"],
  Job: ["spec", "template", "spec"],
};

/** Paths that a mutation stands for in resources of a type. */
export function pathsIn(type: string, at: string): readonly (readonly string[])[] {
  const pod = POD[type.slice(type.lastIndexOf(":") + 1)] ?? [];
  const [first = "", ...rest] = at.split(" ");
  if (first === "pod") return [[...pod, ...rest]];
  if (first !== "container") return [[first, ...rest]];
  return ["containers", "initContainers"].map((sort) => [...pod, sort, "*", ...rest]);
}

const text = (value: Value | undefined): Value =>
  plain(JSON.parse(typeof value === "string" ? value : "null"));

const below = (value: Value | undefined, word: string): Value | undefined => {
  if (word === "{}") return text(value);
  if (isList(value)) return value[Number(word)];
  return isFields(value) ? value[word] : undefined;
};

/** The places of a path in a value, each member of a list by its number. */
function places(value: Value | undefined, path: readonly string[]): readonly (readonly string[])[] {
  const [word, ...rest] = path;
  if (word === undefined) return [[]];
  if (word === "*")
    return isList(value)
      ? value.flatMap((member, index) => places(member, rest).map((more) => [String(index), ...more]))
      : [];
  if (typeof value !== "object" && !(word === "{}" && typeof value === "string")) return [];
  return places(below(value, word), rest).map((more) => [word, ...more]);
}

function put(value: Value | undefined, path: readonly string[], to: Value | undefined): Value | undefined {
  const [word, ...rest] = path;
  if (word === undefined) return to;
  const next = put(below(value, word), rest, to);
  if (word === "{}") return JSON.stringify(next);
  if (isList(value))
    return value.flatMap((member, index) =>
      String(index) !== word ? [member] : next === undefined ? [] : [next],
    );
  const others = Object.entries(isFields(value) ? value : {}).filter(([name]) => name !== word);
  return Object.fromEntries(next === undefined ? others : [...others, [word, next]]);
}

/** Inputs of a resource in one piece: every mutation of it begins with them. */
const inputs = new WeakMap<Subject, Value>();

function inputsOf(sound: Subject): Value {
  const value = inputs.get(sound) ?? sound.inputs.value;
  inputs.set(sound, value);
  return value;
}

function changes(sound: Subject, { at, to }: Changed): readonly Subject[] {
  const whole = inputsOf(sound);
  const all = pathsIn(sound.type, at).flatMap((path) => places(whole, path));
  return all.flatMap((place) => {
    const before = place.reduce<Value | undefined>(below, whole);
    const after = typeof to === "function" ? to(before) : to;
    const same = JSON.stringify(after) === JSON.stringify(before);
    return same ? [] : [withInputs(sound, put(whole, place, after))];
  });
}

const withInputs = (sound: Subject, inputs: Value | undefined): Subject => ({
  ...sound,
  inputs: new Input(isFields(inputs) ? inputs : ({} satisfies Fields)),
});

function instead(sound: Subject, mutation: Mutation): readonly (readonly Subject[])[] {
  if ("gone" in mutation) return [[]];
  if ("options" in mutation) return [[{ ...sound, ...mutation.options }]];
  if ("beside" in mutation) return [[sound, mutation.beside(sound)]];
  if ("copies" in mutation) {
    const [from, to] = mutation.copies;
    return [[withInputs(sound, put(inputsOf(sound), [to], sound.inputs.at(from).value))]];
  }
  return changes(sound, mutation).map((broken) => [broken]);
}

/** Everything that a mutation makes of a stack's resources, one thing broken in each. */
export function mutants(stack: readonly Subject[], mutation: Mutation): readonly Mutant[] {
  const broken = stack.filter(
    ({ type, name, urn }) =>
      mutation.of.includes(type) &&
      mutation.except?.test(name) !== true &&
      (mutation.stack === undefined || stackOf(urn) === mutation.stack),
  );
  if ("gone" in mutation && mutation.gone === "all")
    return broken.length === 0 ? [] : [new Map(broken.map((sound) => [sound, []]))];
  return broken.flatMap((sound) => instead(sound, mutation).map((one) => new Map([[sound, one]])));
}
