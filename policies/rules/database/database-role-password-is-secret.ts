import { violation } from "../../support/input/finding";
import type { ResourceRule } from "../../support/rule";

/** The password must not be in clear text in a state file or on a server. */
export const databaseRolePasswordIsSecret: ResourceRule = {
  name: "database-role-password-is-secret",
  demands: "A PostgreSQL role's password is a Pulumi secret, and the server stores it hashed.",
  sources: ["CIS PostgreSQL 5.1", "KYB-4", "trap 10"],
  profile: "general",
  severity: "critical",
  types: ["postgresql:index/role:Role"],
  *check(subject) {
    const { inputs, secretOutputs } = subject;
    const given = ["password", "passwordWo"].filter(
      (name) => inputs.at(name).isUnknown || inputs.at(name).isSet,
    );
    const clear = given.filter((name) => !secretOutputs.includes(name));
    if (clear.length > 0)
      yield violation(
        subject,
        `${clear.join(", ")} is in clear text in the state`,
        "a password must be a secret",
        `set the resource option additionalSecretOutputs: [${clear.join(", ")}], and pass a Pulumi secret`,
      );
    for (const name of ["encryptedPassword", "encrypted"])
      if (inputs.at(name).isSet && inputs.at(name).shown !== "true")
        yield violation(subject, `${name} is ${inputs.at(name).shown}`, "true is required", `remove ${name}`);
  },
};
