import { Input } from "../../../policies/support/input/input";
import { stackOf, type Subject } from "../../../policies/support/input/subject";
import { isFields, unknown, type Fields, type Value } from "../../../policies/support/input/value";
import { below, differences, places, put, valueAt, type Place } from "./place";

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
  /** Other values that are in the stack before it is broken, with which it is sound as well. @default none */
  readonly given?: readonly Given[];
}

/** Another sound value of resources. */
export interface Given {
  /** Type tokens. */
  readonly of: readonly string[];
  /** Logical names. @default all */
  readonly named?: RegExp;
  readonly at: string;
  readonly to: Changed["to"];
  /** Another option of theirs. @default as it is */
  readonly options?: Option["options"];
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
  /** True where all of a stack are broken at once: one alone is nothing wrong. @default each by itself */
  readonly atOnce?: true;
}

/** The resource is left out: each by itself, or all of a stack at once. */
interface Gone extends Target {
  readonly gone: "each" | "all";
}

/** Another option of the resource. */
interface Option extends Target {
  readonly options: Partial<Pick<Subject, "protect" | "secretOutputs">>;
}

/** One more resource is beside it. */
interface Beside extends Target {
  readonly beside: (sound: Subject) => Subject;
}

/** A property takes the value of another. */
interface Copied extends Target {
  readonly copies: readonly [from: string, to: string];
}

/** One thing broken that a rule guards. */
export type Mutation = Changed | Gone | Option | Beside | Copied;

/** A stack with one thing broken: what is in the place of each resource that is broken. */
export type Mutant = ReadonlyMap<Subject, readonly Subject[]>;

const POD: Readonly<Record<string, readonly string[]>> = {
  CronJob: ["spec", "jobTemplate", "spec", "template", "spec"],
  Deployment: ["spec", "template", "spec"],
  DaemonSet: ["spec", "template", "spec"],
  StatefulSet: ["spec", "template", "spec"],
  Job: ["spec", "template", "spec"],
};

/** Paths that a mutation stands for in resources of a type. */
export function pathsIn(type: string, at: string): readonly Place[] {
  const pod = POD[type.slice(type.lastIndexOf(":") + 1)] ?? [];
  const [first = "", ...rest] = at.split(" ");
  if (first === "pod") return [[...pod, ...rest]];
  if (first !== "container") return [[first, ...rest]];
  return ["containers", "initContainers", "ephemeralContainers"].map((sort) => [...pod, sort, "*", ...rest]);
}

/** Inputs looked at before: every mutation of a resource begins with them. */
const inputs = new WeakMap<Subject, Value>();

/** Inputs of a resource in one piece. */
export function inputsOf(sound: Subject): Value {
  const value = inputs.get(sound) ?? sound.inputs.value;
  inputs.set(sound, value);
  return value;
}

const made = (to: Changed["to"], of: Value | undefined): Value | undefined =>
  typeof to === "function" ? to(of) : to;

function changes(sound: Subject, { at, to }: Changed): readonly (() => Subject)[] {
  const whole = inputsOf(sound);
  const all = pathsIn(sound.type, at).flatMap((path) => places(whole, path));
  return all.flatMap((place) => {
    const before = valueAt(whole, place);
    const after = made(to, before);
    return differences(before, after).length === 0 ? [] : [() => withInputs(sound, put(whole, place, after))];
  });
}

const hasUnknown = (value: Value | undefined): boolean =>
  value === unknown || (typeof value === "object" && value !== null && Object.values(value).some(hasUnknown));

/** A resource with other inputs. What is now written down was made from no other resource. */
export function withInputs(sound: Subject, given: Value | undefined): Subject {
  const fields: Fields = isFields(given) ? given : {};
  const before = inputsOf(sound);
  const isAsBefore = (property: string): boolean =>
    hasUnknown(fields[property]) || differences(fields[property], below(before, property)).length === 0;
  const broken: Subject = {
    ...sound,
    inputs: new Input(fields),
    madeFrom: (property) => (isAsBefore(property) ? sound.madeFrom(property) : []),
  };
  // What both share is then seen to be the same without being gone through.
  inputs.set(broken, fields);
  return broken;
}

function instead(sound: Subject, mutation: Mutation): readonly (() => readonly Subject[])[] {
  if ("gone" in mutation) return [() => []];
  if ("options" in mutation) return [() => [{ ...sound, ...mutation.options }]];
  if ("beside" in mutation) return [() => [sound, mutation.beside(sound)]];
  if ("copies" in mutation) {
    const [from, to] = mutation.copies;
    return [() => [withInputs(sound, put(inputsOf(sound), [to], sound.inputs.at(from).value))]];
  }
  return changes(sound, mutation).map((make) => () => [make()]);
}

/** The stack as it is before a mutation breaks it. */
export function ground(stack: readonly Subject[], { given = [] }: Mutation): readonly Subject[] {
  const rowsOf = ({ type, name }: Subject): readonly Given[] =>
    given.filter((row) => row.of.includes(type) && row.named?.test(name) !== false);
  return stack.map((sound) => {
    const rows = rowsOf(sound);
    if (rows.length === 0) return sound;
    const inputs = rows.reduce<Value>((whole, { at, to }) => {
      const all = pathsIn(sound.type, at).flatMap((path) => places(whole, path));
      return all.reduce((value, place) => put(value, place, made(to, valueAt(value, place))) ?? value, whole);
    }, inputsOf(sound));
    return rows.reduce<Subject>(
      (resource, { options }) => ({ ...resource, ...options }),
      withInputs(sound, inputs),
    );
  });
}

/**
 * Everything that a mutation makes of a stack's resources, one thing broken in each, and made when it is wanted.
 * @param stack as {@link ground} makes it
 */
export function mutants(stack: readonly Subject[], mutation: Mutation): readonly (() => Mutant)[] {
  const broken = stack.filter(
    ({ type, name, urn }) =>
      mutation.of.includes(type) &&
      mutation.except?.test(name) !== true &&
      (mutation.stack === undefined || stackOf(urn) === mutation.stack),
  );
  if ("gone" in mutation && mutation.gone === "all")
    return broken.length === 0 ? [] : [() => new Map(broken.map((sound) => [sound, []]))];
  const each = broken.flatMap((sound) =>
    instead(sound, mutation).map((make) => () => new Map([[sound, make()]])),
  );
  return "atOnce" in mutation && each.length > 0
    ? [() => new Map(each.flatMap((make) => [...make()]))]
    : each;
}

/** So many of a list, from the first to the last, evenly. */
export function chosen<Member>(all: readonly Member[], count: number): readonly Member[] {
  const step = Math.max(1, (all.length - 1) / (count - 1));
  const wanted = new Set(all.map((_, index) => Math.round(index * step)));
  return all.filter((_, index) => wanted.has(index));
}

/** Other rules that report what a mutation breaks as well, and have to. */
export interface Overlap {
  /** Rules whose mutations these are. */
  readonly of: readonly string[];
  /** What they break, in whole. */
  readonly breaks: RegExp;
  /** Type token of what is broken. @default any */
  readonly type?: string;
  /** The rules that report it too; one of the mutation's own is left out. */
  readonly others: readonly string[];
  readonly why: string;
}
