import { attempt, distinct, type Finding } from "../input/finding";
import { statements, type Statement } from "./iam-document";
import type { Input } from "../input/input";
import type { Subject } from "../input/subject";
import type { Fields } from "../input/value";

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

const WITH_POLICY = [
  "aws:iam/policy:Policy",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/userPolicy:UserPolicy",
  "aws:iam/groupPolicy:GroupPolicy",
];
const ROLE = "aws:iam/role:Role";

/** Tokens of the resources with permissions of an identity. */
export const iamPolicyTypes: readonly string[] = [...WITH_POLICY, ROLE];

/** The check of a rule on each allowing statement. */
export function perAllow(check: (one: Statement, subject: Subject, settings: Fields) => Iterable<Finding>) {
  return function* (subject: Subject, settings: Fields): Iterable<Finding> {
    const documents =
      subject.type === ROLE
        ? subject.inputs.at("inlinePolicies").items.map((inline) => inline.at("policy"))
        : [subject.inputs.at("policy")];
    for (const document of documents)
      yield* perStatement(subject, document, (one) => (one.allows ? check(one, subject, settings) : []));
  };
}
