import { flagId, needsApproval } from "../flag";
import { oldViolations } from "../policy-flags";
import { approvalOf, exitCodeOf, type Review } from "../review";
import { propertiesOf } from "./changes-table";
import type { MarkdownOptions, Versions } from "./markdown";
import { groupOf } from "../services";
import { isAbout, verdictOf } from "./verdict";

/** The review as JSON: everything, nothing cut. */
export function json(review: Review, versions: Versions, { services, secrets }: MarkdownOptions): string {
  const document = {
    ...versions,
    exitCode: exitCodeOf(review),
    stacks: review.stacks.map((each) => ({
      stack: each.stack,
      verdict: verdictOf(review, each),
      unchanged: each.unchanged,
      oldViolations: oldViolations(each),
      errors: each.errors,
      changes: each.changes.map((change) => ({
        operation: change.operation,
        service: groupOf(change, services),
        type: change.type,
        name: change.name,
        replacedBy: change.replacedBy,
        properties: propertiesOf(change, secrets),
      })),
      flags: review.flags
        .filter((flag) => isAbout(flag, each.stack))
        .map((flag) => ({
          id: flagId(flag),
          ...flag,
          needsApproval: needsApproval(flag.kind),
          approval: approvalOf(review, flag) ?? null,
        })),
    })),
    approvals: review.approvals,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
