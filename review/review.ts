import type { Approval } from "./approval";
import { flagsOf, flagId, KINDS, needsApproval, type Flag } from "./flag";
import { withoutSecrets } from "./masking";
import { rules } from "./rules";
import { objectiveFlags } from "./objective-flags";
import { policyFlags } from "./policy-flags";
import { driftFlags, leakFlags, protectedFlags, writerFlags } from "./stack-flags";
import type { StackReview } from "./stack-review";

/** A review of all stacks. */
export interface Review {
  readonly stacks: readonly StackReview[];
  /** In the order of kinds, stacks, rules and resources. */
  readonly flags: readonly Flag[];
  readonly approvals: readonly Approval[];
}

/** What a review is made of beside the stacks. */
export interface ReviewOptions {
  /** Ids of services. @default none */
  readonly services?: readonly string[];
  /** The stacks' secrets: looked for in plain text, and shown nowhere. @default none */
  readonly secrets?: readonly string[];
  /** @default none */
  readonly approvals?: readonly Approval[];
  /** Whether the program is another than Lifeboat: nothing is read of Lifeboat's own outputs. @default false */
  readonly isForeign?: boolean;
}

/** Reviews what both versions of the stacks declare. */
export function review(
  stacks: readonly StackReview[],
  { services = [], secrets = [], approvals = [], isForeign = false }: ReviewOptions = {},
): Review {
  const all = [
    ...stacks.flatMap((each) => {
      const own = flagsOf(each.stack, each.changes, rules);
      const found = new Set(own.map(flagId));
      const lost = new Set(own.filter(({ kind }) => kind === "data-loss").map(({ resource }) => resource));
      const more = [
        ...leakFlags(each, secrets).filter((flag) => !found.has(flagId(flag))),
        ...protectedFlags(each).filter(({ resource }) => !lost.has(resource)),
      ];
      return [...own, ...more, ...(isForeign ? [] : objectiveFlags(each)), ...policyFlags(each)];
    }),
    ...(isForeign ? [] : [...writerFlags(stacks), ...driftFlags(stacks, services)]),
  ];
  const flags = KINDS.flatMap((kind) => all.filter((flag) => flag.kind === kind)).map((flag) => ({
    ...flag,
    why: withoutSecrets(flag.why, secrets),
  }));
  return { stacks, flags, approvals };
}

/** The approval that covers a flag; undefined where none does. */
export const approvalOf = ({ approvals }: Review, flag: Flag): Approval | undefined =>
  approvals.find(({ flags }) => flags.includes(flagId(flag)));

/** Flags that need an approval and have none. */
export const unapproved = (of: Review): readonly Flag[] =>
  of.flags.filter((flag) => needsApproval(flag.kind) && approvalOf(of, flag) === undefined);

/** Exit codes of the command. */
export const EXIT = { clear: 0, error: 1, needsApproval: 10 } as const;

/** 1 where a preview failed and no flag says why, 10 where a flag needs an approval, else 0. */
export function exitCodeOf(of: Review): number {
  if (unapproved(of).length > 0) return EXIT.needsApproval;
  return of.stacks.some(({ errors }) => errors.length > 0) ? EXIT.error : EXIT.clear;
}
