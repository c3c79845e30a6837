import { attempt, type Finding } from "./finding";
import { statements, type Statement } from "./iam-document";
import type { Input } from "./input";
import type { Subject } from "./subject";

/** Findings on each statement of a policy document of a resource: what is not known in one hides no other. */
export function perStatement(
  subject: Subject,
  document: Input,
  check: (one: Statement) => Iterable<Finding>,
): Iterable<Finding> {
  return attempt(subject, function* () {
    for (const one of statements(document)) yield* attempt(subject, () => check(one));
  });
}
