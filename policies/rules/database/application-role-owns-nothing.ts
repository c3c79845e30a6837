import { attempt, violation, type Finding } from "../../support/input/finding";
import { covers } from "../../support/aws/iam-document";
import type { Input } from "../../support/input/input";
import {
  DATABASE_GRANT_ROLE,
  DATABASE_ROLE,
  memberships,
  reached,
  type Membership,
} from "../../support/database/membership";
import type { StackRule } from "../../support/rule";
import { textsSetting } from "../../support/input/setting";

const OWNED = ["postgresql:index/database:Database", "postgresql:index/schema:Schema"];

const applicationRoles = textsSetting(
  "applicationRoles",
  ["*_app"],
  "Name patterns of applications' logins.",
);
const allowedRoles = textsSetting(
  "memberships",
  ["pg_read_all_data", "pg_write_all_data", "*_application"],
  "Name patterns of roles that such a login may be a member of; none of them may own a database or schema.",
);

function* judged(
  given: Membership,
  all: readonly Membership[],
  allowed: readonly string[],
): Iterable<Finding> {
  for (const { role, by } of reached(given, all)) {
    if (allowed.some((pattern) => covers(pattern, role))) continue;
    const way = by.length === 0 ? "" : `, as a member of ${by.join(", of ")}`;
    yield violation(
      given.subject,
      `makes an application's login a member of ${role}${way}`,
      `it may be a member of ${allowed.join(", ") || "none"}`,
      "grant reading and writing, not the owner's rights",
    );
  }
}

/** An owner may drop tables; a compromised application must only be able to write rows. */
export const applicationRoleOwnsNothing: StackRule = {
  name: "application-role-owns-nothing",
  demands:
    "An application's PostgreSQL login can drop nothing: it owns no database or schema, and is not a member of a role that does, directly or through others.",
  sources: ["CIS PostgreSQL 4.3", "PostgreSQL role membership", "PostgreSQL predefined roles", "trap 10"],
  profile: "general",
  severity: "high",
  types: [DATABASE_ROLE, DATABASE_GRANT_ROLE, ...OWNED],
  settings: [applicationRoles, allowedRoles],
  *checkStack(stack, settings) {
    const isApplication = (name: Input): boolean =>
      name.text !== undefined &&
      applicationRoles.of(settings).some((pattern) => covers(pattern, name.text ?? ""));
    const all = memberships(stack);
    for (const given of all)
      yield* attempt(given.subject, function* () {
        if (isApplication(given.member)) yield* judged(given, all, allowedRoles.of(settings));
      });
    for (const subject of stack.ofType(...OWNED))
      yield* attempt(subject, function* () {
        const owner = subject.inputs.at("owner");
        if (isApplication(owner))
          yield violation(
            subject,
            `owner is ${owner.shown}`,
            "an application's login must own nothing",
            "make a role without login its owner",
          );
      });
  },
};
