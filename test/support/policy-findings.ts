import * as runtime from "@pulumi/pulumi/runtime";
import { rules } from "../../policies/rules";
import { subject, type Subject } from "../../policies/support/input/subject";
import type { Rule } from "../../policies/support/rule";
import { unknown, type Fields, type Value } from "../../policies/support/input/value";
import type { Violation } from "../../review/stack-review";
import { findings, judge } from "../policies/support/cases";
import type { Resources } from "./pulumi-mocks";

/** A value as a policy is given it. */
function given(value: unknown): Value {
  if (value === runtime.unknownValue) return unknown;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(given);
  if (typeof value !== "object" || value === null) return null;
  return fields(value);
}
const fields = (value: object): Fields =>
  Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, given(inner)]));

/** What a program declared, as policies are given it. @param stack its name, by which some rules apply */
const subjectsOf = (resources: Resources, stack: string): readonly Subject[] =>
  resources.list.map(({ type, name, inputs, protect, secretPaths }) =>
    subject({
      urn: `urn:pulumi:${stack}::lifeboat::${type}::${name}`,
      type,
      name,
      inputs: fields(inputs),
      protect,
      secretOutputs: [...secretPaths],
    }),
  );

/**
 * What the policy pack refuses of what a program declared.
 * @param stack name of the stack, by which some rules apply
 */
export function refused(resources: Resources, stack = "prod"): readonly string[] {
  const subjects = subjectsOf(resources, stack);
  return rules.flatMap((rule) => judge(rule, subjects).filter((finding) => finding.startsWith("violation")));
}

/** The same, as a review has it. @param own rules of the pack. @default the repository's */
export function violations(
  resources: Resources,
  stack: string,
  own: readonly Rule[] = rules,
): readonly Violation[] {
  const subjects = subjectsOf(resources, stack);
  return own.flatMap((rule) =>
    findings(rule, subjects)
      .filter(({ kind }) => kind === "violation")
      .map(({ subject: { name }, message }) => ({
        policy: rule.name,
        level: "mandatory",
        resource: name,
        message,
      })),
  );
}
