import type { Finding } from "../input/finding";
import type { Statement } from "./iam-document";
import { perStatement } from "./per-statement";
import type { Subject } from "../input/subject";
import type { Fields } from "../input/value";

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
