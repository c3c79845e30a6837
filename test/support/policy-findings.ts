import * as runtime from "@pulumi/pulumi/runtime";
import { rules } from "../../policies/rules";
import { subject } from "../../policies/support/input/subject";
import { unknown, type Fields, type Value } from "../../policies/support/input/value";
import { judge } from "../policies/support/cases";
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

/**
 * What the policy pack refuses of what a program declared.
 * @param stack name of the stack, by which some rules apply
 */
export function refused(resources: Resources, stack = "prod"): readonly string[] {
  const subjects = resources.list.map(({ type, name, inputs, protect, secretPaths }) =>
    subject({
      urn: `urn:pulumi:${stack}::lifeboat::${type}::${name}`,
      type,
      name,
      inputs: fields(inputs),
      protect,
      secretOutputs: [...secretPaths],
    }),
  );
  return rules.flatMap((rule) => judge(rule, subjects).filter((finding) => finding.startsWith("violation")));
}
