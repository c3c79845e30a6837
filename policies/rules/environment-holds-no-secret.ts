import { violation } from "../support/finding";
import { perContainer, podTypes } from "../support/pod";
import type { ResourceRule } from "../support/rule";
import { secretIn, secretShape } from "../support/secret-shape";

/** Environment and command line stand in dumps, logs and the process list. */
export const environmentHoldsNoSecret: ResourceRule = {
  name: "environment-holds-no-secret",
  demands:
    "No secret stands in a container's environment, command or arguments, neither in clear nor by reference.",
  sources: ["CIS Kubernetes 5.4.1", "C-0012", "CKV_K8S_35", "KYB-4", "trap 10"],
  severity: "critical",
  types: podTypes,
  check: perContainer(function* ({ label, spec }, _pod, subject) {
    const limit = "a secret is a file from a Secret";
    const remedy = "mount a Secret with defaultMode 0400 and name the file";
    for (const variable of spec.at("env").items) {
      const name = variable.at("name").shown;
      const why = secretIn(name, variable.at("value").text ?? "");
      if (why !== undefined) yield violation(subject, `${label}: env ${name} ${why}`, limit, remedy);
      if (variable.at("valueFrom", "secretKeyRef").isSet)
        yield violation(subject, `${label}: env ${name} comes from a Secret`, limit, remedy);
    }
    for (const from of spec.at("envFrom").items)
      if (from.at("secretRef").isSet)
        yield violation(
          subject,
          `${label}: all of Secret ${from.at("secretRef", "name").shown} is env`,
          limit,
          remedy,
        );
    for (const field of ["command", "args"]) {
      const words = spec.at(field).items.map((word) => word.text ?? "");
      for (const [index, word] of words.entries()) {
        const [, flag, value] = /^--?([\w-]+)=(.*)$/s.exec(word) ?? [];
        const why = flag === undefined || value === undefined ? secretShape(word) : secretIn(flag, value);
        if (why !== undefined)
          yield violation(
            subject,
            `${label}: ${field}[${index}] ${why.replace(/^(an?) /, "looks like $1 ")}`,
            limit,
            remedy,
          );
      }
    }
  }),
};
