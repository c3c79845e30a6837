import { concerns } from "../../../policies/support/policy";
import type { Rule } from "../../../policies/support/rule";
import type { Subject } from "../../../policies/support/input/subject";
import { Recovery } from "../../../policies/support/profile";
import { recoveryLabels } from "../../../lib/recovery-labels";
import { stackOf, subject } from "../../../policies/support/input/subject";
import { namespaceOf } from "../../../policies/support/kubernetes/recovery-job";
import { findings } from "../support/cases";
import { declaredStack, stackNames } from "../support/declared-stacks";
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

const stacks = stackNames.map(declaredStack);
const declared = new Map(stacks.flat().map((one) => [one.urn, one]));
/** The log collector's namespace is another program's, which labels it. */
const elsewhere = (all: readonly Subject[]): readonly Subject[] =>
  all
    .filter(({ type }) => type.endsWith(":DaemonSet"))
    .map(namespaceOf)
    .map((name) =>
      subject({
        urn: `urn:pulumi:other::other::kubernetes:core/v1:Namespace::${name}`,
        type: "kubernetes:core/v1:Namespace",
        name,
        inputs: { metadata: { name, labels: recoveryLabels("recoverable") } },
      }),
    );
const recoveries = new Map(
  stacks.map((all) => [stackOf(all[0]?.urn ?? ""), new Recovery([...all, ...elsewhere(all)])]),
);

/** Whether the stacks' own labels make a resource one that a rule's profile concerns, as it was before it was broken. */
const isOfProfile = ({ profile }: Rule, subject: Subject): boolean =>
  profile === "general" ||
  recoveries.get(stackOf(subject.urn))?.has(declared.get(subject.urn) ?? subject) === true;

/** What a rule refuses in a stack that runs with both profiles. */
export const violations = (rule: Rule, subjects: readonly Subject[]): readonly string[] =>
  findings(rule, subjects)
    .filter(({ kind, subject }) => kind === "violation" && isOfProfile(rule, subject))
    .map(({ message }) => message);

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
