import { attempt, violation, type Finding } from "../support/finding";
import { covers } from "../support/iam-document";
import type { Input } from "../support/input";
import type { StackRule } from "../support/rule";
import { textsSetting } from "../support/setting";
import type { Subject } from "../support/subject";

const ROLE = "postgresql:index/role:Role";
const MEMBERSHIP = "postgresql:index/grantRole:GrantRole";
const OWNED = ["postgresql:index/database:Database", "postgresql:index/schema:Schema"];

const applicationRoles = textsSetting(
  "applicationRoles",
  ["*_app"],
  "Patterns of the names of logins that applications use.",
);
const memberships = textsSetting(
  "memberships",
  ["pg_read_all_data", "pg_write_all_data"],
  "Roles that such a login may be a member of: none that owns anything.",
);

function* judgedMember(subject: Subject, role: Input, allowed: readonly string[]): Iterable<Finding> {
  if (!allowed.includes(role.shown))
    yield violation(
      subject,
      `makes an application's login a member of ${role.shown}`,
      `it may be a member of ${allowed.join(", ") || "none"}`,
      "grant reading and writing, not what the owner may",
    );
}

/** Who owns a table may drop it: an application that is broken into writes rows, and no more. */
export const applicationRoleOwnsNothing: StackRule = {
  name: "application-role-owns-nothing",
  demands:
    "An application's PostgreSQL login can drop nothing: it owns no database or schema, and is a member of no role that does.",
  sources: ["CIS PostgreSQL 4.3", "PostgreSQL predefined roles", "trap 10"],
  severity: "critical",
  types: [ROLE, MEMBERSHIP, ...OWNED],
  settings: [applicationRoles, memberships],
  *checkStack(stack, settings) {
    const allowed = memberships.of(settings);
    const isApplication = (name: Input): boolean =>
      name.text !== undefined &&
      applicationRoles.of(settings).some((pattern) => covers(pattern, name.text ?? ""));
    for (const subject of stack.ofType(ROLE, MEMBERSHIP, ...OWNED))
      yield* attempt(subject, function* () {
        const { inputs, type } = subject;
        if (type === ROLE && isApplication(inputs.at("name")))
          for (const role of inputs.at("roles").items) yield* judgedMember(subject, role, allowed);
        else if (type === MEMBERSHIP && isApplication(inputs.at("role")))
          yield* judgedMember(subject, inputs.at("grantRole"), allowed);
        else if (OWNED.includes(type) && isApplication(inputs.at("owner")))
          yield violation(
            subject,
            `owner is ${inputs.at("owner").shown}`,
            "an application's login owns nothing",
            "make a role without login its owner",
          );
      });
  },
};
