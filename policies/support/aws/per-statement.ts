import { attempt, distinct, type Finding } from "../input/finding";
import { statements, type Statement } from "./iam-document";
import type { Input } from "../input/input";
import type { Subject } from "../input/subject";

/** Findings on a statement; if it is undecided, also on its known part. */
function* judged(
  subject: Subject,
  one: Statement,
  check: (one: Statement) => Iterable<Finding>,
): Iterable<Finding> {
  const found = [...attempt(subject, () => check(one))];
  if (found.some(({ kind }) => kind === "undecided"))
    for (const finding of attempt(subject, () => check(one.known)))
      if (finding.kind === "violation") yield finding;
  yield* found;
}

/** Findings on each statement of a resource's policy document: an unknown part of one does not hide the others. */
export function perStatement(
  subject: Subject,
  document: Input,
  check: (one: Statement) => Iterable<Finding>,
): Iterable<Finding> {
  return attempt(subject, function* () {
    for (const one of statements(document)) yield* distinct(judged(subject, one, check));
  });
}
