import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

/** A restore creates a new database; nothing else does. */
export const onlyRestoreRoleCreatesDatabases: ResourceRule = {
  name: "only-restore-role-creates-databases",
  demands: "Only a PostgreSQL role named *_restore may create databases.",
  sources: ["CIS PostgreSQL 4.3", "JACK-8", "trap 10"],
  profile: "general",
  severity: "high",
  types: ["postgresql:index/role:Role"],
  *check(subject) {
    if (subject.inputs.at("createDatabase").flag !== true) return;
    const name = subject.inputs.at("name").text ?? subject.name;
    if (!name.endsWith("_restore"))
      yield violation(
        subject,
        `createDatabase is true for ${name}`,
        "only a role named *_restore may have it",
        "set createDatabase: false",
      );
  },
};
