import { attempt, violation, type Finding } from "../../support/input/finding";
import type { Input } from "../../support/input/input";
import { DATABASE_GRANT_ROLE, DATABASE_ROLE, rolesOf } from "../../support/database/membership";
import type { ResourceRule } from "../../support/rule";
import { covers } from "../../support/aws/iam-document";
import { textsSetting } from "../../support/input/setting";
import type { Subject } from "../../support/input/subject";

const PRIVILEGES = ["superuser", "createRole", "replication"];
const BYPASS = "bypassRowLevelSecurity";

const bypassing = textsSetting(
  "rowSecurityBypass",
  ["*_backup", "*_restore"],
  "Name patterns of the roles that may bypass row level security: a dump through it lacks rows.",
);

/** Roles whose members have these rights, or may run programs and access files as the server. */
const PRIVILEGED_ROLES = [
  "azure_pg_admin",
  "cloudsqlsuperuser",
  "rds_replication",
  "rds_superuser",
  "pg_execute_server_program",
  "pg_read_server_files",
  "pg_write_server_files",
];

function* judged(subject: Subject, role: Input): Iterable<Finding> {
  if (PRIVILEGED_ROLES.includes(role.text ?? ""))
    yield violation(
      subject,
      `makes it a member of ${role.shown}`,
      "no role of a service may have its rights",
      "remove it, and grant only the rights that are needed",
    );
}

/** A stolen login must open one database, not the server. */
export const databaseRoleIsNotPrivileged: ResourceRule = {
  name: "database-role-is-not-privileged",
  demands:
    "A PostgreSQL role is not a superuser, may not create roles, replicate or, unless it backs up or restores, bypass row level security, and is not a member of a role that may or that has access to the server's files.",
  sources: ["CIS PostgreSQL 4.3", "PostgreSQL role attributes", "PostgreSQL predefined roles", "trap 10"],
  profile: "general",
  severity: "critical",
  types: [DATABASE_ROLE, DATABASE_GRANT_ROLE],
  settings: [bypassing],
  *check(subject, settings) {
    yield* attempt(subject, function* () {
      const mayBypass = (name: string): boolean =>
        bypassing.of(settings).some((pattern) => covers(pattern, name));
      const given = PRIVILEGES.filter((name) => subject.inputs.at(name).flag === true);
      if (subject.inputs.at(BYPASS).flag === true && !mayBypass(subject.inputs.at("name").text ?? ""))
        given.push(BYPASS);
      if (given.length > 0)
        yield violation(
          subject,
          `${given.join(", ")} is true`,
          "no role of a service may have it",
          `remove ${given.join(", ")}`,
        );
    });
    for (const role of rolesOf(subject)) yield* attempt(subject, () => judged(subject, role));
  },
};
