import { attempt, violation } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import type { Subject } from "../../support/input/subject";
import type { ResourceRule } from "../../support/rule";

const TYPE = (kind: string): string =>
  `postgresql:index/${kind}:${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;

/** Switches by which who has a right may hand it on. */
const HANDED_ON = ["withGrantOption", "withAdminOption", "createWithGrant", "usageWithGrant"];

/** Grants of a resource: its own, or each policy of a schema. @throws Undecided */
const grantsOf = ({ type, inputs }: Subject): readonly Input[] =>
  type === TYPE("schema") ? inputs.at("policies").items : [inputs];

/** Whether a grant gives something: a revocation of PUBLIC's rights is one of none. @throws Undecided */
function gives(grant: Input): boolean {
  const privileges = grant.at("privileges");
  return !privileges.isSet || privileges.items.length > 0;
}

/** PUBLIC is every role of the server, those of the future too. */
export const databaseGrantsNothingToPublic: ResourceRule = {
  name: "database-grants-nothing-to-public",
  demands: "A PostgreSQL grant is for a named role, not for PUBLIC, and cannot be handed on.",
  sources: ["CVE-2018-1058", "PostgreSQL privileges: PUBLIC"],
  profile: "general",
  severity: "high",
  types: ["grant", "defaultPrivileges", "schema", "grantRole"].map(TYPE),
  *check(subject) {
    for (const grant of grantsOf(subject))
      yield* attempt(subject, function* () {
        const where = grant.path === "" ? "" : `${grant.path}: `;
        const role = grant.at("role");
        // The provider takes a schema's policy without a role for one of PUBLIC.
        const isPublic = role.isGiven
          ? role.text?.toLowerCase() === "public"
          : subject.type === TYPE("schema");
        if (isPublic && gives(grant))
          yield violation(
            subject,
            `${where}role is public`,
            "a named role is required",
            "name the role; to revoke PUBLIC's rights set privileges: []",
          );
        for (const name of HANDED_ON)
          if (grant.at(name).flag === true)
            yield violation(
              subject,
              `${where}${name} is true`,
              "only the owner may grant",
              `set ${name}: false`,
            );
      });
  },
};
