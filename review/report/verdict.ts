import { needsApproval, type Flag } from "../flag";
import { approvalOf, type Review } from "../review";
import type { StackReview } from "../stack-review";
import { flagCounts } from "./counts";

/** Whether a flag is about a stack; one of several stacks is about each. */
export const isAbout = (flag: Flag, stack: string): boolean => flag.stack.split("+").includes(stack);

/** What a stack's reviewer reads first, in a line. */
export function verdictOf(review: Review, { stack, errors }: StackReview): string {
  const own = review.flags.filter((flag) => isAbout(flag, stack));
  const wanting = own.filter(({ kind }) => needsApproval(kind));
  const open = wanting.filter((flag) => approvalOf(review, flag) === undefined);
  const counts = own.length === 0 ? "" : `: ${flagCounts(own)}`;
  if (open.length > 0) return `needs approval${counts}`;
  if (errors.length > 0) return `the preview failed${counts}`;
  if (wanting.length > 0) return `approved${counts}`;
  return own.length === 0 ? "nothing flagged" : `no approval needed${counts}`;
}
