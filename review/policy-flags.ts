import type { Flag } from "./flag";
import { isAccusation, type StackReview, type Violation } from "./stack-review";

const subject = ({ policy, resource }: Violation): string => `${policy} ${resource}`;
/** What the base must have had, word for word, for a violation to be an old one. */
const identity = (each: Violation): string => `${each.level} ${subject(each)} ${each.message}`;

const accusations = (of: readonly Violation[]): readonly Violation[] => of.filter(isAccusation);

const isOld = ({ violationsBefore = [] }: StackReview) => {
  const known = new Set(violationsBefore.map(identity));
  return (each: Violation): boolean => known.has(identity(each));
};

/** How many violations and exemptions the base has already, word for word. */
export const oldViolations = (stack: StackReview): number =>
  accusations(stack.violations).filter(isOld(stack)).length;

/**
 * Violations of policies, and exemptions, that the base has not: new ones, and those whose message differs, because only a
 * person sees whether 5 days in place of 3 are better or worse.
 */
export function policyFlags(stack: StackReview): readonly Flag[] {
  const old = isOld(stack);
  const now = new Set(stack.violations.map(identity));
  const gone = Map.groupBy(
    accusations(stack.violationsBefore ?? []).filter((each) => !now.has(identity(each))),
    subject,
  );
  return accusations(stack.violations)
    .filter((each) => !old(each))
    .map((each) => {
      const before = (gone.get(subject(each)) ?? []).map(({ message }) => message).join("; ");
      return {
        rule: each.level === "mandatory" ? "policy-violated" : "policy-exempted",
        kind: "exposure" as const,
        stack: stack.stack,
        resource: each.resource,
        why: `${each.policy}: ${each.message}${before === "" ? "" : ` (the base: ${before})`}`,
        remedy: "policies/README.md explains the policy, and how an exemption is written",
      };
    });
}
