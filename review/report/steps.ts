import { keyOf, type Change } from "../change";
import type { Review } from "../review";
import type { StackReview } from "../stack-review";
import { DONE } from "./counts";
import { code } from "./markdown-text";

/** Steps that a line names; more are counted. */
const MOST_STEPS = 12;
/** Gates and migrations, which run before pods are replaced. */
const JOB = /^kubernetes:batch\/v1:Job$/;

/** The steps that disturb, and the Jobs between them, in the order of the engine; deletions are last there. */
function stepsOf(review: Review, { stack, changes, order = [] }: StackReview): readonly Change[] {
  const disturbing = new Set(
    review.flags
      .filter((flag) => flag.kind === "disruption" && flag.stack === stack)
      .map(({ resource }) => resource),
  );
  const byKey = new Map(changes.map((change) => [keyOf(change), change]));
  return order.flatMap((key) => {
    const change = byKey.get(key);
    if (change === undefined) return [];
    const isStep = disturbing.has(change.name) || (JOB.test(change.type) && change.operation !== "delete");
    return isStep ? [change] : [];
  });
}

/** The expected order of what disturbs, a line for each stack; stacks of which the same is said share it. */
export function stepLines(review: Review): readonly string[] {
  const lines = review.stacks.flatMap((each) => {
    const steps = stepsOf(review, each);
    // One step has no order.
    if (steps.length < 2) return [];
    const named = steps.slice(0, MOST_STEPS).map(({ name, operation }) => `${code(name)} ${DONE[operation]}`);
    const more = steps.length > MOST_STEPS ? ` → and ${steps.length - MOST_STEPS} more` : "";
    return [{ stack: each.stack, text: `${named.join(" → ")}${more}` }];
  });
  const alike = [...Map.groupBy(lines, ({ text }) => text)].map(
    ([text, own]) => `- ${own.map(({ stack }) => stack).join(", ")}: ${text}`,
  );
  return alike.length === 0
    ? []
    : ["", "**Expected order** (steps that do not wait for one another may overlap):", "", ...alike];
}
