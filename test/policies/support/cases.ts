import { describe, expect, it } from "vitest";
import { attempt, type Finding } from "../../../policies/support/input/finding";
import { concerns } from "../../../policies/support/policy";
import type { ResourceRule, Rule, StackRule } from "../../../policies/support/rule";
import { Stack, subject, type Subject } from "../../../policies/support/input/subject";
import { isFields, isList, type Fields, type Value } from "../../../policies/support/input/value";

/** A resource of a test, in stack prod, protected unless told otherwise. */
export function resource(
  type: string,
  name: string,
  inputs: Fields,
  more: Partial<Pick<Subject, "protect" | "secretOutputs">> = {},
): Subject {
  return subject({
    urn: `urn:pulumi:prod::test::${type}::${name}`,
    type,
    name,
    inputs,
    protect: true,
    ...more,
  });
}

/** A copy with another value at a path such as `spec.containers.0.image`; undefined removes it. */
export function changed(value: Value | undefined, path: string, to: Value | undefined): Fields {
  const result = put(value, path.split("/"), to);
  return isFields(result) ? result : {};
}

function put(
  value: Value | undefined,
  [name, ...rest]: readonly string[],
  to: Value | undefined,
): Value | undefined {
  if (name === undefined) return to;
  if (isList(value))
    return value.flatMap((item, index) => {
      if (String(index) !== name) return [item];
      const next = put(item, rest, to);
      return next === undefined ? [] : [next];
    });
  return {
    ...(isFields(value) ? value : {}),
    [name]: put(isFields(value) ? value[name] : undefined, rest, to),
  };
}

/** What a rule finds in one resource, or in all resources of a stack, whether or not they are of its profile. */
export const findings = (
  rule: Rule,
  subjects: readonly Subject[],
  settings: Fields = {},
): readonly Finding[] =>
  "check" in rule
    ? subjects.flatMap((one) => [...each(rule, one, settings)])
    : [...all(rule, subjects, settings)];

/** What a rule says of one resource, or of all resources of a stack, whether or not they are of its profile. */
export const judge = (rule: Rule, subjects: readonly Subject[], settings: Fields = {}): readonly string[] =>
  findings(rule, subjects, settings).map(({ kind, message }) => `${kind} | ${message}`);

function each(rule: ResourceRule, one: Subject, settings: Fields): Iterable<Finding> {
  return rule.types.some((type) => type === one.type || type.endsWith("*"))
    ? attempt(one, () => rule.check(one, settings))
    : [];
}

function all(rule: StackRule, subjects: readonly Subject[], settings: Fields): Iterable<Finding> {
  return rule.checkStack(new Stack(subjects.filter(({ type }) => concerns(rule, type))), settings);
}

/** What a rule says where it cannot decide yet. @param label kind and name of the resource, as in `Bucket vault` */
export const undecidedOn = (label: string, path: string): readonly string[] => [
  `undecided | ${label}: undecided, ${path} is not known at preview; "pulumi up" decides`,
];

/** One case of a rule: resources, and exactly what it says of them. */
export interface Case {
  readonly name: string;
  readonly given: readonly Subject[];
  readonly settings?: Fields;
  /** `violation | <message>` and `undecided | <message>`. @default none: it is accepted */
  readonly says?: readonly string[];
}

/** A rule with its cases: there must be one that it accepts, one that it refuses and one that it cannot decide. */
export function describeRule(rule: Rule, cases: readonly Case[]): void {
  describe(rule.name, () => {
    it.each(cases)("$name", ({ given, settings, says = [] }) => {
      expect(judge(rule, given, settings)).toEqual(says);
    });
    it("has a case accepted, one refused and one undecided", () => {
      const kinds = new Set(cases.map(({ says = [] }) => says[0]?.split(" ")[0] ?? "accepted"));
      expect([...kinds]).toEqual(expect.arrayContaining(["accepted", "undecided", "violation"]));
    });
  });
}
