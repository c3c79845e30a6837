import { violation } from "../support/finding";
import type { ResourceRule } from "../support/rule";

const PRIVILEGES = ["superuser", "createRole", "replication", "bypassRowLevelSecurity"];

/** A login that is stolen opens one database, not the server. */
export const databaseRoleIsNotPrivileged: ResourceRule = {
  name: "database-role-is-not-privileged",
  demands:
    "A PostgreSQL role is neither superuser nor may it make roles, replicate or bypass row level security.",
  sources: ["CIS PostgreSQL 4.3", "PostgreSQL role attributes", "trap 10"],
  severity: "critical",
  types: ["postgresql:index/role:Role"],
  *check(subject) {
    const given = PRIVILEGES.filter((name) => subject.inputs.at(name).flag === true);
    if (given.length > 0)
      yield violation(
        subject,
        `${given.join(", ")} is true`,
        "no role of a service may have it",
        `remove ${given.join(", ")}`,
      );
  },
};
