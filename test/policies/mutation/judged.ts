import { concerns } from "../../../policies/support/policy";
import type { Rule } from "../../../policies/support/rule";
import type { Subject } from "../../../policies/support/input/subject";
import { judge } from "../support/cases";
import type { Mutant } from "./mutation";

const concerned = new Map<Rule, Map<string, boolean>>();

/** True where a rule looks at resources of a type. */
export function looksAt(rule: Rule, type: string): boolean {
  const types = concerned.get(rule) ?? new Map<string, boolean>();
  concerned.set(rule, types);
  const known = types.get(type) ?? concerns(rule, type);
  types.set(type, known);
  return known;
}

/** What a rule looks at in a stack. */
export const seenBy = (rule: Rule, resources: readonly Subject[]): readonly Subject[] =>
  resources.filter(({ type }) => looksAt(rule, type));

/** What a rule refuses in a stack. */
export const violations = (rule: Rule, subjects: readonly Subject[]): readonly string[] =>
  judge(rule, subjects).filter((finding) => finding.startsWith("violation"));

/**
 * Whether a rule reports a violation of a stack in which something is broken: of the broken resource alone where it
 * judges each by itself.
 * @param as what the rule is given for a resource
 */
export function reports(
  rule: Rule,
  seen: readonly Subject[],
  mutant: Mutant,
  as: (subject: Subject) => Subject = (subject) => subject,
): boolean {
  const judged =
    "check" in rule ? [...mutant.values()].flat() : seen.flatMap((one) => mutant.get(one) ?? [one]);
  return violations(rule, judged.map(as)).length > 0;
}
